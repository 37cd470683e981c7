// Checks the configuration file as Prometheus loads it, before it is written. A file that would be refused stays away,
// and the one before stays in force.
import { apart } from '../../core/isolation.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { textOf } from '../../core/plain.ts';
import type { Section } from '../../core/section.ts';
import { isRecord } from '../../core/yaml.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { file } from '../schema/file.ts';
import type { Problem, Table } from '../schema/table.ts';
import { problemsOf } from '../schema/walk.ts';

/** What else is written in a list: `path` is where the reference to its Secret is. */
export interface RawList {
  readonly list: readonly unknown[] | undefined;
  readonly table: Table;
  readonly path: string;
}

const schemeOf = ({ spec }: ScrapeContext): string | undefined => spec.nameValidationScheme;

/** `InvalidConfiguration` issues of all sections but the scrape jobs; empty in parity. */
export function checkSections(sections: Section, context: ScrapeContext): Issue[] {
  if (context.options.parity) return [];
  return problemsOf(file, sections, context.version, schemeOf(context)).map(([path, message]) =>
    issue('InvalidConfiguration', 'spec', `Prometheus would refuse the configuration: ${path} ${message}`),
  );
}

/** Problems of a list that are reported. */
const MAX_PROBLEMS = 10;

function listProblems({ list = [], table, path }: RawList, context: ScrapeContext): Problem[] {
  const problems: Problem[] = [];
  const names = new Set<string>();
  for (const [i, item] of list.entries()) {
    for (const [at, message] of problemsOf(table, item, context.version, schemeOf(context)))
      problems.push([`${path}[${i}]${at ? `.${at}` : ''}`, message]);
    const name = isRecord(item) ? textOf(item['job_name']) : undefined;
    if (name !== undefined && names.has(name)) problems.push([`${path}[${i}].job_name`, 'is there twice']);
    if (name !== undefined) names.add(name);
    if (problems.length >= MAX_PROBLEMS) break;
  }
  return problems;
}

/**
 * `InvalidConfiguration` issues of additional configuration, in the words of its Secret; empty in parity. No message
 * repeats a value.
 */
export function checkRaw(raw: RawList, context: ScrapeContext): Issue[] {
  if (context.options.parity) return [];
  return apart(() => listProblems(raw, context)).map(([at, message]) =>
    issue('InvalidConfiguration', at, `Prometheus would refuse it: ${message}`),
  );
}
