// The changes of the children of a workload. Configurations and rule files are compared by what is in them, other
// Secrets and ConfigMaps by their keys.
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '../../core/meta.ts';
import { REVISION } from '../../core/revision.ts';
import type { Section } from '../../core/section.ts';
import { isRecord, parseYaml, recordsOf } from '../../core/yaml.ts';
import { JOBS_KEY } from '../../workload/jobsfiles.ts';
import { type AlertmanagerFile, alertmanagerChanges } from './alertmanagerconfig.ts';
import { byName, type Change, compareByName, type FieldChange } from './change.ts';
import { prometheusChanges } from './prometheusconfig.ts';
import { ruleChanges } from './rules.ts';
import { fieldChanges, never } from './values.ts';

/** Keys of configurations in Secrets. */
const PROMETHEUS = 'prometheus.yaml.gz';
const ALERTMANAGER = 'alertmanager.yaml.gz';
const RULES = /-rulefiles-\d+$/;

const dataOf = (object: KubernetesObject): Readonly<Record<string, string>> =>
  isRecord(object['data']) ? (object['data'] as Record<string, string>) : {};

/** The texts of the files with a key in the Secrets among the children. */
const textsOf = (children: readonly KubernetesObject[], key: string): string[] =>
  children.flatMap((child) => {
    const value = child.kind === 'Secret' ? dataOf(child)[key] : undefined;
    return value === undefined ? [] : [gunzipSync(Buffer.from(value, 'base64')).toString('utf8')];
  });

/** The text of a configuration among the children; `undefined` without one. */
const configText = (children: readonly KubernetesObject[], key: string): string | undefined =>
  textsOf(children, key)[0];

function parsed(text: string): Section {
  const read = parseYaml(text, '');
  return 'value' in read && isRecord(read.value) ? read.value : {};
}

/** A configuration of Prometheus with the jobs of all files: which Secret has a job does not matter. */
function prometheusFile(text: string | undefined, further: readonly string[]): Section {
  const first = parsed(text ?? '');
  const jobs = further.flatMap((file) => recordsOf(parsed(file)['scrape_configs']));
  return jobs.length > 0 ? { ...first, scrape_configs: [...recordsOf(first['scrape_configs']), ...jobs] } : first;
}

const fileOf = (text: string | undefined): AlertmanagerFile => ({ text: text ?? '', value: parsed(text ?? '') });

/** The changes of the configurations that both sides have. */
function configChanges(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): Change[] {
  const [oldPrometheus, newPrometheus] = [configText(before, PROMETHEUS), configText(after, PROMETHEUS)];
  const [oldJobs, newJobs] = [textsOf(before, JOBS_KEY), textsOf(after, JOBS_KEY)];
  const [oldAlertmanager, newAlertmanager] = [configText(before, ALERTMANAGER), configText(after, ALERTMANAGER)];
  return [
    ...(oldPrometheus === newPrometheus && oldJobs.join('\n') === newJobs.join('\n')
      ? []
      : prometheusChanges(prometheusFile(oldPrometheus, oldJobs), prometheusFile(newPrometheus, newJobs))),
    ...(oldAlertmanager === newAlertmanager
      ? []
      : alertmanagerChanges(fileOf(oldAlertmanager), fileOf(newAlertmanager))),
  ];
}

/** Rule files by their names: which ConfigMap holds one does not matter. */
const ruleFiles = (children: readonly KubernetesObject[]): Map<string, string> =>
  new Map(
    children
      .filter(({ kind, metadata }) => kind === 'ConfigMap' && RULES.test(metadata.name))
      .flatMap((child) => Object.entries(dataOf(child))),
  );

/** Fields that are compared elsewhere, or that follow from others. */
function compared(child: KubernetesObject): Section {
  const { data, binaryData, stringData, metadata, ...rest } = child;
  const { [REVISION]: _revision, ...annotations } = metadata.annotations ?? {};
  const isRules = child.kind === 'ConfigMap' && RULES.test(metadata.name);
  const keys = isRules ? {} : { ...(binaryData as object), ...(stringData as object), ...(data as object) };
  const {
    [PROMETHEUS]: _prometheus,
    [ALERTMANAGER]: _alertmanager,
    [JOBS_KEY]: _jobs,
    ...others
  } = keys as Record<string, unknown>;
  return { ...rest, metadata: { ...metadata, annotations }, data: others };
}

function childFields(before: KubernetesObject, after: KubernetesObject): readonly FieldChange[] {
  const { data: oldData, ...old } = compared(before);
  const { data: newData, ...now } = compared(after);
  return [
    ...fieldChanges(old, now),
    ...fieldChanges(oldData, newData, never).map((one) => ({ ...one, path: `data.${one.path}` })),
  ];
}

const childName = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

const hasConfig = (child: KubernetesObject): boolean =>
  child.kind === 'Secret' && [PROMETHEUS, ALERTMANAGER, JOBS_KEY].some((key) => dataOf(child)[key] !== undefined);

/** The children as the cluster will have them: a configuration that cannot be written stays as it is. */
function remaining(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): KubernetesObject[] {
  return after.some(hasConfig) ? [...after] : [...after, ...before.filter(hasConfig)];
}

/** The names of rule files for readers. */
export type FileName = (key: string) => string;

/** The children of a workload on both sides. */
export interface Children {
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
  readonly fileName: FileName;
}

/** The changes of configurations and rules alone. */
export function contentChanges({ before, after, fileName }: Children): Change[] {
  const named = (children: readonly KubernetesObject[]) =>
    new Map([...ruleFiles(children)].map(([key, text]) => [fileName(key), text]));
  return [...configChanges(before, remaining(before, after)), ...ruleChanges(named(before), named(after))];
}

/** All changes between the children of a workload. */
export function childChanges(children: Children): Change[] {
  const { before, after } = children;
  const now = byName(remaining(before, after), childName);
  return [...compareByName('child', byName(before, childName), now, childFields), ...contentChanges(children)];
}
