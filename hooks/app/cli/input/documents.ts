// The Kubernetes objects in the text of a file: YAML documents or JSON, with the items of lists.
import { loadAll } from 'js-yaml';
import { text as issueText } from '../../../core/issue.ts';
import { parseJson } from '../../../core/json.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { checkSize, GO_SCHEMA, isRecord, yamlIssue } from '../../../core/yaml.ts';

/** An object and the file that it stands in. */
export interface Located {
  readonly object: KubernetesObject;
  readonly file: string;
}

/** A file, or a document of it, that cannot be read. */
export interface FileProblem {
  readonly file: string;
  readonly message: string;
}

export interface Loaded {
  readonly objects: readonly Located[];
  readonly problems: readonly FileProblem[];
}

/** Whether the value has what every object has. Names are checked later. */
const isObject = (value: unknown): value is KubernetesObject =>
  isRecord(value) &&
  typeof value['kind'] === 'string' &&
  typeof value['apiVersion'] === 'string' &&
  isRecord(value['metadata']);

type Values = { readonly values: readonly unknown[] } | { readonly message: string };

function valuesOf(text: string): Values {
  const json = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  if (json !== undefined) return { values: [json] };
  try {
    return { values: loadAll(text, { schema: GO_SCHEMA }) };
  } catch (error) {
    return { message: issueText(yamlIssue(error, '')) };
  }
}

/** The items of a list, or the document itself. */
const itemsOf = (document: unknown): readonly unknown[] =>
  isRecord(document) && Array.isArray(document['items']) && /List$/.test(String(document['kind'] ?? 'List'))
    ? document['items']
    : [document];

/**
 * The objects of a text. `strict`: a document that is no object is a problem; otherwise, for the files of a directory,
 * it is left out, because values of charts and kustomizations stand there too.
 */
export function objectsIn(text: string, file: string, strict: boolean): Loaded {
  const read = valuesOf(text);
  if ('message' in read) return { objects: [], problems: [{ file, message: read.message }] };
  const objects: Located[] = [];
  const problems: FileProblem[] = [];
  for (const [i, document] of read.values.entries()) {
    if (document === null || document === undefined) continue;
    for (const item of itemsOf(document)) {
      const large = checkSize(item, '');
      if (large) problems.push({ file, message: `document ${i + 1} ${issueText(large)}` });
      else if (isObject(item)) objects.push({ object: item, file });
      else if (strict) problems.push({ file, message: `document ${i + 1} is not a Kubernetes object` });
    }
  }
  return { objects, problems };
}
