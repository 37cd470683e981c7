import t from 'tap';
import { listers } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { selectRules } from '../../../hooks/rules/select.ts';
import { alert, context, parity, prometheusRule, spec } from '../../support/rules.ts';

const related = (...objects: object[]) => ({
  'PrometheusRule.monitoring.coreos.com/v1': Object.fromEntries(
    (objects as KubernetesObject[]).map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
  ),
});

t.test('selected objects come with their result, by namespace and name', async (t) => {
  const objects = related(
    prometheusRule(spec(alert()), { name: 'b', labels: { role: 'x' } }),
    prometheusRule(spec(alert({ expr: '(' })), { name: 'a', labels: { role: 'x' } }),
    prometheusRule(spec(alert()), { name: 'c' }),
    prometheusRule(spec(alert()), { namespace: 'other', name: 'd', labels: { role: 'x' } }),
  );
  const selection = { selector: { matchLabels: { role: 'x' } }, namespaceSelector: undefined, namespace: 'team' };
  const selected = selectRules(listers(objects).prometheusRules, new Map(), selection, context());
  t.strictSame(
    selected.map(({ object, issues, text }) => [object.metadata.name, issues.length, text !== undefined]),
    [
      ['a', 1, false],
      ['b', 0, true],
    ],
  );
});

t.test('what the Go operator drops is not selected', async (t) => {
  const objects = related(prometheusRule(spec(alert({ expr: '(' }))));
  const selection = { selector: {}, namespaceSelector: {}, namespace: 'team' };
  t.strictSame(
    selectRules(listers(objects).prometheusRules, new Map(), selection, parity({ enforcedNamespaceLabel: 'tenant' })),
    [],
  );
  t.equal(
    selectRules(listers(objects).prometheusRules, new Map(), selection, context({ enforcedNamespaceLabel: 'tenant' }))
      .length,
    1,
  );
});
