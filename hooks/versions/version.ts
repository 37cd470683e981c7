// Semantic versions with an optional `v` (semver.org; precedence: item 11).

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: readonly string[];
  readonly build: string;
}

const FORM = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** The version of a text such as `v2.45` or `2.45.0-rc.1+build`; `undefined` for other texts. */
export function parseVersion(text: string): Version | undefined {
  const found = FORM.exec(text.trim());
  if (!found) return undefined;
  const [, major = '0', minor = '0', patch = '0', pre = '', build = ''] = found;
  if (pre.split('.').some((part) => /^0\d+$/.test(part)) || /^\.|\.\.|\.$/.test(pre)) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), pre: pre ? pre.split('.') : [], build };
}

/** The text of a version: `1.2.3-rc.0+build`, without `v`. */
export const formatVersion = (v: Version): string =>
  `${v.major}.${v.minor}.${v.patch}${v.pre.length > 0 ? `-${v.pre.join('.')}` : ''}${v.build ? `+${v.build}` : ''}`;

/** Order of pre-release identifiers: numbers before words, numbers by size, words in ASCII order. */
function compareIdentifiers(a: string, b: string): number {
  const [numberA, numberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numberA && numberB) return Number(a) - Number(b);
  if (numberA !== numberB) return numberA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A pre-release is older than its release. Of two with the same beginning, the shorter one is older. */
function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (const [i, x] of a.entries()) {
    const y = b[i];
    if (y === undefined) return 1;
    const order = compareIdentifiers(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Negative if `a` is older than `b`, 0 if equal, positive if newer. The build part is ignored. */
export const compareVersions = (a: Version, b: Version): number =>
  a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePre(a.pre, b.pre);

const known = new Map<string, Version>();

/** Whether `version` is `floor` or newer. Throws if `floor`, a row of a table, is no version. */
export function atLeast(version: Version, floor: string): boolean {
  let bound = known.get(floor);
  if (!bound) {
    bound = parseVersion(floor);
    if (!bound) throw new Error(`table row "${floor}" is not a version`);
    known.set(floor, bound);
  }
  return compareVersions(version, bound) >= 0;
}
