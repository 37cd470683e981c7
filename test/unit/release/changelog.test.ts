// The change log has a section for the version of the package, and a form that releases can read.
import t from 'tap';
import { CHANGELOG, mistakes, notes, sectionOf, sections } from '../../../release/changelog.ts';
import { read, version } from '../../../release/paths.ts';

const section = (heading: string, body = '### Upgrade notes\n\nNone.\n') => `## ${heading}\n\n${body}\n`;
const log = (...parts: readonly string[]): string => `# Changelog\n\nText.\n\n${parts.join('')}`;

t.test('the version in package.json is the newest section, with notes for the upgrade', async (t) => {
  const [newest] = sections(read(CHANGELOG));
  t.equal(newest?.version, version);
  t.match(newest?.text, /^### Upgrade notes$/m);
  t.match(newest?.text, /^### Features$/m);
});

t.test('the form of CHANGELOG.md is as releases need it', async (t) => {
  t.strictSame(mistakes(read(CHANGELOG)), []);
});

t.test('mistakes of the form are named with their version', async (t) => {
  t.strictSame(mistakes(log(section('0.2.0 - not released'), section('0.1.0 - 2026-11-30'))), []);
  for (const [text, message] of [
    [log(section('Unreleased')), '"" is not a version'],
    [log(section('0.2.0 - soon')), '0.2.0: soon is no day'],
    [log(section('0.1.0 - 2026-11-30'), section('0.2.0 - 2026-12-01')), '0.1.0 is not newer than the next section'],
    [log(section('0.2.0 - 2026-12-01'), section('0.1.0 - not released')), '0.1.0: an older section is not released'],
    [log(section('0.1.0 - not released', '### Features\n')), '0.1.0: Upgrade notes are missing'],
    [log(section('0.1.0 - not released', '### Upgrade notes\n\n### News\n')), '0.1.0: no group is called News'],
    [
      log(section('0.1.0 - not released', '### Features\n\n### Upgrade notes\n')),
      '0.1.0: the order is Upgrade notes, Features',
    ],
    [
      log(section('0.1.0 - not released', '### Upgrade notes\n\n### Features\n\n* [BUGFIX] It works.\n')),
      '0.1.0: not in Features: * [BUGFIX] It works.',
    ],
  ] as const)
    t.ok(mistakes(text).includes(message), message);
});

t.test('notes of a release have links that lead into the repository', async (t) => {
  const found = sectionOf(
    log(section('0.1.0 - 2026-11-30', 'See [this](docs/a.md#b) and [that](https://x.y).')),
    '0.1.0',
  );
  if (!found) throw new Error('no section');
  t.equal(
    notes(found, 'https://h/o/r/blob/v0.1.0'),
    'See [this](https://h/o/r/blob/v0.1.0/docs/a.md#b) and [that](https://x.y).',
  );
  t.equal(notes(found, ''), found.text);
  t.equal(sectionOf(read(CHANGELOG), '9.9.9'), undefined);
});
