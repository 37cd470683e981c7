// Rule files, templates and expressions that are long, or that a parser has to read line by line.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { prometheusRule } from '../../support/objects.ts';
import { accepted, type ExpensiveRow, expression, METADATA, monitor, rejected, relabeling, ruleFile } from './row.ts';

const alert = (summary: string): KubernetesObject =>
  prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'up', annotations: { summary } }] }], METADATA);

const GOOD_RULES = 'groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: up\n';

/** Text that a parser reads line by line. */
export const RULE_FILES: readonly ExpensiveRow[] = [
  rejected('comment lines before broken YAML', ruleFile(`${'# a\n'.repeat(14)}groups: [\n---\n`)),
  rejected('empty lines before broken YAML', ruleFile(`${'\n'.repeat(20)}groups: [\n---\n`)),
  rejected('100,000 empty lines before broken YAML', ruleFile(`${'\n'.repeat(100_000)}groups: [\n---\n`)),
  rejected('lines of blanks before broken YAML', ruleFile(`${'   \n'.repeat(50_000)}groups: [\n---\n`)),
  rejected('lines of tabs before broken YAML', ruleFile(`${'\t\n'.repeat(50_000)}groups: [\n---\n`)),
  rejected('comments without a line feed', ruleFile(`${'#'.repeat(400_000)}\ngroups: [\n---\n`)),
  rejected('carriage returns before broken YAML', ruleFile(`${'\r\n'.repeat(50_000)}groups: [\r\n---\r\n`)),
  // Prometheus reads the first document only.
  accepted('document markers', ruleFile(`${'---\n'.repeat(100_000)}groups: [`)),
  rejected('directives', ruleFile(`${'%YAML 1.2\n'.repeat(20_000)}---\ngroups: [`)),
  accepted('a rule file behind 100,000 comment lines', ruleFile(`${'# a comment\n'.repeat(50_000)}${GOOD_RULES}`)),
  accepted('a rule file before 100,000 comment lines', ruleFile(`${GOOD_RULES}${'# a comment\n'.repeat(50_000)}`)),
];

const A = 'a'.repeat(24);
const LONG = 'a'.repeat(200_000);

/** Text that a regular expression of the hooks, or a parser, reads. */
export const TEXTS: readonly ExpensiveRow[] = [
  {
    ...rejected('a labelmap to a name that is none', relabeling({ action: 'labelmap', replacement: `${A}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a long labelmap', relabeling({ action: 'labelmap', replacement: `${LONG}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a labelmap of groups', relabeling({ action: 'labelmap', replacement: `${'${1}'.repeat(50_000)}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a labelmap of dollars', relabeling({ action: 'labelmap', replacement: `${'$'.repeat(200_000)}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a target label', relabeling({ action: 'replace', targetLabel: `${LONG}-` })),
    spec: { version: 'v2.55.1' },
  },
  rejected('a proxy address', monitor({ proxyUrl: `http://${'a'.repeat(200_000)}:x/` })),
  rejected('an expression of blanks', expression(`${' '.repeat(400_000)}(`)),
  rejected('an expression of comments', expression(`${'# a\n'.repeat(100_000)}(`)),
  rejected('an expression of parentheses', expression('('.repeat(200_000))),
  rejected('an expression of signs', expression('-'.repeat(200_000))),
  rejected('an expression of offsets', expression(`up${' offset 1m'.repeat(50_000)}`)),
  rejected('a text that does not end', expression(`up{a="${'\\'.repeat(200_001)}`)),
  rejected('a template of brackets', alert('{{'.repeat(100_000))),
  rejected('a template of parentheses', alert(`{{ ${'('.repeat(100_000)} }}`)),
  rejected('a template of nested blocks', alert('{{ if true }}'.repeat(50_000))),
  rejected('a template of blanks', alert(`{{ ${' '.repeat(400_000)}`)),
  accepted('a long plain text', alert('a'.repeat(400_000))),
];
