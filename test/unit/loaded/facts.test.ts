// When servers are asked what they run, and how often.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import t, { type Test } from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { REVISION } from '../../../hooks/core/revision.ts';
import { cluster, OPTIONS, START } from './cluster.ts';

/** Each test has an address of the loopback network of its own, because the port is fixed. */
let addresses = 0;

/** A server at port 9090 that runs a revision, and the paths that it was asked for. */
async function prometheusAt(t: Test) {
  const ip = `127.77.${process.pid % 250}.${++addresses}`;
  const state = { revision: '', expr: '1', succeeded: true, asked: [] as string[] };
  const answers: Readonly<Record<string, () => string>> = {
    '/api/v1/status/config': () =>
      JSON.stringify({
        data: {
          yaml:
            'global: {}\nrule_files:\n- /etc/prometheus/rules/prometheus-k8s-rulefiles-0/*.yaml\nscrape_config_files:\n' +
            `- /etc/prometheus/revision/${state.revision}*.yaml\n`,
        },
      }),
    '/api/v1/status/runtimeinfo': () =>
      JSON.stringify({
        data: { lastConfigTime: new Date(START).toISOString(), reloadConfigSuccess: state.succeeded },
      }),
    '/api/v1/rules?exclude_alerts=true': () =>
      JSON.stringify({
        data: {
          groups: [
            {
              name: 'g',
              file: '/etc/prometheus/rules/prometheus-k8s-rulefiles-0/monitoring-rules-.yaml',
              rules: [{ type: 'recording', name: 'a', query: state.expr }],
            },
          ],
        },
      }),
  };
  const listener: RequestListener = ({ method, url = '' }, response) => {
    state.asked.push(`${method} ${url}`);
    if (method === 'POST') response.writeHead(500).end('failed to reload config: `hunter2` http://u:p@host/\n\nnext');
    else response.end(answers[url]?.() ?? '');
  };
  const server = createServer(listener).listen(9090, ip);
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { ip, state };
}

const revisionOf = (children: readonly KubernetesObject[]): string =>
  children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-k8s')?.metadata
    .annotations?.[REVISION] ?? '';

const RULES = 'GET /api/v1/rules?exclude_alerts=true';

t.test('each pod is asked until it has loaded what was written, and no more', async (t) => {
  const { ip, state } = await prometheusAt(t);
  const sync = cluster(OPTIONS, ip);
  await sync({ facts: 'ask' });
  await sync({ facts: 'ask', ready: 1 });
  t.strictSame(state.asked, [], 'while pods are not ready nobody is asked');
  const { children, loaded } = await sync({ facts: 'ask' });
  t.match(loaded, { status: 'Unknown', reason: 'Loading' }, 'the servers run another configuration');
  state.revision = revisionOf(children);
  state.expr = '2';
  t.match((await sync({ facts: 'ask' })).loaded, { status: 'Unknown', reason: 'Loading' }, 'rules differ');
  state.expr = '1';
  t.match((await sync({ facts: 'ask' })).loaded, { status: 'True', reason: 'Loaded' });
  const count = state.asked.length;
  t.equal(count, 3 * 2 * 3, 'three reads of each pod');
  await sync({ facts: 'ask' });
  await sync({ facts: 'ask', seconds: 3600 });
  t.equal(state.asked.length, count, 'at rest nobody is asked');
  await sync({ facts: 'ask', expr: '2' });
  t.equal(state.asked.length, count, 'nor before it is written');
  t.match((await sync({ facts: 'ask', expr: '2' })).loaded, { reason: 'Loading' });
  t.equal(state.asked.filter((asked) => asked === RULES).length, 2 * 3 + 2);
  state.expr = '2';
  t.match((await sync({ facts: 'ask', expr: '2' })).loaded, { status: 'True' });
});

t.test('a refusal has the words of the server, without secrets', async (t) => {
  const { ip, state } = await prometheusAt(t);
  const sync = cluster(OPTIONS, ip);
  await sync();
  await sync();
  state.succeeded = false;
  t.match((await sync({ facts: 'ask' })).loaded, {
    status: 'False',
    reason: 'Refused',
    message: /: failed to reload config: `…` http:\/\/…@host\/ next$/m,
  });
  t.equal(state.asked.filter((asked) => asked === 'POST /-/reload').length, 2, 'each pod is asked why');
});

t.test('a pod that does not answer is asked once a minute', async (t) => {
  const sync = cluster(OPTIONS, `127.77.${process.pid % 250}.200`);
  await sync();
  await sync();
  const first = await sync({ facts: 'ask' });
  t.match(first.loaded, { status: 'Unknown', reason: 'NoAnswer', message: /: connection refused$/ });
  const { ip } = await prometheusAt(t);
  t.not(ip, '');
  t.strictSame((await sync({ facts: 'ask' })).results, first.results);
});

t.test('servers that are asked at their own path', async (t) => {
  const { ip, state } = await prometheusAt(t);
  const sync = cluster(OPTIONS, ip);
  const spec = { routePrefix: 'a/b/' };
  await sync({ spec });
  await sync({ spec });
  await sync({ spec, facts: 'ask' });
  t.ok(state.asked.length > 0 && state.asked.every((asked) => asked.startsWith('GET /a/b/api/v1/')), `${state.asked}`);
});
