// Matchers in all spellings. test/oracle/routes.test.ts compares thousands with Alertmanager.
import t from 'tap';
import { type Matcher, matcherText, matchesLabels } from '../../../hooks/alertrouting/matcher.ts';
import { parseLabels, parseMatchers } from '../../../hooks/alertrouting/parse.ts';

const written = (source: string, utf8 = true): string | undefined =>
  parseMatchers(source, utf8)?.map(matcherText).join(' ');

t.test('one text has one or several matchers, with or without braces and quotes', async (t) => {
  for (const [source, want] of [
    ['severity=critical', 'severity="critical"'],
    [' severity =~ "a|b" ', 'severity=~"a|b"'],
    ['{a="b",c!="d",}', 'a="b" c!="d"'],
    ['a="b, c",d!~e', 'a="b, c" d!~"e"'],
    ['a="\\"x\\n"', 'a="\\"x\\n"'],
    ['', ''],
  ] as const)
    t.equal(written(source), want, source);
});

t.test('what Alertmanager refuses is no matcher', async (t) => {
  for (const source of ['a', 'a="b', 'a="b"c"', 'a=~"("', '=b', 'a=b,,c=d', 'ä', '{"ä"=b'])
    t.equal(written(source), undefined, source);
});

t.test('a text that only the classic parser reads has the meaning that this one gives it', async (t) => {
  t.equal(written('a=b c=d'), 'a="b c=d"');
  t.equal(written('{a=b'), 'a="b"');
});

t.test('names outside ASCII need a release that knows them, and quotes if they have spaces', async (t) => {
  t.equal(written('größe=ä'), 'größe="ä"');
  t.equal(written('größe=ä', false), undefined);
  t.equal(written('"a b"="c"'), '"a b"="c"');
});

t.test('where both parsers read a text differently, the classic one counts', async (t) => {
  t.equal(written('a="\\x41"'), 'a="\\\\x41"', 'no escape of the classic parser');
  t.equal(written('"a"="\\x41"'), 'a="A"', 'only the newer parser reads a name in quotes');
});

t.test('a missing label is an empty one; expressions match the whole value', async (t) => {
  const matcher = (operator: Matcher['operator'], value: string): Matcher => ({ name: 'a', operator, value });
  t.ok(matchesLabels(matcher('=', ''), {}));
  t.ok(matchesLabels(matcher('!=', 'x'), {}));
  t.notOk(matchesLabels(matcher('=~', '.+'), {}));
  t.notOk(matchesLabels(matcher('=~', 'b'), { a: 'abc' }));
  t.ok(matchesLabels(matcher('!~', 'b|c'), { a: 'abc' }));
  t.ok(matchesLabels({ name: 'constructor', operator: '=', value: '' }, {}));
});

t.test('labels of an alert are equality matchers, and a value may have spaces', async (t) => {
  t.strictSame(parseLabels('severity=critical'), { severity: 'critical' });
  t.strictSame(parseLabels('a=b,c="d"'), { a: 'b', c: 'd' });
  t.strictSame(parseLabels('summary=all is lost'), { summary: 'all is lost' });
  t.equal(parseLabels('severity!=critical'), undefined);
  t.equal(parseLabels('severity'), undefined);
});
