// `route`: which receivers get an alert, and what mutes, inhibits or silences it.

import { type Labels, labelOf } from '../../../alertrouting/matcher.ts';
import { outcomeOf } from '../../../alertrouting/outcome.ts';
import { parseLabels } from '../../../alertrouting/parse.ts';
import { readSilences, type Silence } from '../../../alertrouting/silences.ts';
import { text } from '../../../core/issue.ts';
import { parseJson } from '../../../core/json.ts';
import { quoted } from '../../../core/message.ts';
import { UsageError } from '../../../core/options.ts';
import { isRecord } from '../../../core/yaml.ts';
import { type Call, type ExitCode, type Io, textFlag, textFlags } from '../command.ts';
import { textsOf } from '../input/files.ts';
import { formatOf, painter, print } from '../output.ts';
import { routingOf } from '../route/routing.ts';
import { type Answer, answerLines, answerValue } from '../route/text.ts';

/** `name=value`, and no path: a slash stands only behind the sign. */
const isLabel = (arg: string): boolean => /^[^/=]+=/.test(arg);

function labelsOf(texts: readonly string[]): Labels {
  const parts = texts.map((one) => {
    const labels = parseLabels(one);
    if (!labels) throw new UsageError(`${quoted(one)} is not a label such as severity=critical`);
    return labels;
  });
  return Object.assign({}, ...parts) as Labels;
}

async function jsonOf(file: string, io: Io): Promise<unknown> {
  const [read] = await textsOf([file], io);
  const value = parseJson(read?.text ?? '');
  if (value === undefined) throw new UsageError(`${file}: is not JSON`);
  return value;
}

/** The labels of alerts in the JSON of `/api/v2/alerts`. */
async function alertsIn(file: string | undefined, io: Io): Promise<readonly Labels[]> {
  if (file === undefined) return [];
  const value = await jsonOf(file, io);
  const list = isRecord(value) ? value['data'] : value;
  if (!Array.isArray(list) || !list.every((one) => isRecord(one) && isRecord(one['labels'])))
    throw new UsageError(`${file}: is not a list of alerts, as /api/v2/alerts gives it`);
  return list.map((one) => one.labels as Labels);
}

async function silencesIn(file: string | undefined, io: Io): Promise<readonly Silence[]> {
  if (file === undefined) return [];
  const silences = readSilences(await jsonOf(file, io));
  if (!silences) throw new UsageError(`${file}: is not a list of silences, as /api/v2/silences gives it`);
  return silences;
}

function timeOf({ flags, io }: Call): Date {
  const given = textFlag(flags, 'time');
  const time = given === undefined ? io.now() : new Date(given);
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`--time: ${quoted(given)} is not a time such as 2026-01-31T08:00:00Z`);
  return time;
}

/** The receivers that are expected, from `--expect`, each with commas between several. */
const expected = ({ flags }: Call): readonly string[] =>
  textFlags(flags, 'expect').flatMap((names) => names.split(',').map((name) => name.trim()));

function checkExpected(call: Call, { outcome }: Answer): ExitCode {
  const wanted = expected(call);
  const found = outcome.destinations.map(({ receiver }) => receiver.name);
  if (wanted.length === 0 || JSON.stringify(wanted) === JSON.stringify(found)) return 0;
  call.io.err(`expected ${wanted.join(', ')}; it goes to ${found.join(', ')}\n`);
  return 1;
}

/** Prints what becomes of an alert. 1 if there is no configuration, or other receivers are expected. */
export async function route(call: Call): Promise<ExitCode> {
  const { args, flags, io } = call;
  const alert = labelsOf(args.filter(isLabel));
  if (labelOf(alert, 'alertname') === '' && Object.keys(alert).length === 0)
    throw new UsageError('give the labels of the alert, such as severity=critical');
  const [firing, silences] = [
    await alertsIn(textFlag(flags, 'alerts'), io),
    await silencesIn(textFlag(flags, 'silences'), io),
  ];
  const others = textFlags(flags, 'firing').map((one) => labelsOf([one]));
  const time = timeOf(call);
  const found = await routingOf(
    call,
    args.filter((arg) => !isLabel(arg)),
  );
  if (!('routing' in found)) {
    io.err(`${found.of}: ${found.message}\n`);
    return 1;
  }
  const outcome = outcomeOf(found.routing, alert, { time, firing: [...others, ...firing], silences });
  const leftOut = found.rejected.map(
    ({ namespace, name, issues }) => `AlertmanagerConfig ${namespace}/${name}: ${issues[0] ? text(issues[0]) : ''}`,
  );
  const answer: Answer = { of: found.of, origin: found.origin, alert, time, outcome, leftOut };
  print(io, formatOf(flags), answerValue(answer), () => answerLines(answer, painter(io)));
  return checkExpected(call, answer);
}
