// The reckoning of a run: what users lost, were told twice or too late, and what the peers forgot.
import { type Kept, kept } from './kept.ts';
import type { Book } from './plan.ts';
import { type Told, told } from './told.ts';

export type Report = Told & Kept;

export const ledger = (book: Book): Report => ({ ...told(book), ...kept(book) });
