// The text of `--help`, for the program and for each command.
import { quoted } from '../../core/message.ts';
import type { Command, Flag } from './command.ts';
import { HELP } from './flags.ts';

/** The name of the program in help texts. As a kubectl plugin it is called `kubectl prometheus-metacontroller`. */
export const PROGRAM = 'prometheus-metacontroller';
const WIDTH = 80;

/** The words in lines of at most `width` characters. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** `-o, --output FORMAT`. */
const flagName = (name: string, { short, value }: Flag): string =>
  `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;

const flagHelp = ({ help, choices, multiple }: Flag): string =>
  `${help}${choices ? `: ${choices.join(', ')}` : ''}${multiple ? '; can be repeated' : ''}`;

/** Two columns: names, and texts that are wrapped. */
function columns(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const left = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, text]) =>
    wrapped(text, WIDTH - left - 2).map((line, i) => `  ${(i === 0 ? name : '').padEnd(left)}${line}`),
  );
}

/** The exit codes of a command. */
const exitCodes = ({ one }: Command): string[] => [
  '  0  fine',
  ...(one ? [`  1  ${one}`] : []),
  '  2  a flag, an argument or a file is wrong',
];

const HOOK_FLAGS = `Flags of the hooks count too, as --NAME=VALUE: see ${quoted(`${PROGRAM} serve --help`)}.`;

/** The help of a command. */
export function commandHelp(command: Command): string {
  const { name, usage, about, flags, takesHookFlags, examples } = command;
  const rows = Object.entries({ ...flags, ...HELP }).map(([flag, row]): readonly [string, string] => [
    flagName(flag, row),
    flagHelp(row),
  ]);
  return [
    `usage: ${PROGRAM} ${name} ${usage}`.trimEnd(),
    '',
    ...wrapped(about, WIDTH),
    '',
    'Flags:',
    ...columns(rows),
    ...(takesHookFlags ? ['', ...wrapped(HOOK_FLAGS, WIDTH)] : []),
    '',
    'Exit codes:',
    ...exitCodes(command),
    '',
    examples.length > 1 ? 'Examples:' : 'Example:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

/** The help of the program: all commands. */
export function programHelp(commands: readonly Command[]): string {
  return [
    `usage: ${PROGRAM} COMMAND [FLAGS] [ARGUMENTS]`,
    '',
    'A Prometheus Operator as Metacontroller hooks, and commands for their objects.',
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary] as const)),
    '',
    'Without a command, or with a flag in its place, it is "serve".',
    `Help of a command, with an example: ${PROGRAM} COMMAND --help`,
    '',
  ].join('\n');
}
