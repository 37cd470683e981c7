// CHANGELOG.md: a section for each version, newest first, and in it a group for each kind of change.
// `tsx release/changelog.ts VERSION` prints the section of a version, as the notes of its release.
import { compareVersions, parseVersion } from '../hooks/versions/version.ts';
import { read } from './paths.ts';

export const CHANGELOG = 'CHANGELOG.md';

/** Groups of a section in their order, and the mark of their lines. Upgrade notes have none: they are prose. */
export const GROUPS: Readonly<Record<string, string | undefined>> = {
  'Upgrade notes': undefined,
  Changes: 'CHANGE',
  Features: 'FEATURE',
  Enhancements: 'ENHANCEMENT',
  Bugfixes: 'BUGFIX',
};

/** A section that is not released has this in the place of the date. */
const OPEN = 'not released';

export interface Section {
  readonly version: string;
  /** `2026-11-30`; `undefined` if it is not released. */
  readonly date: string | undefined;
  /** Below the heading. */
  readonly text: string;
}

/** All sections, in the order of the file. */
export function sections(changelog: string): readonly Section[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [, version = '', date = ''] = /^(\S+) - (.+)$/m.exec(part) ?? [];
      return { version, date: date === OPEN ? undefined : date, text: part.slice(part.indexOf('\n') + 1).trim() };
    });
}

const DAY = /^20\d\d-[01]\d-[0-3]\d$/;

function groupMistakes({ version, text }: Section): readonly string[] {
  const names = Object.keys(GROUPS);
  const groups = text
    .split(/^### /m)
    .slice(1)
    .map((part) => part.split('\n'));
  const found = groups.map(([name = '']) => name);
  const sorted = names.filter((name) => found.includes(name));
  return [
    ...found.filter((name) => !names.includes(name)).map((name) => `${version}: no group is called ${name}`),
    ...(found.every((name) => names.includes(name)) && found.join() !== sorted.join()
      ? [`${version}: the order is ${sorted.join(', ')}`]
      : []),
    ...(found.includes('Upgrade notes') ? [] : [`${version}: Upgrade notes are missing`]),
    ...groups.flatMap(([name = '', ...lines]) =>
      lines
        .filter((line) => line.startsWith('* ') && GROUPS[name] && !line.startsWith(`* [${GROUPS[name]}] `))
        .map((line) => `${version}: not in ${name}: ${line.slice(0, 40)}`),
    ),
  ];
}

/** What is wrong with the form of a change log; empty if nothing is. */
export function mistakes(changelog: string): readonly string[] {
  const all = sections(changelog);
  return all.flatMap((section, i) => {
    const own = parseVersion(section.version);
    const older = parseVersion(all[i + 1]?.version ?? '');
    if (!own) return [`"${section.version}" is not a version`];
    return [
      ...(section.date !== undefined && !DAY.test(section.date)
        ? [`${section.version}: ${section.date} is no day`]
        : []),
      ...(section.date === undefined && i > 0 ? [`${section.version}: an older section is not released`] : []),
      ...(older && compareVersions(own, older) <= 0 ? [`${section.version} is not newer than the next section`] : []),
      ...groupMistakes(section),
    ];
  });
}

/** The section of a version; `undefined` if there is none. */
export const sectionOf = (changelog: string, version: string): Section | undefined =>
  sections(changelog).find((section) => section.version === version);

/** The notes of a release: its section, with links that lead into the repository at this address. */
export const notes = ({ text }: Section, repository: string): string =>
  text.replaceAll('](docs/', `](${repository ? `${repository}/` : ''}docs/`);

if (process.argv[1] === import.meta.filename) {
  const [version = ''] = process.argv.slice(2);
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  const found = sectionOf(read(CHANGELOG), version);
  if (!found) throw new Error(`${CHANGELOG} has no section ${version}`);
  console.log(notes(found, server && repository ? `${server}/${repository}/blob/v${version}` : ''));
}
