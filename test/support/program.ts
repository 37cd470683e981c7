// How tests start a program of hooks/: the compiled one beside HOOKS_MAIN, else the source.
import { dirname, join } from 'node:path';

/** Arguments of Node. */
export function program(name: 'main' | 'rendercli'): readonly string[] {
  const main = process.env['HOOKS_MAIN'];
  return main ? ['--enable-source-maps', join(dirname(main), `${name}.js`)] : ['--import=tsx', `hooks/${name}.ts`];
}

/** A line of a stack. */
export const STACK = /at .*\.[jt]s:\d/;
