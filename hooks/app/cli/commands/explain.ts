// `explain`: why an object or a target has no effect.
import { quoted } from '../../../core/message.ts';
import { parseOptions, UsageError } from '../../../core/options.ts';
import { cluster } from '../../../explain/cluster.ts';
import { type Explanation, explainAll, explainIn } from '../../../explain/explain.ts';
import type { Facts } from '../../../explain/facts.ts';
import { explainLines } from '../../../explain/lines.ts';
import { firstBroken, type Step } from '../../../explain/step.ts';
import { isTarget, parseSubject, type Subject } from '../../../explain/subject.ts';
import { type Call, type ExitCode, isSet, textFlag } from '../command.ts';
import { readInput, requireGood } from '../input/read.ts';
import { readWorld } from '../input/world.ts';
import { type Colour, formatOf, type Paint, painter, print } from '../output.ts';

const COLOURS: Readonly<Record<Step['status'], Colour>> = {
  broken: 'red',
  hint: 'cyan',
  ok: 'green',
  unknown: 'dim',
  warning: 'yellow',
};

/** The status at the begin of a line in its colour. */
const painted = (line: string, paint: Paint): string =>
  line.replace(/^(broken|hint|ok|unknown|warning)\b/, (word) => paint(COLOURS[word as Step['status']], word));

const WORD = /^[A-Za-z.]+\/.+/;

/** The subject and the files. The first argument is the subject: `KIND/NAME` is no file then. */
function splitArgs(call: Call): { readonly subject: Subject | undefined; readonly files: readonly string[] } {
  const [first, ...files] = call.args;
  const namespace = textFlag(call.flags, 'namespace') ?? 'default';
  if (isSet(call.flags, 'all')) return { subject: undefined, files: call.args };
  if (first === undefined)
    throw new UsageError('name an object such as servicemonitor/shop, a target/URL, or use --all');
  const subject = WORD.test(first) ? parseSubject(first, namespace) : undefined;
  if (!subject)
    throw new UsageError(`${quoted(first)} is not an object such as servicemonitor/shop, and no target/URL`);
  return { subject, files };
}

const nameOf = ({ subject }: Explanation): string => `${subject.kind} ${subject.namespace}/${subject.name}`;

/** One line for each object with a broken link. */
const brokenLines = (all: readonly Explanation[]): string[] =>
  all.flatMap((one) => {
    const broken = firstBroken(one.steps);
    return broken ? [`${nameOf(one)}: ${broken.link}: ${broken.message}`] : [];
  });

async function factsOf(call: Call, files: readonly string[]) {
  if (isSet(call.flags, 'live')) {
    if (files.length > 0) throw new UsageError('--live and files exclude each other');
    const cluster = { context: textFlag(call.flags, 'context'), kubeconfig: textFlag(call.flags, 'kubeconfig') };
    const { objects, complete, servers, notes } = await readWorld({ cluster, options: parseOptions([]) });
    for (const note of notes) call.io.err(`${note}\n`);
    return { objects, facts: { complete, servers } satisfies Facts };
  }
  const loaded = await readInput(call, files);
  requireGood(loaded);
  return { objects: loaded.objects.map(({ object }) => object), facts: {} satisfies Facts };
}

/** Prints the chain of an object, or with `--all` all broken objects. 1 if a link is broken. */
export async function explain(call: Call): Promise<ExitCode> {
  const { flags, io } = call;
  const { subject, files } = splitArgs(call);
  const { objects, facts } = await factsOf(call, files);
  const of = cluster(objects, facts);
  const paint = painter(io);
  if (!subject) {
    const all = explainAll(of).filter(({ steps }) => firstBroken(steps));
    print(io, formatOf(flags), all, () => (all.length === 0 ? ['no link is broken'] : brokenLines(all)));
    return all.length > 0 ? 1 : 0;
  }
  const steps = explainIn(of, subject);
  const named = isTarget(subject) ? { target: subject.url } : subject;
  print(io, formatOf(flags), { subject: named, steps }, () => explainLines(steps).map((line) => painted(line, paint)));
  return firstBroken(steps) ? 1 : 0;
}
