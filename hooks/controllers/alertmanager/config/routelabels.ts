// Labels that a route adds to its alerts, for templates (prometheus.io: alerting configuration, `route`).
import type { KeyValue } from '../../../api/receivers/keyvalue.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { firstDuplicate } from '../../../core/lists.ts';
import { quoted } from '../../../core/message.ts';
import { byText } from '../../../core/meta.ts';
import { put, type Section } from '../../../core/section.ts';
import { isRecord } from '../../../core/yaml.ts';
import { isLabel, type Names } from '../schema/matchers.ts';

/** A nested route may hold null. */
type Labels = readonly KeyValue[] | null | undefined;

/** Whether the value of a nested route has the type of `labels`. */
export const areLabels = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (item) =>
      isRecord(item) &&
      Object.keys(item).length === 2 &&
      typeof item['key'] === 'string' &&
      typeof item['value'] === 'string',
  );

/** `InvalidLabelName` for a key that is no label name, `InvalidRoute` for a key that repeats. */
export function checkRouteLabels(labels: Labels, path: string, names: Names): Issue[] {
  const keys = (labels ?? []).map(({ key }) => key);
  const bad = keys.findIndex((key) => key === '' || !isLabel(key, names));
  if (bad >= 0) return [issue('InvalidLabelName', `${path}[${bad}].key`, `${quoted(keys[bad])} is not a label name`)];
  const twice = firstDuplicate(keys);
  return twice === undefined ? [] : [issue('InvalidRoute', path, `${quoted(twice)} stands there twice`)];
}

/** `labels` of a route in the configuration file, sorted by name; `undefined` without labels. */
export function routeLabels(labels: Labels): Section | undefined {
  if (!labels || labels.length === 0) return undefined;
  const out: Section = {};
  for (const { key, value } of [...labels].sort((a, b) => byText(a.key, b.key))) put(out, key, value);
  return out;
}
