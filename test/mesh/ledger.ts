// The reckoning of a run: what users lost, were told twice or too late, and what the peers forgot.
import { type Kept, kept } from './kept.ts';
import type { Book } from './plan.ts';
import { type Told, told } from './told.ts';

export type Report = Told & Kept;

/** What peers had so many milliseconds later than planned, they can have told and passed on only so much later. */
const withLag = ({ timing, lag, ...book }: Book): Book => ({
  ...book,
  lag,
  timing: { ...timing, resend: timing.resend + lag, slack: timing.slack + lag, deadline: timing.deadline + lag },
});

/** A run in figures. The time by which the load itself was late is not the mesh's. */
export function ledger(book: Book): Report {
  const fair = withLag(book);
  return { ...told(fair), ...kept(fair) };
}
