// The results of the parts of running queries, until the root has read them.
import type { PartAnswer, Series } from './answers.ts';
import { readRequest, writeResponse } from './remoteread.ts';
import { PART_LABEL } from './split.ts';

/** What the shards answered to a part; `undefined` if one of them has no complete answer. */
export type Answer = Promise<PartAnswer | undefined>;

interface Part {
  readonly answer: Answer;
  /** Milliseconds between two samples. */
  readonly step: number;
  wasRead: boolean;
}

export interface Results {
  /** Keeps the results of a query. */
  add(parts: ReadonlyMap<string, Answer>, step: number): void;
  /** The notes about all parts; `undefined` if the root has not read the complete results of each. */
  infos(keys: readonly string[]): Promise<readonly string[] | undefined>;
  remove(keys: readonly string[]): void;
  /** Answers a remote read of the root: bytes of the request in, bytes of the response out. Rejects if it cannot. */
  read(request: Uint8Array): Promise<Uint8Array>;
}

export function partResults(): Results {
  const parts = new Map<string, Part>();
  return {
    add: (all, step) => {
      for (const [key, answer] of all) parts.set(key, { answer, step, wasRead: false });
    },
    infos: async (keys) => {
      const infos = new Set<string>();
      for (const key of keys) {
        const part = parts.get(key);
        const answer = part?.wasRead ? await part.answer : undefined;
        if (!answer) return undefined;
        for (const info of answer.infos) infos.add(info);
      }
      return [...infos];
    },
    remove: (keys) => {
      for (const key of keys) parts.delete(key);
    },
    read: async (request) => {
      const results: (readonly Series[])[] = [];
      const read: Part[] = [];
      for (const matchers of readRequest(request)) {
        const part = parts.get(matchers[PART_LABEL] ?? '');
        const answer = await part?.answer;
        if (!part || !answer) throw new Error('these results are unknown');
        results.push(answer.series);
        read.push(part);
      }
      const response = writeResponse(results, Math.min(...read.map(({ step }) => step)));
      for (const part of read) part.wasRead = true;
      return response;
    },
  };
}
