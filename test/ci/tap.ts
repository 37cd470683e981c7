// Reads what `tap --reporter=tap` prints.

export interface Skip {
  /** Titles from the file to the test, joined by ` > `. */
  readonly test: string;
  readonly reason: string;
}

export interface Outcome {
  /** Assertions. */
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly Skip[];
  /** Lines `not ok`, the outermost last, each with the titles that lead to it. */
  readonly failures: readonly string[];
}

const INDENT = 4;
const TOTAL = /^# \{ total: \d+(?:, pass: (\d+))?(?:, fail: (\d+))?(?:, skip: \d+)?(?:, todo: \d+)? \}$/;
const TITLE = /^( *)# Subtest: (.*)$/;
const POINT = /^( *)(not )?ok \d+(?: - (.*?))?(?: # (SKIP|TODO|time=\S+)(?: (.*?))?)?(?: \{)?$/;

/**
 * The sum of all runs in `text`: several may follow each other. A text without a run has no outcome: all its counts are
 * 0.
 */
export function outcomeOf(text: string): Outcome {
  const titles: string[] = [];
  const [skips, failures]: [Skip[], string[]] = [[], []];
  let [passed, failed] = [0, 0];
  for (const line of text.split('\n')) {
    const total = TOTAL.exec(line);
    if (total) {
      passed += Number(total[1] ?? 0);
      failed += Number(total[2] ?? 0);
      continue;
    }
    const title = TITLE.exec(line);
    if (title) {
      titles.length = (title[1] ?? '').length / INDENT;
      titles.push(title[2] ?? '');
      continue;
    }
    const point = POINT.exec(line);
    if (!point) continue;
    const [, indent = '', not, name = '', directive, reason = ''] = point;
    const test = [...titles.slice(0, indent.length / INDENT), name].join(' > ');
    if (directive === 'SKIP') skips.push({ test, reason });
    else if (not && directive !== 'TODO') failures.push(test);
  }
  return { passed, failed, skips, failures };
}
