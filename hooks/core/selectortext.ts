// Selectors as text, for flags and service discoveries (kubernetes.io: labels and selectors, field selectors).

import type { LabelSelector } from './hook.ts';
import { checkSelector } from './selector.ts';

/** The parts between commas outside parentheses. A comma is inside if the next parenthesis is a closing one. */
function parts(text: string): string[] {
  const found: string[] = [];
  let [end, inside] = [text.length, false];
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '(') inside = false;
    else if (text[at] === ')') inside = true;
    else if (text[at] === ',' && !inside) {
      found.push(text.slice(at + 1, end).trim());
      end = at;
    }
  }
  const all = [...found, text.slice(0, end).trim()].reverse();
  return all.filter((part) => part !== '' || all.length > 1);
}

/** The label selector of a text (`a=b,c!=d,e in (f,g),!h`). Empty text selects everything. */
export function parseLabelSelector(text: string): LabelSelector {
  const matchExpressions = parts(text).map((part) => {
    const [, key = '', set = '', list = ''] = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part) ?? [];
    if (set)
      return { key, operator: set === 'in' ? 'In' : 'NotIn', values: list.split(',').map((value) => value.trim()) };
    const [, name = '', sign = '', value = ''] = /^([^=!\s]+)\s*(==|=|!=)(.*)/s.exec(part) ?? [];
    if (sign) return { key: name, operator: sign === '!=' ? 'NotIn' : 'In', values: [value.trim()] };
    return part.startsWith('!')
      ? { key: part.slice(1).trim(), operator: 'DoesNotExist' }
      : { key: part, operator: 'Exists' };
  });
  return { matchExpressions };
}

/** White space in JavaScript, but not in Go. */
const BOM = '\ufeff';

/** Whether the API server accepts the text as a label selector. */
export const isLabelSelector = (text: string): boolean =>
  !text.includes(BOM) && checkSelector(parseLabelSelector(text), '').length === 0;

/** Whether the API server accepts the text as a field selector: `field=value` or `field!=value`, with commas. */
export const isFieldSelector = (text: string): boolean =>
  !text.includes(BOM) && parts(text).every((part) => part === '' || /^[^=!]+(==|=|!=)[^=]*$/.test(part));
