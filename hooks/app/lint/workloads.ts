// Checks of workloads: what their sync reports, offline, and what it reports about the objects that they select.
import type { RenderedParent } from '../routing/render.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

/** A line of a condition: about an object, or about the workload itself. */
export interface Reported {
  /** `Prometheus monitoring/k8s`: whose condition has the line. */
  readonly workload: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly message: string;
}

/** Conditions that depend on the objects alone. The others are about pods. */
const OFFLINE: ReadonlySet<string> = new Set([
  'Reconciled',
  'ConfigLoaded',
  'RulesValid',
  'ResourcesAccepted',
  'ReferencesRead',
  'CredentialsTrimmed',
  'QueryTier',
  'GrafanaDatasource',
]);

/** What a repository seldom holds, and a cluster has. */
const ELSEWHERE = [
  /StorageClass "[^"]*" does not exist$/,
  /Service "[^"]*" does not exist in this namespace$/,
  /AlertmanagerConfig "[^"]*" does not exist$/,
  /^create Secret "/,
];

const MORE = /^and \d+ more$/;

/** `Kind namespace/name path: message`, `path: message` or a message. */
function parsed(line: string, { kind, namespace, name }: RenderedParent): Reported {
  const [, otherKind, otherNamespace = '', otherName = '', rest = line] =
    /^([A-Z]\w+) ([^\s/]*)\/(\S+?):? (.*)$/s.exec(line) ?? [];
  const [, path = '', message = rest] = /^([a-zA-Z][\w.[\]-]*(?: \d+)?): (.*)$/s.exec(rest) ?? [];
  const workload = `${kind} ${namespace}/${name}`;
  return otherKind
    ? { workload, kind: otherKind, namespace: otherNamespace, name: otherName, path, message }
    : { workload, kind, namespace, name, path, message };
}

function linesOf({ status }: RenderedParent): string[] {
  const conditions = (status['conditions'] ?? []) as readonly Condition[];
  return conditions
    .filter(({ type, status: value }) => OFFLINE.has(type) && value === 'False')
    .flatMap(({ message }) => message.split('\n'))
    .filter((line) => line !== '' && !MORE.test(line));
}

/** What the syncs of rendered workloads report. `complete`: the objects are all that the cluster has. */
export const reportedBy = (parents: readonly RenderedParent[], complete: boolean): readonly Reported[] =>
  parents.flatMap((parent) =>
    linesOf(parent)
      .filter((line) => complete || !ELSEWHERE.some((pattern) => pattern.test(line)))
      .map((line) => parsed(line, parent)),
  );
