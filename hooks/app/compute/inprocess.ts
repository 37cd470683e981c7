// Computes responses in the calling thread, for tests and embedding.
import type { Options } from '../../core/options.ts';
import { compute } from './answer.ts';
import type { Compute } from './call.ts';

/** Computes without limits of time or memory. */
export const computeHere = (options: Options): Compute => ({
  run: (call) => compute(call, options),
  isReady: () => true,
  stop: async () => {},
});
