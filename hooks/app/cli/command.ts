// What a command of the command line is: a row of the table in commands.ts, and a function.

/** 0: fine. 1: something is wrong, or differs. 2: the command line or a file is wrong. */
export type ExitCode = 0 | 1 | 2;

export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What the value is, in capitals, for the help text. */
  readonly value?: string;
  /** The values that are allowed. */
  readonly choices?: readonly string[];
  readonly help: string;
}

export type Flags = Readonly<Record<string, Flag>>;
export type FlagValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** The process around a command. Tests give their own. */
export interface Io {
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** A command with what it is called with. */
export interface Call {
  readonly flags: FlagValues;
  readonly args: readonly string[];
  /** Flags of the hooks, as `--name=value`. */
  readonly hookFlags: readonly string[];
  readonly io: Io;
}

/** Runs a command. Throws `UsageError` for a mistake on the command line or in a file. */
export type Run = (call: Call) => Promise<ExitCode>;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands behind the name: `[FLAGS] FILE...`. */
  readonly usage: string;
  /** A paragraph of the help text. */
  readonly about: string;
  readonly flags: Flags;
  /** Whether flags of the hooks are accepted too. */
  readonly takesHookFlags: boolean;
  /** Command lines. */
  readonly examples: readonly string[];
  /** What exit code 1 means; `undefined` where there is none. */
  readonly one: string | undefined;
  readonly load: () => Promise<Run>;
}

/** The value of a flag with a text. */
export const textFlag = (flags: FlagValues, name: string): string | undefined => {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
};

/** The values of a flag that may be repeated. */
export const textFlags = (flags: FlagValues, name: string): readonly string[] => {
  const value = flags[name];
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
};

export const isSet = (flags: FlagValues, name: string): boolean => flags[name] === true;
