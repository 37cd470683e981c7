// The report of a run: lost, repeated and late notifications, and lost state of peers.
import { type Kept, kept } from './kept.ts';
import { type NotificationReport, notificationReport } from './notified.ts';
import type { RunRecord } from './plan.ts';

export type Report = NotificationReport & Kept;

/** The record with longer deadlines, because peers received the load so many milliseconds late. */
const withLag = ({ timing, lag, ...record }: RunRecord): RunRecord => ({
  ...record,
  lag,
  timing: { ...timing, resend: timing.resend + lag, slack: timing.slack + lag, deadline: timing.deadline + lag },
});

/** The report of a run. The delay of the load itself does not count against the mesh. */
export function ledger(record: RunRecord): Report {
  const fair = withLag(record);
  return { ...notificationReport(fair), ...kept(fair) };
}
