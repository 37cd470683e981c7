import t from 'tap';
import type { Alertmanager } from '../../../../../hooks/api/alertmanager.ts';
import { alertmanagerArgs } from '../../../../../hooks/controllers/alertmanager/pod/args.ts';
import { effectiveAlertmanager } from '../../../../../hooks/controllers/alertmanager/pod/replicas.ts';
import { delayTooLong, startDelay } from '../../../../../hooks/controllers/alertmanager/pod/startdelay.ts';
import { probeSettings } from '../../../../../hooks/controllers/alertmanager/rollout/probes.ts';
import { listers } from '../../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../../../hooks/core/options.ts';
import { alertmanagerVersion } from '../../../../../hooks/versions/alertmanager.ts';
import type { Version } from '../../../../../hooks/versions/version.ts';
import { renderArgs } from '../../../../../hooks/workload/args.ts';
import { alertmanager, configMap, secret } from '../../../../support/objects.ts';

const of = (spec: Record<string, unknown>): Alertmanager => alertmanager(spec) as unknown as Alertmanager;
const version = (text?: string): Version => alertmanagerVersion(text) as Version;
const options = parseOptions();
const argsOf = (parent: Alertmanager, more: Options = options): string[] =>
  renderArgs(alertmanagerArgs(parent, version(), more));
const delay = (spec: Record<string, unknown>, text?: string, more: Options = options) =>
  startDelay(of(spec), version(text), more).flag;

t.test('a peer of a mesh waits for its alerts before it notifies, as long as the user sets', async (t) => {
  t.equal(delay({ replicas: 3 }), '90s');
  t.equal(delay({ replicas: 3 }, 'v0.29.0'), undefined, 'older releases have no such flag');
  t.equal(delay({ replicas: 1 }), undefined, 'no other peer notifies where it is the only one');
  t.equal(delay({ replicas: 3, minReadySeconds: 15 }), '15s');
  t.equal(delay({ replicas: 3 }, undefined, parseOptions(['--alertmanager-start-delay=0s'])), undefined);
  t.equal(delay({ replicas: 3 }, undefined, parseOptions(['--alertmanager-rollout=kubernetes'])), undefined);
  t.equal(delay({ replicas: 3 }, undefined, { ...options, parity: true }), undefined);
  t.ok(argsOf(of({ replicas: 3 })).includes('--dispatch.start-delay=90s'));
  const own = of({ replicas: 3, additionalArgs: [{ name: 'dispatch.start-delay', value: '1m30s' }] });
  t.strictSame(
    startDelay(own, version(), options),
    { milliseconds: 90_000 },
    "the user's own argument is known, and not written twice",
  );
});

t.test('with the rollout policy gossip has a short interval, unless the user sets one', async (t) => {
  const gossip = (spec: Record<string, unknown>, more: Options = options) =>
    argsOf(of(spec), more).filter((text) => text.startsWith('--cluster.gossip-interval'));
  t.strictSame(gossip({ replicas: 3 }), ['--cluster.gossip-interval=10ms']);
  t.strictSame(gossip({ replicas: 3, clusterGossipInterval: '1s' }), ['--cluster.gossip-interval=1s']);
  t.strictSame(
    gossip({ replicas: 3, additionalArgs: [{ name: 'cluster.gossip-interval', value: '100ms' }] }),
    [],
    'theirs is not written twice',
  );
  t.strictSame(gossip({ replicas: 1 }), [], 'there is no peer to gossip with');
  t.strictSame(
    gossip({ replicas: 3 }, parseOptions(['--alertmanager-start-delay=0s'])),
    [],
    'coming from the Go operator restarts no pod',
  );
  t.strictSame(gossip({ replicas: 3 }, parseOptions(['--alertmanager-rollout=kubernetes'])), []);
});

t.test('a delay that exceeds the grace period gives a message, a shorter one does not', async (t) => {
  t.equal(delayTooLong(of({ replicas: 3 }), version(), options), '');
  t.match(delayTooLong(of({ replicas: 3, minReadySeconds: 110 }), version(), options), /to at least 130$/);
  t.equal(
    delayTooLong(of({ replicas: 3, minReadySeconds: 110, terminationGracePeriodSeconds: 300 }), version(), options),
    '',
  );
});

/** A StatefulSet whose pods were started as those of the given object. */
const running = (parent: Alertmanager): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'alertmanager-main', namespace: 'monitoring' },
  spec: {
    replicas: parent.spec.replicas ?? 1,
    template: { spec: { containers: [{ name: 'alertmanager', args: argsOf(parent) }] } },
  },
});
const storage = { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1Gi' } } } } };

t.test('scaling down restarts no pod before the others are gone', async (t) => {
  const three = running(of({ replicas: 3 }));
  t.strictSame(argsOf(effectiveAlertmanager(of({ replicas: 2 }), three, options)), argsOf(of({ replicas: 3 })));
  t.strictSame(argsOf(effectiveAlertmanager(of({ replicas: 1 }), three, options)), argsOf(of({ replicas: 3 })));
  const two = running(of({ replicas: 2 }));
  t.strictSame(argsOf(effectiveAlertmanager(of({ replicas: 2 }), two, options)), argsOf(of({ replicas: 2 })));
  const parity = { ...options, parity: true };
  t.strictSame(
    argsOf(effectiveAlertmanager(of({ replicas: 2 }), three, parity), parity),
    argsOf(of({ replicas: 2 }), parity),
  );
});

t.test(
  'the last one stays in the mesh where a restart would cost all it holds, and leaves it where it has a volume',
  async (t) => {
    const last: KubernetesObject = { ...running(of({ replicas: 2 })) };
    const one = { ...last, spec: { ...(last['spec'] as object), replicas: 1 } };
    t.strictSame(argsOf(effectiveAlertmanager(of({ replicas: 1 }), one, options)), argsOf(of({ replicas: 2 })));
    t.strictSame(
      argsOf(effectiveAlertmanager(of({ replicas: 1, storage }), one, options)),
      argsOf(of({ replicas: 1, storage })),
    );
    const single = running(of({ replicas: 1 }));
    t.strictSame(
      argsOf(effectiveAlertmanager(of({ replicas: 1 }), single, options)),
      argsOf(of({ replicas: 1 })),
      'one that was always alone stays so',
    );
  },
);

t.test('a mesh with TLS is read with the certificate of its peers', async (t) => {
  const clusterTLS = {
    server: { cert: { secret: { name: 'tls', key: 'tls.crt' } }, keySecret: { name: 'tls', key: 'tls.key' } },
    client: {
      cert: { secret: { name: 'tls', key: 'tls.crt' } },
      keySecret: { name: 'tls', key: 'tls.key' },
      ca: { configMap: { name: 'ca', key: 'ca.crt' } },
    },
  };
  const related = listers({
    'Secret.v1': { 'monitoring/tls': secret('tls', { 'tls.crt': 'CERT', 'tls.key': 'KEY' }) },
    'ConfigMap.v1': { 'monitoring/ca': configMap('ca', { 'ca.crt': 'CA' }) },
  });
  const certificate = { cert: 'CERT', key: 'KEY' };
  t.strictSame(probeSettings(of({ replicas: 3, clusterTLS }), related).clusterTLS, { certificate, authority: 'CA' });
  t.strictSame(
    probeSettings(of({ replicas: 3, clusterTLS }), listers({})).clusterTLS,
    {},
    'without certificates it cannot be read',
  );
  t.equal(probeSettings(of({ replicas: 3 }), related).clusterTLS, undefined);
});
