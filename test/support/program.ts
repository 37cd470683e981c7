// How tests start a program of hooks/: the compiled one beside HOOKS_MAIN, else the source.
/** Arguments of Node. */
export function program(): readonly string[] {
  const main = process.env['HOOKS_MAIN'];
  return main ? ['--enable-source-maps', main] : ['--import=tsx', 'hooks/app/main.ts'];
}

/** A line of a stack. */
export const STACK = /at .*\.[jt]s:\d/;
