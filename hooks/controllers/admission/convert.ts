// AlertmanagerConfigs between v1alpha1, which is stored, and v1beta1: ConversionReview of apiextensions.k8s.io/v1
// (kubernetes.io: Versions in CustomResourceDefinitions, webhook conversion).
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { parseJson } from '../../core/json.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';

const API_VERSION = 'apiextensions.k8s.io/v1';
const KIND = 'ConversionReview';
const ALPHA = 'monitoring.coreos.com/v1alpha1';
const BETA = 'monitoring.coreos.com/v1beta1';
const EITHER = Type.Union([Type.Literal(ALPHA), Type.Literal(BETA)]);

const Request = Type.Object({
  uid: Type.String({ minLength: 1 }),
  desiredAPIVersion: EITHER,
  objects: Type.Array(
    Type.Object({
      apiVersion: EITHER,
      kind: Type.Literal('AlertmanagerConfig'),
      metadata: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});

/** The body of a review. */
export const conversionBody: TSchema = Type.Object({
  apiVersion: Type.Literal(API_VERSION),
  kind: Type.Literal(KIND),
  request: Request,
});

export interface ConversionReview {
  readonly request: Static<typeof Request>;
}

export interface ConversionAnswer {
  readonly apiVersion: string;
  readonly kind: string;
  readonly response: {
    readonly uid: string;
    readonly result: { readonly status: 'Success' };
    readonly convertedObjects: readonly KubernetesObject[];
  };
}

type Fields = Readonly<Record<string, unknown>>;
type Convert = (value: unknown) => unknown;

const each =
  (convert: Convert): Convert =>
  (value) =>
    Array.isArray(value) ? value.map(convert) : value;

/** The object with some converted fields. Missing fields stay missing. */
function withFields(value: unknown, converts: Readonly<Record<string, Convert>>): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, converts[name]?.(member) ?? member]));
}

/** A matcher as v1beta1, which has matchType only. v1alpha1 also has `regex`. */
const betaMatcher: Convert = (value) => {
  if (!isRecord(value)) return value;
  const { regex, ...rest } = value;
  return { ...rest, matchType: rest['matchType'] || (regex === true ? '=~' : '=') };
};
const same: Convert = (value) => value;

/**
 * Limit of route levels that are converted. Deeper routes stay unchanged, because one object that cannot be converted
 * fails a whole list.
 */
const MAX_DEPTH = 200;

const route =
  (matcher: Convert, depth = 0): Convert =>
  (value) =>
    depth < MAX_DEPTH ? withFields(value, { matchers: each(matcher), routes: each(route(matcher, depth + 1)) }) : value;

/**
 * The annotation with updateAlerts of Opsgenie receivers, which only v1alpha1 has. It makes the conversion to v1beta1
 * and back lossless.
 */
const KEPT = 'prometheus-metacontroller.dev/update-alerts';

type Kept = Readonly<Record<string, boolean>>;

/** Applies `change` to each Opsgenie receiver. Its second argument identifies the receiver. */
const opsgenie = (receivers: unknown, change: (entry: Fields, place: string) => Fields): unknown =>
  each((receiver) =>
    withFields(receiver, {
      opsgenieConfigs: (list) =>
        Array.isArray(list)
          ? list.map((entry, i) =>
              isRecord(entry) ? change(entry, `${isRecord(receiver) ? receiver['name'] : ''}/${i}`) : entry,
            )
          : list,
    }),
  )(receivers);

function toBeta(object: KubernetesObject): KubernetesObject {
  const { muteTimeIntervals, ...rest } = (object['spec'] ?? {}) as Fields;
  const kept: Record<string, boolean> = {};
  const without = (entry: Fields, place: string): Fields => {
    const { updateAlerts, ...others } = entry;
    if (typeof updateAlerts === 'boolean') kept[place] = updateAlerts;
    return others;
  };
  const spec = withFields(rest, {
    inhibitRules: each((rule) => withFields(rule, { sourceMatch: each(betaMatcher), targetMatch: each(betaMatcher) })),
    receivers: (receivers) => opsgenie(receivers, without),
    route: route(betaMatcher),
  }) as Fields;
  const note =
    Object.keys(kept).length > 0
      ? { annotations: { ...object.metadata.annotations, [KEPT]: JSON.stringify(kept) } }
      : {};
  return {
    ...object,
    apiVersion: BETA,
    metadata: { ...object.metadata, ...note },
    spec: muteTimeIntervals === undefined ? spec : { ...spec, timeIntervals: muteTimeIntervals },
  };
}

function readKept(text: string | undefined): Kept {
  const read = parseJson(text ?? '{}');
  return isRecord(read) ? (read as Kept) : {};
}

function toAlpha(object: KubernetesObject): KubernetesObject {
  const { timeIntervals, ...rest } = (object['spec'] ?? {}) as Fields;
  const { [KEPT]: note, ...annotations } = object.metadata.annotations ?? {};
  const kept = readKept(note);
  const restored = (entry: Fields, place: string): Fields =>
    typeof kept[place] === 'boolean' ? { ...entry, updateAlerts: kept[place] } : entry;
  const spec = withFields(rest, {
    receivers: (receivers) => opsgenie(receivers, restored),
    route: route(same),
  }) as Fields;
  const metadata = note === undefined ? object.metadata : { ...object.metadata, annotations };
  return {
    ...object,
    apiVersion: ALPHA,
    metadata,
    spec: timeIntervals === undefined ? spec : { ...spec, muteTimeIntervals: timeIntervals },
  };
}

/** The object in the requested version. */
export const converted = (object: KubernetesObject, version: string): KubernetesObject =>
  object.apiVersion === version ? object : version === BETA ? toBeta(object) : toAlpha(object);

/** The response to a conversion review: all objects in the requested version. */
export const convertAlertmanagerConfigs = ({ request }: ConversionReview): ConversionAnswer => ({
  apiVersion: API_VERSION,
  kind: KIND,
  response: {
    uid: request.uid,
    result: { status: 'Success' },
    convertedObjects: request.objects.map((object) =>
      converted(object as unknown as KubernetesObject, request.desiredAPIVersion),
    ),
  },
});
