// Checks the configuration file as Prometheus loads it, before it is written. A file that would be refused stays away,
// and the one before stays in force.
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

/**
 * `InvalidConfiguration` issues of additional configuration, in the words of its Secret; empty in parity. No message
 * repeats a value.
 */
export function checkRaw({ list = [], table, path }: RawList, context: ScrapeContext): Issue[] {
  if (context.options.parity) return [];
  const problems = list.flatMap((item, i) => {
    const own = isRecord(item) ? item['metric_name_validation_scheme'] : undefined;
    const scheme = textOf(own) ?? schemeOf(context);
    return problemsOf(table, item, context.version, scheme).map(
      ([at, message]): Problem => [`${path}[${i}]${at ? `.${at}` : ''}`, message],
    );
  });
  const names = list.map((item) => (isRecord(item) ? textOf(item['job_name']) : undefined));
  for (const [i, name] of names.entries())
    if (name !== undefined && names.indexOf(name) < i) problems.push([`${path}[${i}].job_name`, 'is there twice']);
  return problems.map(([at, message]) => issue('InvalidConfiguration', at, `Prometheus would refuse it: ${message}`));
}
