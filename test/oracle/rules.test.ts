// Rule files: our verdict and that of `promtool check rules`, over valid files, files with mistakes, and files that had
// an accident.
import t from 'tap';
import { examineText } from '../../hooks/rules/examinefile.ts';
import { context } from '../support/rules.ts';
import { ruleFiles } from './rulefiles.ts';
import { acceptedRules, tool } from './tools.ts';

const COUNT = 900;
/**
 * Where we refuse what promtool takes: Go's reader ends a file in silence where the indentation falls below the first
 * line's, and takes quoted lines that are indented too little; it knows line breaks that YAML gave up. In each of these
 * Prometheus would load something else than what the file looks like.
 */
const STRICTER = /a document separator is expected|deficient indentation|bad indentation|must be a list|U\+2028/;

const promtool = tool('promtool');
const skip = promtool ? false : 'promtool is not at hand: test/cluster/up.sh brings it';

t.test(
  'what we take promtool takes, and what it refuses we refuse, with a reason',
  { skip, timeout: 120_000 },
  async (t) => {
    const files = ruleFiles(20_261_124, COUNT);
    const theirs = acceptedRules(promtool ?? '', files);
    const ours = files.map((file) => examineText(file, [], context()));
    const wrong = files.filter((_, i) => ours[i]?.issues.length === 0 && !theirs[i]);
    t.strictSame(wrong, [], 'nothing is taken that Prometheus would not load');
    const stricter = ours.flatMap(({ issues }, i) => (theirs[i] && issues[0] ? [issues[0].message] : []));
    t.strictSame(
      stricter.filter((message) => !STRICTER.test(message)),
      [],
      'nothing is refused that Prometheus would load as it looks',
    );
    t.ok(stricter.length * 100 <= COUNT, `${stricter.length} of ${COUNT} refused that promtool takes`);
    const taken = theirs.filter(Boolean).length;
    t.ok(taken > COUNT / 5 && taken < (COUNT * 4) / 5, `promtool takes ${taken}`);
  },
);

t.test('what we write for a file that we take is taken again', { skip, timeout: 120_000 }, async (t) => {
  const texts = ruleFiles(7, COUNT).flatMap(
    (file) => examineText(file, [{ label: 'tenant', value: 'a"b' }], context()).text ?? [],
  );
  t.ok(texts.length > COUNT / 5);
  const theirs = acceptedRules(promtool ?? '', texts);
  t.strictSame(
    texts.filter((_, i) => !theirs[i]),
    [],
  );
});
