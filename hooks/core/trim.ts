// Texts without what stands at their end. A regular expression that looks for an end (`/\/+$/`) takes quadratic time on
// a long text.

/** The text without those of the characters that it ends with. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

/** The same for both ends. */
export function trim(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text[start] ?? '')) start++;
  return trimEnd(text.slice(start), characters);
}

/** A path without the slashes at its end. */
export const withoutTrailingSlash = (path: string): string => trimEnd(path, '/');
