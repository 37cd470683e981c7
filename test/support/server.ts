// The server with its answers computed in the test's own thread.
import { computeHere } from '../../hooks/app/compute/inprocess.ts';
import { metrics } from '../../hooks/app/metrics.ts';
import { type Server, server as serverOf } from '../../hooks/app/server.ts';
import type { Options } from '../../hooks/core/options.ts';

export type { Server };

/** Not yet listening. `clock` gives the time of a request. */
export const server = (options: Options, clock?: () => Date): Server =>
  serverOf(options, computeHere(options), metrics(), clock);
