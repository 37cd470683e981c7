// The steps as lines for a terminal: at most 100 columns, without colours.
import { printable } from '../core/message.ts';
import type { Evidence, Repair, Step } from './step.ts';

const WIDTH = 100;
const MAX_EVIDENCE = 4;

/** The columns of status and link. */
const HEAD = 24;
const INDENT = ' '.repeat(HEAD);

/** A text in lines of at most `width` columns, broken at spaces; a longer word is cut. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const whole of printable(text).split(' ')) {
    for (let word = whole; ; word = word.slice(width)) {
      const part = word.slice(0, width);
      if (line !== '' && line.length + 1 + part.length > width) {
        lines.push(line);
        line = part;
      } else line = line === '' ? part : `${line} ${part}`;
      if (word.length <= width) break;
    }
  }
  return [...lines, line];
}

/** A command, continued with a backslash as a shell reads it. Words are not cut. */
function commandLines(command: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(command).split(' ')) {
    if (line !== '' && line.length + word.length + 3 > WIDTH - HEAD) {
      lines.push(`${line} \\`);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const indented = (lines: readonly string[], first: string): string[] =>
  lines.map((line, i) => `${i === 0 ? first : INDENT}${line}`);

function evidenceText({ object, field, found, expected }: Evidence): string {
  const what = field ? `${object} ${field}` : object;
  const is = found === undefined ? '' : `: ${found}`;
  return `${what}${is}${expected === undefined ? '' : `${is ? '; ' : ': '}wanted: ${expected}`}`;
}

/** Evidence is shown where something is wrong. */
const shown = ({ status, evidence }: Step): readonly Evidence[] =>
  status === 'broken' || status === 'warning' || status === 'hint' ? evidence.slice(0, MAX_EVIDENCE) : [];

const repairLines = ({ action, command }: Repair): string[] => [
  ...indented(wrap(`-> ${action}`, WIDTH - HEAD), INDENT),
  ...(command ? indented(commandLines(command), INDENT) : []),
];

function stepLines(step: Step): string[] {
  const head = `${step.status.padEnd(8)} ${step.link.padEnd(HEAD - 10)} `;
  return [
    ...indented(wrap(step.message, WIDTH - HEAD), head),
    ...shown(step).flatMap((one) => indented(wrap(evidenceText(one), WIDTH - HEAD), INDENT)),
    ...(step.status === 'ok' ? [] : step.repair.flatMap(repairLines)),
  ];
}

/** The steps as lines. A line about another workload than the one before gets a heading. */
export function explainLines(steps: readonly Step[]): string[] {
  const workloads = new Set(steps.map(({ workload }) => workload).filter((one) => one !== undefined));
  let last: string | undefined;
  return steps.flatMap((step) => {
    const heading = workloads.size > 1 && step.workload !== last && step.workload ? [`${step.workload}:`] : [];
    last = step.workload;
    return [...heading, ...stepLines(step)];
  });
}
