// Adds notes to the JSON of an answer. Prometheus writes its notes as the last member.
import { parseJson } from '../core/json.ts';
import type { Strip } from './strip.ts';

/** Characters at the end of an answer in which its notes are. */
const TAIL = 64 * 1024;
const MEMBER = ',"infos":[';
/** Notes of an answer at most (prometheus: web/api/v1). */
const MOST = 10;

/** The end of an answer with more notes; as it is if it has no such end. */
function withInfos(tail: string, infos: readonly string[]): string {
  const end = tail.lastIndexOf('}');
  if (end < 0) return tail;
  const at = tail.lastIndexOf(MEMBER);
  const own = at < 0 ? [] : parseJson(tail.slice(at + MEMBER.length - 1, end));
  if (!Array.isArray(own)) return tail;
  const all = [...new Set([...own.map(String), ...infos])].slice(0, MOST);
  return `${tail.slice(0, at < 0 ? end : at)},"infos":${JSON.stringify(all)}}`;
}

/** Latin-1 of the bytes of UTF-8. */
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** For the bytes of an answer as Latin-1. */
export function addInfos(infos: readonly string[]): Strip {
  const added = infos.map(bytesOf);
  let held = '';
  return {
    add: (text) => {
      held += text;
      const out = held.slice(0, Math.max(0, held.length - TAIL));
      held = held.slice(out.length);
      return out;
    },
    end: () => withInfos(held, added),
  };
}
