// The server with its answers computed in the test's own thread.
import { computeHere } from '../../hooks/compute/here.ts';
import { metrics } from '../../hooks/metrics.ts';
import type { Options } from '../../hooks/options.ts';
import { type Server, server as serverOf } from '../../hooks/server.ts';

export type { Server };

/** Not yet listening. `clock` gives the time of a request. */
export const server = (options: Options, clock?: () => Date): Server => serverOf(options, computeHere(options), metrics(), clock);
