// Objects of tenants that try to read or change what others own: the culprit is named or harmless, the others stay,
// and no secret is repeated.
import t from 'tap';
import { attacked } from './attacked.ts';
import { ask } from './tenants/ask.ts';
import { askGrafana } from './tenants/askgrafana.ts';
import { FILES } from './tenants/files.ts';
import { LABELS } from './tenants/grafananamespaces.ts';
import type { GrafanaRow } from './tenants/grafanarow.ts';
import { INHERITANCE } from './tenants/inheritance.ts';
import { MESSAGES } from './tenants/messages.ts';
import { NAMES } from './tenants/names.ts';
import { DISCOVERIES, LABELLING, TEMPLATES } from './tenants/othernamespaces.ts';
import { wrongIn } from './tenants/rights.ts';
import type { Row } from './tenants/row.ts';
import { SECRET_FILES } from './tenants/secretfiles.ts';
import { SECRET_VALUES } from './tenants/secretvalues.ts';
import { SETTINGS } from './tenants/settings.ts';

const ONLY = process.env['ONLY'];
const FLAGS = ['--feature-gates=StatusForConfigurationResources=true', '--grafana-labels=grafana_datasource=1'];

const KINDS: Readonly<Record<string, readonly Row[]>> = {
  'names as long as they may be': NAMES,
  'mistakes that are large': MESSAGES,
  'a secret file': SECRET_FILES,
  'a secret value': SECRET_VALUES,
  'a file of the container': FILES,
  'a template of a rule': TEMPLATES,
  'discovery elsewhere': DISCOVERIES,
  'the label of tenancy': LABELLING,
  'an inherited secret': INHERITANCE,
};
const GRAFANAS: Readonly<Record<string, readonly GrafanaRow[]>> = {
  'a setting of Grafana': SETTINGS,
  'a Namespace with a Grafana': LABELS,
};

const chosen = <T extends { readonly name: string }>(kinds: Readonly<Record<string, readonly T[]>>) =>
  Object.entries(kinds).flatMap(([kind, rows]) =>
    rows.map((row) => ({ title: `${kind}: ${row.name}`, row })).filter(({ title }) => !ONLY || title.includes(ONLY)),
  );

t.test('tenants', { timeout: 1_200_000 }, async (t) => {
  const server = await attacked(...FLAGS);
  t.teardown(() => server.stop());
  for (const { title, row } of chosen(KINDS))
    await t.test(title, { timeout: 120_000 }, async (t) => {
      const { answers, made, message, files, missing } = await ask(server, row);
      t.strictSame(wrongIn(answers, made), [], 'all answer, with what can be stored, and repeat no secret');
      t.strictSame(missing, [], 'the innocents are in the configuration');
      if (row.says) t.match(message, row.says, message.slice(0, 300));
      else t.equal(message.trim(), '', 'no object is rejected');
      const text = [...files].flat().join('\n');
      if (row.has) t.match(text, row.has);
      if (row.lacks) t.notMatch(text, row.lacks);
    });
  for (const { title, row } of chosen(GRAFANAS))
    await t.test(title, { timeout: 120_000 }, async (t) => {
      const { answers, text, issues, missing, condition } = await askGrafana(server, row);
      t.strictSame(wrongIn(answers), [], 'all answer, with what can be stored, and repeat no secret');
      t.strictSame(missing, [], 'the innocents have a data source');
      for (const issue of issues) t.match(issue, row.says ?? /^$/);
      t.match(condition, row.condition ?? /^$/);
      for (const form of ['sidecar', 'operator'] as const) {
        const [has, lacks] = [row[form], row.lacks];
        if (has) t.match(text[form], has);
        if (lacks) t.notMatch(text[form], lacks);
      }
    });
});
