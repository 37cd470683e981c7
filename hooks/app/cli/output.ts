// What commands print: text, JSON or YAML, in colours only on a terminal.
import { dumpYaml } from '../../core/yaml.ts';
import { type FlagValues, type Io, textFlag } from './command.ts';

export type Format = 'text' | 'json' | 'yaml';

/** The format of `-o`, which has been checked. */
export const formatOf = (flags: FlagValues, otherwise: Format = 'text'): Format =>
  (textFlag(flags, 'output') as Format | undefined) ?? otherwise;

/** Whether to print colours: on a terminal, unless NO_COLOR has a value (no-color.org). */
export const hasColours = ({ isTerminal, env }: Pick<Io, 'isTerminal' | 'env'>): boolean =>
  isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

/** SGR codes of ECMA-48. */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Colour = keyof typeof CODES;
export type Paint = (colour: Colour, text: string) => string;

/** A function that colours a text, or leaves it as it is. */
export const painter = (io: Pick<Io, 'isTerminal' | 'env'>): Paint =>
  hasColours(io) ? (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m` : (_colour, text) => text;

/** Prints a value as JSON or YAML, or the lines of its text. */
export function print(io: Io, format: Format, value: unknown, lines: () => readonly string[]): void {
  if (format === 'json') io.out(`${JSON.stringify(value, undefined, 2)}\n`);
  else if (format === 'yaml') io.out(dumpYaml(JSON.parse(JSON.stringify(value))));
  else
    io.out(
      lines()
        .map((line) => `${line}\n`)
        .join(''),
    );
}
