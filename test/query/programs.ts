// Prometheus, promtool and Thanos, where they are installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tool } from '../oracle/tools.ts';

const promtool = tool('promtool');
const prometheus = promtool ? join(dirname(promtool), 'prometheus') : undefined;

export interface Programs {
  readonly promtool: string;
  readonly prometheus: string;
}

export const programs: Programs | undefined =
  promtool && prometheus && existsSync(prometheus) ? { promtool, prometheus } : undefined;

const thanos = promtool ? join(dirname(promtool), 'thanos') : undefined;

/** The same with Thanos. */
export const withThanos: (Programs & { readonly thanos: string }) | undefined =
  programs && thanos && existsSync(thanos) ? { ...programs, thanos } : undefined;

export const MISSING = 'prometheus and promtool are neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';
export const MISSING_THANOS =
  'prometheus, promtool and thanos are neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';

/** Why tests with these programs are skipped; false where they run. */
export const noPrograms: string | false = programs ? false : MISSING;
export const noThanos: string | false = withThanos ? false : MISSING_THANOS;

/** For tests that are not skipped. */
export function installed(): Programs {
  if (!programs) throw new Error(MISSING);
  return programs;
}
export function installedThanos(): Programs & { readonly thanos: string } {
  if (!withThanos) throw new Error(MISSING_THANOS);
  return withThanos;
}
