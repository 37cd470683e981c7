// `lint`: a line for each mistake in the objects of files.
import { printable } from '../../../core/message.ts';
import { type Finding, findingLine } from '../../lint/finding.ts';
import { lint as lintObjects } from '../../lint/lint.ts';
import { type Call, type ExitCode, isSet, textFlag } from '../command.ts';
import { readInput } from '../input/read.ts';
import { formatOf, type Paint, painter, print } from '../output.ts';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The line of a finding, with a coloured severity on a terminal. */
function coloured(one: Finding, paint: Paint): string {
  const line = printable(findingLine(one));
  const [message, place] = [printable(one.message), line.slice(0, -printable(one.message).length)];
  return `${place}${paint(one.severity === 'error' ? 'red' : 'yellow', message)}`;
}

/** Prints all findings. 1 if one is an error, with `--strict` also for warnings. */
export async function lint(call: Call): Promise<ExitCode> {
  const { args, flags, hookFlags, io } = call;
  const { objects, problems } = await readInput(call, args, textFlag(flags, 'namespace'));
  const findings: Finding[] = [
    ...problems.map(({ file, message }): Finding => ({ file, message, severity: 'error' })),
    ...lintObjects(objects, { complete: isSet(flags, 'complete'), flags: hookFlags, now: io.now() }),
  ];
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const paint = painter(io);
  print(io, formatOf(flags), findings, () => findings.map((one) => coloured(one, paint)));
  io.err(
    `${plural(objects.length, 'object')}, ${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}\n`,
  );
  return errors > 0 || (isSet(flags, 'strict') && findings.length > 0) ? 1 : 0;
}
