// Mutation of PrometheusRules, as in the Go operator: `severity: 1` is a number in YAML, but must be a string.
import { isRecord } from '../../core/yaml.ts';
import { type AdmissionAnswer, type AdmissionReview, incoming, patched } from './review.ts';

const VALIDATED = 'prometheus-operator-validated';

interface Operation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

/** A JSON pointer (RFC 6901). */
const pointer = (...tokens: readonly (string | number)[]): string =>
  tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * The text of a number or boolean. `undefined` for an integer that JSON parsers round: the API server then rejects it.
 */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value))
    ? String(value)
    : undefined;
}

const texts = (map: unknown, ...at: readonly (string | number)[]): Operation[] =>
  Object.entries(isRecord(map) ? map : {}).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ op: 'replace', path: pointer(...at, name), value: text }];
  });

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function groupTexts(group: unknown, i: number): Operation[] {
  if (!isRecord(group)) return [];
  const ofRules = list(group['rules']).flatMap((rule, j) =>
    isRecord(rule)
      ? [
          ...texts(rule['labels'], 'spec', 'groups', i, 'rules', j, 'labels'),
          ...texts(rule['annotations'], 'spec', 'groups', i, 'rules', j, 'annotations'),
        ]
      : [],
  );
  return [...texts(group['labels'], 'spec', 'groups', i, 'labels'), ...ofRules];
}

function validatedAnnotation(metadata: unknown): Operation[] {
  if (!isRecord(metadata)) return [];
  const { annotations } = metadata;
  if (!isRecord(annotations))
    return [{ op: 'add', path: pointer('metadata', 'annotations'), value: { [VALIDATED]: 'true' } }];
  return annotations[VALIDATED] === 'true'
    ? []
    : [{ op: 'add', path: pointer('metadata', 'annotations', VALIDATED), value: 'true' }];
}

/**
 * The response with a JSON patch: numbers and booleans in labels and annotations of rules become strings, and the
 * annotation of validated objects is added.
 */
export function mutatePrometheusRule({ request }: AdmissionReview): AdmissionAnswer {
  const object = incoming(request);
  if (!object) return patched(request, []);
  const groups = list(isRecord(object['spec']) ? object['spec']['groups'] : undefined);
  return patched(request, [...groups.flatMap(groupTexts), ...validatedAnnotation(object['metadata'])]);
}
