// Relabeling rules: what is wrong with one, by release, and rules that a label selector becomes.
import t from 'tap';
import type { RelabelConfig } from '../../../hooks/api/shared/relabeling.ts';
import { selectorRules } from '../../../hooks/scrape/job/kubernetes.ts';
import { checkRelabelings, relabelConfigs, sanitizeLabelName } from '../../../hooks/scrape/job/relabel.ts';
import type { Version } from '../../../hooks/versions/version.ts';
import { v2, v3, version } from '../../support/releases.ts';

const relabelings: readonly (readonly [name: string, rule: object, wrong: string, in2?: string])[] = [
  ['replace by default', { targetLabel: 'a' }, ''],
  ['any case of the action', { action: 'HashMod', targetLabel: 'a', modulus: 2 }, ''],
  ['an action that is none', { action: 'explode' }, 'action'],
  ['replace without target', {}, 'targetLabel'],
  ['hashmod without modulus', { action: 'hashmod', targetLabel: 'a' }, 'modulus'],
  ['a target in UTF-8', { targetLabel: 'ä.b' }, '', 'targetLabel'],
  ['a template as target', { targetLabel: '${1}_a' }, '', 'targetLabel'],
  ['lowercase', { action: 'lowercase', targetLabel: 'a' }, ''],
  ['lowercase with a replacement', { action: 'lowercase', targetLabel: 'a', replacement: 'x' }, 'replacement'],
  ['lowercase with the default replacement', { action: 'lowercase', targetLabel: 'a', replacement: '$1' }, ''],
  ['keepequal', { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }, ''],
  ['keepequal with a regex', { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', regex: 'x' }, 'action'],
  [
    'keepequal with the default regex',
    { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', regex: '(.*)' },
    '',
  ],
  ['dropequal with a separator', { action: 'dropequal', targetLabel: 'b', separator: ',' }, 'action'],
  ['labeldrop', { action: 'labeldrop', regex: 'x.*' }, ''],
  ['labeldrop with labels', { action: 'labeldrop', regex: 'x', sourceLabels: ['a'] }, 'action'],
  ['labelkeep with a target', { action: 'labelkeep', regex: 'x', targetLabel: 'a' }, 'action'],
  ['labelmap', { action: 'labelmap', regex: 'a_(.+)' }, ''],
  ['labelmap to a template', { action: 'labelmap', regex: 'a_(.+)', replacement: 'b_$1' }, ''],
  ['labelmap to something odd', { action: 'labelmap', regex: 'a_(.+)', replacement: '-$1' }, '', 'replacement'],
  ['labelmap to nothing', { action: 'labelmap', regex: 'a_(.+)', replacement: '' }, 'replacement'],
  ['a regex of another engine', { action: 'drop', regex: '(?=a)' }, 'regex'],
  ['an empty regex', { action: 'drop', sourceLabels: ['a'], regex: '' }, ''],
];

t.test('relabeling rules', async (t) => {
  const field = (rule: object, of: Version) =>
    checkRelabelings([rule as RelabelConfig], of, 'r')[0]?.path.replace('r[0].', '') ?? '';
  for (const [name, rule, wrong, in2 = wrong] of relabelings) {
    t.equal(field(rule, v3), wrong, name);
    t.equal(field(rule, v2), in2, `${name}, Prometheus 2`);
  }
  t.equal(field({ action: 'lowercase', targetLabel: 'a' }, version('2.35.0')), 'action');
  t.equal(field({ action: 'keepequal', targetLabel: 'a' }, version('2.40.0')), 'action');
  t.strictSame(
    relabelConfigs([
      {
        action: 'Replace',
        sourceLabels: [],
        targetLabel: 'a',
        replacement: '',
        regex: '',
        modulus: 0,
        separator: '',
      } as never,
    ]),
    [{ separator: '', target_label: 'a', replacement: '', action: 'replace' }],
    'an empty replacement means something, an empty regex does not',
  );
  t.equal(sanitizeLabelName('app.kubernetes.io/name-ä'), 'app_kubernetes_io_name__');
});

t.test('a label selector as rules: names cleaned, values as they are', async (t) => {
  t.strictSame(
    selectorRules(
      {
        matchLabels: { 'b/x': '1', a: '(.*)' },
        matchExpressions: [
          { key: 'z', operator: 'In', values: ['2', '1'] },
          { key: 'y', operator: 'DoesNotExist' },
        ],
      },
      'pod',
    ),
    [
      {
        action: 'keep',
        source_labels: ['__meta_kubernetes_pod_label_a', '__meta_kubernetes_pod_labelpresent_a'],
        regex: '((.*));true',
      },
      {
        action: 'keep',
        source_labels: ['__meta_kubernetes_pod_label_b_x', '__meta_kubernetes_pod_labelpresent_b_x'],
        regex: '(1);true',
      },
      {
        action: 'keep',
        source_labels: ['__meta_kubernetes_pod_label_z', '__meta_kubernetes_pod_labelpresent_z'],
        regex: '(2|1);true',
      },
      { action: 'drop', source_labels: ['__meta_kubernetes_pod_labelpresent_y'], regex: 'true' },
    ],
  );
  t.strictSame(selectorRules(undefined, 'service'), []);
});
