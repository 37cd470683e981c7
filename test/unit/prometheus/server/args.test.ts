// Arguments of a Prometheus and of an agent that only some specs have.
import t from 'tap';
import { agentArgs } from '../../../../hooks/controllers/agent/args.ts';
import type { Compaction } from '../../../../hooks/prometheus/server/args.ts';
import { renderArgs } from '../../../../hooks/workload/args.ts';
import { args, context } from '../../../support/scrapecontext.ts';

t.test('a Prometheus with an empty spec', async (t) => {
  t.strictSame(args({}), [
    '--config.file=/etc/prometheus/config_out/prometheus.env.yaml',
    '--web.enable-lifecycle',
    '--web.route-prefix=/',
    '--storage.tsdb.path=/prometheus',
    '--web.config.file=/etc/prometheus/web_config/web-config.yaml',
  ]);
});

t.test('arguments that only some specs have', async (t) => {
  const has = (spec: object, arg: string, compaction?: Compaction) =>
    t.ok(args(spec, 'v3.13.2', compaction).includes(arg), arg);
  const hasNot = (spec: object, arg: string) =>
    t.notOk(
      args(spec).some((item) => item.startsWith(arg)),
      `no ${arg}`,
    );
  has({ externalUrl: 'https://x/y', routePrefix: '/y' }, '--web.route-prefix=/y');
  has({ listenLocal: true }, '--web.listen-address=127.0.0.1:9090');
  has({ enableAdminAPI: true }, '--web.enable-admin-api');
  has({ web: { maxConnections: 0 } }, '--web.max-connections=0');
  has({ query: { lookbackDelta: '5m', maxConcurrency: 3, timeout: '1m' } }, '--query.max-concurrency=3');
  has({ thanos: { blockSize: '1h' } }, '--storage.tsdb.max-block-duration=1h', 'disabled');
  has({}, '--storage.tsdb.delay-compact-file.path=/prometheus/thanos.shipper.json', 'delayed');
  has({ tsdb: { outOfOrderTimeWindow: '1m' } }, '--no-storage.tsdb.allow-overlapping-compaction', 'delayed');
  hasNot({ reloadStrategy: 'ProcessSignal' }, '--web.enable-lifecycle');
  hasNot({ logLevel: 'info', logFormat: 'logfmt' }, '--log.');
  hasNot({ query: { maxConcurrency: 0, maxSamples: -1 } }, '--query');
  hasNot({ tsdb: { outOfOrderTimeWindow: '1m' } }, '--no-storage');
  hasNot(
    { enableFeatures: ['xor2-encoding'], tsdb: { chunkEncoding: { floats: 'Xor2' } } },
    '--enable-feature=xor2-encoding,',
  );
});

t.test('an agent', async (t) => {
  t.ok(renderArgs(agentArgs(context({}, 'agent'))).includes('--agent'));
  t.ok(renderArgs(agentArgs(context({}, 'agent', 'v2.50.0'))).includes('--enable-feature=agent'));
  t.notOk(renderArgs(agentArgs(context({ retention: '1d' }, 'agent'))).some((item) => item.includes('tsdb')));
});
