// Objects that cost much for their size, by what is expensive in them.
import { ADDITIONAL } from './expensive/additional.ts';
import { DOCUMENTS } from './expensive/documents.ts';
import { LISTS, MULTIPLIED } from './expensive/lists.ts';
import { MEANINGS } from './expensive/names.ts';
import { EXPRESSIONS, NUMBERS } from './expensive/patterns.ts';
import type { ExpensiveRow } from './expensive/row.ts';
import { RULE_FILES, TEXTS } from './expensive/texts.ts';

export const EXPENSIVE_OBJECTS: Readonly<Record<string, readonly ExpensiveRow[]>> = {
  'rule files': RULE_FILES,
  texts: TEXTS,
  'regular expressions': EXPRESSIONS,
  numbers: NUMBERS,
  'YAML documents': DOCUMENTS,
  lists: LISTS,
  'additional configuration': ADDITIONAL,
  multiplied: MULTIPLIED,
  meanings: MEANINGS,
};
