// Answers computed in the thread that asks for them: for tests and for whoever embeds the hooks.
import type { Options } from '../../core/options.ts';
import { compute } from './answer.ts';
import type { Compute } from './call.ts';

/** No limits of time or memory. */
export const computeHere = (options: Options): Compute => ({
  run: (call) => compute(call, options),
  isReady: () => true,
  stop: async () => {},
});
