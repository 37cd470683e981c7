// The metric names of the root: of what its rules recorded and of what it scrapes. Remote read gives no label values, so
// the root answers with its own.
import { parseJson } from '../../core/json.ts';
import { isRecord } from '../../core/yaml.ts';
import { kept, textAt } from '../shards.ts';

/** Bytes of the answer. */
const LARGEST = 16 * 1024 * 1024;
const KEPT_MS = 5000;

/** The names in the body of `/api/v1/label/__name__/values`; `undefined` for other texts. */
export function readNames(body: string): ReadonlySet<string> | undefined {
  const answer = parseJson(body);
  const names = isRecord(answer) && answer['status'] === 'success' ? answer['data'] : undefined;
  return Array.isArray(names) ? new Set(names.map(String)) : undefined;
}

/** Gives the names of a root at this URL, with its prefix; `undefined` if they are not known. Never rejects. */
export function nameReader(root: string, now: () => number): () => Promise<ReadonlySet<string> | undefined> {
  return kept(
    async () => {
      const body = await textAt(`${root}/api/v1/label/__name__/values`, LARGEST);
      return body === undefined ? undefined : readNames(body);
    },
    KEPT_MS,
    now,
  );
}
