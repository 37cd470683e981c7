// Durations of receivers: Prometheus' spelling in the API, and one that Go reads too in the file.

import { formatGoDuration, parseDuration } from '../../../core/duration.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';

/** An `InvalidDuration` issue where the text is given and none. */
export const checkTimeout = (text: string | undefined, path: string): Issue[] =>
  text && parseDuration(text) === undefined
    ? [issue('InvalidDuration', path, `${quoted(text)} is not a duration such as 30s or 1h30m`)]
    : [];

/** `90s` as `1m30s`. Alertmanager reads these with Go's units: a day is written as `24h`. */
export function normalDuration(text: string | undefined): string | undefined {
  const ms = text ? parseDuration(text) : undefined;
  return ms === undefined ? undefined : formatGoDuration(ms);
}
