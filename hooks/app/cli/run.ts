// The command line: finds the command, parses its flags, runs it.
import { parseArgs } from 'node:util';
import { quoted } from '../../core/message.ts';
import { flagNames, UsageError } from '../../core/options.ts';
import type { Call, Command, ExitCode, FlagValues, Io } from './command.ts';
import { COMMANDS } from './commands.ts';
import { HELP } from './flags.ts';
import { commandHelp, PROGRAM, programHelp } from './help.ts';

/** Starts the server of the hooks with its arguments. It ends by a signal. */
export type Serve = (args: readonly string[]) => Promise<void>;

const HOOK_FLAGS: ReadonlyMap<string, boolean> = new Map(flagNames.map(({ flag, isSwitch }) => [flag, isSwitch]));
const DEFAULT = 'serve';

/** Other spellings of a command in the first place. */
const ALIASES: Readonly<Record<string, string>> = { '--version': 'version' };

/** `--switch` of the hooks as `--switch=true`: all their flags are read as texts. */
const withValue = (arg: string, { flags }: Command): string => {
  const name = arg.slice(2);
  return arg.startsWith('--') && HOOK_FLAGS.get(name) === true && !Object.hasOwn(flags, name) ? `${arg}=true` : arg;
};

function checkChoices({ flags }: Command, values: FlagValues): void {
  for (const [name, { choices }] of Object.entries(flags)) {
    const value = values[name];
    if (choices && typeof value === 'string' && !choices.includes(value))
      throw new UsageError(`--${name}: ${quoted(value)} is not one of ${choices.join(', ')}`);
  }
}

/** The flags and arguments of a command. Throws `UsageError`. */
export function parseCall(command: Command, argv: readonly string[], io: Io): Call {
  const own = Object.entries({ ...command.flags, ...HELP }).map(([name, { type, short, multiple = false }]) => [
    name,
    { type, multiple, ...(short ? { short } : {}) },
  ]);
  const hooks = command.takesHookFlags
    ? [...HOOK_FLAGS.keys()].map((name) => [name, { type: 'string', multiple: true }])
    : [];
  try {
    const { values, positionals } = parseArgs({
      args: argv.map((arg) => (command.takesHookFlags ? withValue(arg, command) : arg)),
      options: Object.fromEntries([...hooks, ...own]) as NonNullable<Parameters<typeof parseArgs>[0]>['options'],
      allowPositionals: true,
    });
    const isOwn = (name: string): boolean => Object.hasOwn(command.flags, name) || Object.hasOwn(HELP, name);
    const flags = Object.fromEntries(Object.entries(values).filter(([name]) => isOwn(name))) as FlagValues;
    const hookFlags = Object.entries(values)
      .filter(([name]) => !isOwn(name))
      .flatMap(([name, given]) => [given].flat().map((value) => `--${name}=${value}`));
    checkChoices(command, flags);
    return { flags, args: positionals, hookFlags, io };
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<ExitCode> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.out(commandHelp(command));
    return 0;
  }
  try {
    const run = await command.load();
    return await run(parseCall(command, argv, io));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`${error.message}\nSee ${quoted(`${PROGRAM} ${command.name} --help`)}.\n`);
    return 2;
  }
}

/**
 * Runs the command of the arguments: its exit code, or `undefined` while the server runs. A flag in the first place, or
 * nothing, is `serve`, which images and manifests rely on.
 */
export async function run(argv: readonly string[], io: Io, serve: Serve): Promise<ExitCode | undefined> {
  const [given = DEFAULT] = argv;
  if (given === '--help' || given === '-h' || given === 'help') {
    io.out(programHelp(COMMANDS));
    return 0;
  }
  const isFlag = given.startsWith('-') && !Object.hasOwn(ALIASES, given);
  const name = isFlag ? DEFAULT : (ALIASES[given] ?? given);
  const rest = isFlag ? argv : argv.slice(1);
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) {
    io.err(`${quoted(given)} is not a command: there are ${COMMANDS.map((one) => one.name).join(', ')}\n`);
    io.err(`See ${quoted(`${PROGRAM} --help`)}.\n`);
    return 2;
  }
  if (command.name !== DEFAULT) return runCommand(command, rest, io);
  await serve(rest);
  return undefined;
}
