// Writes the bundles of a namespace: its objects, compressed. Many objects are spread over several bundles, so that a
// change writes a small one.

import { hashNumber } from '../core/digest.ts';
import { issue, REJECTED_FOR } from '../core/issue.ts';
import { jsonOf } from '../core/json.ts';
import { split, sum } from '../core/lists.ts';
import { byText, type ConfigMap, type KubernetesObject, keyOf } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { type Share, withinBudget } from '../workload/bytebudget.ts';
import { gzip } from '../workload/gzip.ts';
import { optionAnnotations } from '../workload/meta.ts';
import { BUNDLE_LABEL, bundleName, OBJECTS, PART, PARTS } from './kinds.ts';

/** Bytes of JSON for which a namespace has one bundle. */
const CAPACITY = 512 * 1024;
/** The number of bundles halves only below this share of what they are for, so that it rarely changes. */
const SHRINK_BELOW = 0.25;
const MOST_PARTS = 64;

/** Maximum compressed bytes of a bundle. Dynamic apply keeps a copy in an annotation. */
const limitOf = ({ applyStrategy }: Options): number => (applyStrategy === 'dynamic-apply' ? 120_000 : 900_000);

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

/** What the hooks read of an object: not its status, and not what changes with each write of the status. */
function stored({ apiVersion, kind, metadata, status: _status, ...content }: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, generation, creationTimestamp, labels, annotations } = metadata;
  const { [KUBECTL]: _applied, ...ours } = annotations ?? {};
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
      ...(generation === undefined ? {} : { generation }),
      ...(creationTimestamp ? { creationTimestamp } : {}),
      ...(labels ? { labels } : {}),
      ...(Object.keys(ours).length > 0 ? { annotations: ours } : {}),
    },
    ...content,
  };
}

/** One object as a line of a bundle. */
interface Line {
  readonly object: KubernetesObject;
  /** Decides on the part. */
  readonly place: number;
  readonly text: string;
}

const lineOf = (object: KubernetesObject): Line => ({
  object,
  place: hashNumber(`${object.kind} ${keyOf(object)}`),
  text: jsonOf(stored(object)),
});

/** The line of an object that does not fit: the reason instead of its content. */
function rejected({ object, place }: Line): Line {
  const { apiVersion, kind, metadata } = stored(object);
  const { annotations: _large, ...small } = metadata;
  const found = issue(
    'TooLarge',
    '',
    'the object is too large for the bundle of its namespace (docs/sizing.md): make it smaller, or split it',
  );
  return { object, place, text: jsonOf({ apiVersion, kind, metadata: small, [REJECTED_FOR]: found }) };
}

const compress = (lines: readonly Line[]): Buffer => gzip(lines.map(({ text }) => text).join('\n'));

/** The lines of a part that fit, the others rejected: the largest first. */
const fitting = (lines: readonly Line[], limit: number): readonly Line[] =>
  withinBudget(lines, limit, {
    totalBytes: (items) => compress(items).length,
    share: (item): Share<Line> => ({ item, namespace: '', bytes: gzip(item.text).length }),
    reject: rejected,
  });

/** How many bundles a namespace has. `before`: how many it had. */
function partCount(bytes: number, before: number): number {
  let parts = 1;
  while (parts < MOST_PARTS && bytes > parts * CAPACITY) parts *= 2;
  return parts < before && bytes >= before * CAPACITY * SHRINK_BELOW ? before : parts;
}

/** The number of parts in a bundle; 0 without one. */
const partsIn = (bundle: ConfigMap): number => Number(bundle.data?.[PARTS] ?? 0);

/** The content of each part, and no more parts than needed for the limit. */
function contentsOf(lines: readonly Line[], before: number, limit: number): Buffer[] {
  const bytes = sum(lines.map(({ text }) => text.length));
  for (let parts = partCount(bytes, before); ; parts *= 2) {
    const groups = split(lines, parts, ({ place }) => place % parts);
    const contents = groups.map(compress);
    if (contents.every(({ length }) => length <= limit)) return contents;
    if (parts >= MOST_PARTS) return groups.map((group) => compress(fitting(group, limit)));
  }
}

/**
 * The bundles with all objects of a namespace, which may be none. `observed`: the bundles that exist. An object that
 * does not fit has a `TooLarge` issue in them.
 */
export function bundlesOf(
  namespace: string,
  objects: readonly KubernetesObject[],
  observed: readonly ConfigMap[],
  options: Options,
): ConfigMap[] {
  const lines = [...objects].sort((a, b) => byText(`${a.kind} ${keyOf(a)}`, `${b.kind} ${keyOf(b)}`)).map(lineOf);
  const before = Math.min(MOST_PARTS, Math.max(0, ...observed.map(partsIn)));
  const contents = contentsOf(lines, before, limitOf(options));
  const labels = {
    ...options.labels,
    'app.kubernetes.io/managed-by': 'prometheus-metacontroller',
    [BUNDLE_LABEL]: namespace,
  };
  return contents.map((content, part) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: bundleName(namespace, contents.length, part),
      namespace: options.bundleNamespace,
      labels,
      ...optionAnnotations(options),
    },
    data: { [PARTS]: String(contents.length), [PART]: String(part) },
    binaryData: { [OBJECTS]: content.toString('base64') },
  }));
}
