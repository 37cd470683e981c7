// Invariants of every answer.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { problemsOf, volumeProblems } from '../../support/invariants.ts';
import { type HookAnswer, madeBy } from './ask.ts';
import { WORD } from './row.ts';

/** Bytes of a message, of a refusal that is printed once, and of a status. */
const MESSAGE = 2048;
const REFUSAL = 8192;
const STATUS = 32 * 1024;

/**
 * The part of the base64 text of a word that does not depend on what stands around it, for each place where the word
 * may begin.
 */
const inBase64 = (word: string): string[] =>
  [0, 1, 2].map((before) => {
    const text = Buffer.from(`${'\0'.repeat(before)}${word}`).toString('base64');
    return text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + word.length) * 8) / 6));
  });
const HIDDEN = new RegExp([WORD, ...inBase64(WORD)].join('|'), 'i');

/** Secrets without what they hold: the place where secrets belong. */
const withoutSecrets = (_key: string, value: unknown): unknown => {
  const { kind, data } = (value ?? {}) as { kind?: unknown; data?: unknown };
  return kind === 'Secret' && data ? { ...(value as object), data: {} } : value;
};

function messagesIn(value: unknown, into: string[]): string[] {
  if (typeof value !== 'object' || value === null) return into;
  for (const [key, member] of Object.entries(value)) {
    if (/^(?:message|prometheus-metacontroller\.dev\/issues)$/.test(key) && typeof member === 'string')
      into.push(member);
    messagesIn(member, into);
  }
  return into;
}

/** What draws on a terminal. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

function messageProblem(message: string, longest: number): string[] {
  const bytes = Buffer.byteLength(message);
  const begins = JSON.stringify(message.slice(0, 100));
  return [
    ...(bytes > longest ? [`a message of ${bytes} bytes: ${begins}`] : []),
    ...(UNPRINTABLE.test(message.replaceAll('\n', '')) ? [`a message that is not printable: ${begins}`] : []),
  ];
}

function answerProblems({ path, answered }: HookAnswer): string[] {
  if (answered.code !== 200) return [`${path}: ${answered.code} ${answered.body.slice(0, 200)}`];
  const body = JSON.parse(answered.body) as { status?: unknown };
  const bytes = Buffer.byteLength(JSON.stringify(body.status ?? {}));
  const longest = path.startsWith('/admission/') ? REFUSAL : MESSAGE;
  const wrong = (path.startsWith('/conversion/') ? [] : messagesIn(body, [])).flatMap((message) =>
    messageProblem(message, longest),
  );
  const open = HIDDEN.exec(JSON.stringify(body, withoutSecrets));
  const around = open
    ? [`${path}: repeats a secret: ${open.input.slice(Math.max(0, open.index - 200), open.index + 50)}`]
    : [];
  return [
    ...(bytes < STATUS ? [] : [`${path}: a status of ${bytes} bytes`]),
    ...wrong.map((problem) => `${path}: ${problem}`),
    ...around,
  ];
}

/**
 * What is wrong with the answers: nobody but the owner of a Secret reads it, all can be stored, and a message is a
 * message.
 */
export const wrongIn = (
  answers: readonly HookAnswer[],
  made: readonly KubernetesObject[] = answers.flatMap(madeBy),
): string[] => [...answers.flatMap(answerProblems), ...made.flatMap(problemsOf), ...made.flatMap(volumeProblems)];
