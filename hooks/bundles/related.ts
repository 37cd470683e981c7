// The related objects of a request with bundles, as if Metacontroller had sent the objects themselves.
import type { NewCondition } from '../core/conditions.ts';
import { sha256 } from '../core/digest.ts';
import { type KindMap, kindKey, type RelatedRule } from '../core/hook.ts';
import { identityOf, ofSame } from '../core/identity.ts';
import { listers } from '../core/inputs.ts';
import { memo } from '../core/memo.ts';
import { boundedLines, MAX_MESSAGE_BYTES } from '../core/message.ts';
import { type ConfigMap, type KubernetesObject, keyOf } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { takes } from '../core/related.ts';
import { isWatched, type NamespaceLabels, namespaceLabels } from '../workload/select.ts';
import { BUNDLE_LABEL, BUNDLED_KINDS, bundledKind } from './kinds.ts';
import { type Bundle, completeBundles } from './read.ts';

/** The related objects, and why some of them are not known. */
export interface Unbundled {
  readonly related: KindMap;
  readonly unknown: NewCondition | undefined;
}

/** Milliseconds for which a new namespace without a bundle counts as empty. Its bundle follows at once. */
const NEW = 60_000;
const SHOWN = 5;

type ObjectMap = Readonly<Record<string, KubernetesObject>>;
type Bundles = ReadonlyMap<string, readonly Bundle[]>;

const CONFIG_MAPS = 'ConfigMap.v1';
const isBundle = ({ metadata }: KubernetesObject): boolean => metadata.labels?.[BUNDLE_LABEL] !== undefined;

/** The ConfigMaps without bundles. */
const withoutBundles = ofSame(
  (map: ObjectMap): ObjectMap => Object.fromEntries(Object.entries(map).filter(([, object]) => !isBundle(object))),
);

const BYTES_OF_ENTRY = 150;
const selections = memo<ObjectMap>((map) => BYTES_OF_ENTRY * Object.keys(map).length);

/** The objects of a rule for a kind. The same map for equal rules and bundles. */
function selected(rule: RelatedRule, key: string, bundles: Bundles, namespaces: NamespaceLabels): ObjectMap {
  const sources = rule.namespace ? (bundles.get(rule.namespace) ?? []) : [...bundles.values()].flat();
  const digest = `${identityOf(namespaces)} ${sources.map(identityOf).join(' ')}`;
  return selections.get(sha256(JSON.stringify(rule)), digest, () => {
    const found = sources
      .flatMap(({ objects }) => objects)
      .filter((object) => kindKey(object) === key && takes(rule, object, namespaces));
    return Object.freeze(Object.fromEntries(found.map((object) => [keyOf(object), object])));
  });
}

/** Namespaces, and their labels by name. */
interface Namespaces {
  readonly list: readonly KubernetesObject[];
  readonly labels: NamespaceLabels;
}

/** The namespaces whose objects a rule may select, among those that must have a bundle. */
function expected(rule: RelatedRule, { list, labels }: Namespaces, now: Date, options: Options): string[] {
  if (rule.namespace) return isWatched(rule.namespace, options) ? [rule.namespace] : [];
  return list.flatMap(({ metadata }) => {
    const { name, creationTimestamp, deletionTimestamp } = metadata;
    const isNew = now.getTime() - Date.parse(creationTimestamp ?? '') < NEW;
    const probe = { apiVersion: rule.apiVersion, kind: '', metadata: { name: '', namespace: name } };
    const isSelected = takes({ ...rule, labelSelector: {} }, probe, labels);
    return isSelected && !isNew && !deletionTimestamp && isWatched(name, options) ? [name] : [];
  });
}

const waiting = (message: string): NewCondition => ({
  type: 'Reconciled',
  status: 'Unknown',
  reason: 'WaitingForBundles',
  message: boundedLines([message], MAX_MESSAGE_BYTES, 1),
});

const missingBundles = (names: readonly string[], { bundleNamespace }: Options): NewCondition =>
  waiting(
    `nothing is changed: the objects of ${names.length} namespaces are not known (${names.slice(0, SHOWN).join(', ')}), ` +
      `because namespace ${bundleNamespace} has no complete bundle of them; the DecoratorController bundles writes it`,
  );

const turnedOff = waiting(
  'nothing is changed: bundles are off (--bundle-namespace), and Metacontroller still asks for them: it asks anew ' +
    'after 20 minutes at most, or after a restart',
);

/**
 * The related objects that the rules of a workload ask for, from bundles where the request has these instead. `unknown`:
 * a condition, if a namespace has no complete bundle. `now`: the time of the request.
 */
export function unbundle(
  related: KindMap,
  rules: () => readonly RelatedRule[],
  now: Date,
  options: Options,
): Unbundled {
  const maps = related[CONFIG_MAPS] ?? {};
  const present = (): KindMap => ({ ...related, [CONFIG_MAPS]: withoutBundles(maps) });
  const { bundleNamespace } = options;
  if (!bundleNamespace) {
    const isStale = BUNDLED_KINDS.every((kind) => !related[kindKey(kind)]) && Object.values(maps).some(isBundle);
    return isStale ? { related: present(), unknown: turnedOff } : { related, unknown: undefined };
  }
  const absent = rules().flatMap((rule) => {
    const kind = bundledKind(rule);
    return kind && !related[kindKey(kind)] ? [{ rule, key: kindKey(kind) }] : [];
  });
  if (absent.length === 0) return { related, unknown: undefined };
  const ours = Object.values(maps).filter((map) => isBundle(map) && map.metadata.namespace === bundleNamespace);
  const bundles = completeBundles(ours as ConfigMap[]);
  const lister = listers(related).namespaces;
  const namespaces = { list: lister.list(), labels: namespaceLabels(lister) };
  const needed = new Set(absent.flatMap(({ rule }) => expected(rule, namespaces, now, options)));
  const missing = [...needed].filter((name) => !bundles.has(name)).sort();
  const found: Record<string, ObjectMap> = {};
  for (const { rule, key } of absent) {
    const objects = selected(rule, key, bundles, namespaces.labels);
    const before = found[key];
    // Mostly there is one rule for a kind: then workloads share its map.
    found[key] = before ? { ...before, ...objects } : objects;
  }
  return {
    related: { ...present(), ...found },
    unknown: missing.length > 0 ? missingBundles(missing, options) : undefined,
  };
}
