// Prometheus, promtool and Thanos, where they are installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tool } from '../oracle/tools.ts';

const promtool = tool('promtool');
const prometheus = promtool ? join(dirname(promtool), 'prometheus') : undefined;

export const programs = promtool && prometheus && existsSync(prometheus) ? { promtool, prometheus } : undefined;

const thanos = promtool ? join(dirname(promtool), 'thanos') : undefined;

/** The same with Thanos. */
export const withThanos = programs && thanos && existsSync(thanos) ? { ...programs, thanos } : undefined;

export const MISSING = 'prometheus and promtool are neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';
export const MISSING_THANOS = 'prometheus, promtool and thanos are neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';
