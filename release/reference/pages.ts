// All generated pages of docs/.
import { compatibilityPage } from './compatibility.ts';
import { referencePages } from './kinds.ts';

/** The text of every generated page, by its file from the root. */
export const generatedPages = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/compatibility.md', compatibilityPage()],
    ...[...referencePages()].map(([file, text]): [string, string] => [`docs/reference/${file}`, text]),
  ]);
