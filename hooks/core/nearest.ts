// Suggestions for misspelt keys.

/** Whether the words differ in two letters at most, which stand together. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return 2 * (Math.max(a.length, b.length) - start - end) < Math.min(5, b.length);
}

const letters = (word: string): string => [...word].sort().join('');

/** The known word that is nearest to another one: other letter case, a few other letters, or their order. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const words = [...known].filter((one) => one !== word && one !== '');
  return (
    words.find((one) => one.toLowerCase() === word.toLowerCase()) ??
    words.find((one) => isNear(word, one)) ??
    words.find((one) => one.length === word.length && letters(one) === letters(word))
  );
}

/**
 * The known field that is nearest to an unknown key. The message does not repeat the key, because it can be a secret
 * that was pasted at the wrong place.
 */
export function nearest(key: string, known: Iterable<string>): string {
  const found = [...known].find((name) => isNear(key, name));
  return found ? `; do you mean ${found}?` : '';
}
