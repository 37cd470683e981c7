// Every two switches of the chart together give objects that fit each other.
import t from 'tap';
import { definition } from '../../../hooks/api/definition.ts';
import { GROUP, KINDS, type Kind } from '../../../hooks/api/kinds.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { NO_HELM, rendered } from '../../support/helm.ts';
import { pairs, pairwise } from './pairs.ts';
import { mistakes } from './references.ts';
import { SWITCHES, valuesOf } from './switches.ts';

const cases = pairwise(SWITCHES);
const namesOf = (objects: readonly KubernetesObject[], kind: string): readonly string[] =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

t.test('the cases contain every pair of choices', async (t) => {
  const missing = pairs(SWITCHES).filter(({ a, x, b, y }) => !cases.some((one) => one[a] === x && one[b] === y));
  t.strictSame(missing, []);
  t.ok(cases.length < 50, `${cases.length} cases`);
});

t.test('objects of every two switches fit each other', { skip: NO_HELM }, async (t) => {
  for (const [i, chosen] of cases.entries()) {
    const [release, namespace] = i % 2 === 0 ? ['prometheus-metacontroller', 'monitoring'] : ['mine', 'other'];
    const objects = rendered(valuesOf(chosen), release, namespace);
    t.strictSame(mistakes({ objects, namespace }), [], JSON.stringify(chosen));
    const controllers = namesOf(objects, 'DecoratorController');
    t.equal(controllers.includes('kubelet'), ['on', 'elsewhere'].includes(chosen['kubelet'] ?? ''), 'kubelet');
    t.equal(controllers.includes('pods'), chosen['pods'] === 'on', 'pods');
    t.equal(controllers.includes('federation-exports'), chosen['others'] === 'all', 'federation-exports');
    t.equal(namesOf(objects, 'StatefulSet').length, chosen['metacontroller'] === 'off' ? 0 : 1, 'Metacontroller');
    const role = objects.find(({ kind, metadata }) => kind === 'ClusterRole' && !/-(fed|graf)/.test(metadata.name));
    t.equal(Boolean(role), chosen['rbac'] === 'on', 'the role');
    if (role)
      t.equal(
        /"pods"\],"verbs":\["get","list","watch","update"/.test(JSON.stringify(role)),
        chosen['pods'] === 'on',
        'pods may be changed only where a controller does it',
      );
  }
});

t.test(
  'the definitions are those of hooks/api, with v1beta1 only where it is converted',
  { skip: NO_HELM },
  async (t) => {
    const kinds: readonly Kind[] = KINDS;
    for (const conversion of [false, true]) {
      const objects = rendered({ admission: { enabled: true, conversion } });
      for (const kind of kinds) {
        const found = objects.find(({ metadata }) => metadata.name === `${kind.plural}.${GROUP}`);
        const { conversion: webhook, ...spec } = (found?.['spec'] ?? {}) as Readonly<Record<string, unknown>>;
        t.strictSame(spec, JSON.parse(JSON.stringify(definition(kind, conversion).spec)), kind.kind);
        t.equal(Boolean(webhook), conversion && kind.converted !== undefined, `${kind.kind}: webhook`);
      }
    }
  },
);

t.test('no controller is left if all are off', { skip: NO_HELM }, async (t) => {
  const all = rendered({ crds: { enabled: false } }).filter(({ kind }) => /Controller$/.test(kind));
  t.equal(all.length, 13);
  const controllers = Object.fromEntries(
    ['prometheus', 'prometheusagent', 'alertmanager', 'thanosruler', 'kubelet', 'pods', 'grafanaSidecar'].map(
      (name) => [name, false],
    ),
  );
  const kinds = ['servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs', 'alertmanagerconfigs', 'prometheusrules'];
  const assets = Object.fromEntries(kinds.map((kind) => [kind, false]));
  const none = rendered({ crds: { enabled: false }, controllers: { ...controllers, assets } });
  t.strictSame(
    none.filter(({ kind }) => /Controller$/.test(kind)),
    [],
  );
});
