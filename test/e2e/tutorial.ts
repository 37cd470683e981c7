// The commands of docs/tutorial.md, and what they promise of objects.
import type { Test } from './both.ts';
import { documented, one } from './chartrelease.ts';
import { shell } from './document.ts';

export const DEMO = 'demo';

/** Runs the commands of a step. */
export const step = (marker: string): Promise<string> => shell(documented('tutorial.md', marker));

/** How many commands a user types for a step: a line that ends in a backslash goes on. */
export const commandCount = (marker: string): number =>
  documented('tutorial.md', marker)
    .replace(/\\\n/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '').length;

/** Follows step 6: a broken rule is named, the others stay in use, and it is accepted without it. */
export async function mistake(t: Test): Promise<void> {
  const message = await step('mistake');
  t.match(message, 'demo/typo', 'the message names the rule');
  t.match(message, /expr/, 'and its field');
  const rules = JSON.stringify(await one(`-n ${DEMO} configmap prometheus-demo-rulefiles-0`));
  t.match(rules, 'OrdersWaiting', 'the other rules go on');
  t.notMatch(rules, 'ManyOrders');
  await step('repair');
}
