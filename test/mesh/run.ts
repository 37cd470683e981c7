// One run of a scenario: the mesh, the load, what happens, and the reckoning.
import { tool } from '../oracle/tools.ts';
import { ledger, type Report } from './ledger.ts';
import type { Book } from './plan.ts';
import type { Scenario } from './scenarios.ts';
import { stage } from './stage.ts';

export interface Result {
  readonly report: Report;
  /** How long what happened took. */
  readonly seconds: number;
  /** What the report was made from. */
  readonly book: Book;
}

export const binary: string | undefined = tool('alertmanager');

/** `seed`: of the load; with an even one pods keep their volumes. */
export async function run({ rollout, annotations = {}, play }: Scenario, seed: number): Promise<Result> {
  if (!binary) throw new Error('alertmanager is not at hand: test/cluster/up.sh brings it');
  const made = await stage({ binary, rollout, seed, annotations, keepsVolumes: seed % 2 === 0 });
  try {
    const begun = Date.now();
    await play(made);
    const seconds = Math.round((Date.now() - begun) / 100) / 10;
    const book = await made.finish();
    return { report: ledger(book), seconds, book };
  } finally {
    await made.close();
  }
}
