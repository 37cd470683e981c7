// A Prometheus whose sync a limit has stopped: a condition reports it, whichever hook is called.
import t from 'tap';
import { compute } from '../../../hooks/app/compute/answer.ts';
import { digestOf } from '../../../hooks/core/digest.ts';
import { type Limiter, limited } from '../../../hooks/core/isolation.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { prometheus } from '../../support/objects.ts';
import { syncRequest } from '../../support/requests.ts';

const parent = prometheus();
const blamed = new Set([digestOf(parent)]);
const limiter: Limiter = { isTooExpensive: (digest) => blamed.has(digest), begin: () => () => {} };

const ask = (path: string, body: object) =>
  compute({ path, body: Buffer.from(JSON.stringify(body)), now: 0 }, parseOptions(), {
    work: (stretch) => limited(limiter, stretch),
    wait: (answer) => answer,
  });

t.test('its sync reports it in the status, and changes nothing', async (t) => {
  const { code, body, report } = await ask('/prometheus/sync', syncRequest(parent));
  t.match([code, report?.isFailed], [200, true]);
  t.match(body.toString(), /exceeds the time or memory limit of one object/);
});

t.test('the customize hook still answers: Metacontroller calls it first', async (t) => {
  const { code, body } = await ask('/prometheus/customize', { parent });
  t.equal(code, 200, body.toString());
  t.match(body.toString(), /servicemonitors/);
});
