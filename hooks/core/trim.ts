// Removes characters at the ends of texts, in linear time. A regular expression such as `/\/+$/` takes quadratic time.

/** The text without these characters at its end. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

/** The text without these characters at both ends. */
export function trim(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text[start] ?? '')) start++;
  return trimEnd(text.slice(start), characters);
}

/** A path without the slashes at its end. */
export const withoutTrailingSlash = (path: string): string => trimEnd(path, '/');
