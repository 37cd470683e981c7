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

/** The object with some of its fields converted, those that are not there left out. */
function withFields(value: unknown, converts: Readonly<Record<string, Convert>>): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, converts[name]?.(member) ?? member]));
}

/** v1beta1 tells by matchType alone what v1alpha1 may tell by `regex`. */
const betaMatcher: Convert = (value) => {
  if (!isRecord(value)) return value;
  const { regex, ...rest } = value;
  return { ...rest, matchType: rest['matchType'] || (regex === true ? '=~' : '=') };
};
const same: Convert = (value) => value;

/**
 * Levels of routes that are converted. Alertmanager has no use for more; what is deeper stays as it is, since one
 * object that cannot be converted fails a whole list.
 */
const DEEPEST = 200;

const route =
  (matcher: Convert, depth = 0): Convert =>
  (value) =>
    depth < DEEPEST ? withFields(value, { matchers: each(matcher), routes: each(route(matcher, depth + 1)) }) : value;

/**
 * Which Opsgenie receivers update their alerts is said in v1alpha1 only: it is kept beside, so that nothing is lost on
 * the way and back.
 */
const KEPT = 'prometheus-metacontroller.dev/update-alerts';

type Kept = Readonly<Record<string, boolean>>;

/** Calls `change` for every Opsgenie receiver, by its place. */
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

/** The object in the version asked for. */
export const converted = (object: KubernetesObject, version: string): KubernetesObject =>
  object.apiVersion === version ? object : version === BETA ? toBeta(object) : toAlpha(object);

/** Answers a review: every object in the version that the API server asks for. */
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
