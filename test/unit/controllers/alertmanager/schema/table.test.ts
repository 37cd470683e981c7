// The rows of the schema: what they name exists, and older releases get what they understand.
import t from 'tap';
import { integrations } from '../../../../../hooks/controllers/alertmanager/schema/integrations.ts';
import { configTable } from '../../../../../hooks/controllers/alertmanager/schema/sections.ts';
import { releaseForObjects, type Table } from '../../../../../hooks/controllers/alertmanager/schema/table.ts';
import { fit } from '../../../../../hooks/controllers/alertmanager/schema/walk.ts';
import { parseVersion } from '../../../../../hooks/versions/version.ts';

function tablesIn(table: Table, seen: Set<Table> = new Set()): Set<Table> {
  if (seen.has(table)) return seen;
  seen.add(table);
  for (const [, type] of table.rows) {
    const inner = type.table?.();
    if (inner) tablesIn(inner, seen);
  }
  return seen;
}
const tables = [...tablesIn(configTable)];

t.test('each integration is in the file', async (t) => {
  for (const table of Object.values(integrations)) t.ok(tables.includes(table));
});

t.test('no table has a key twice', async (t) => {
  for (const { rows } of tables) t.equal(new Set(rows.map(([key]) => key)).size, rows.length);
});

t.test('a row names releases that are versions, and fields that are in its table', async (t) => {
  const rows = tables.flatMap((table) => table.rows.map((row) => ({ table, row })));
  t.ok(rows.length > 350, `${rows.length} rows`);
  for (const { table, row } of rows) {
    const [key, , { since, essential, objects, excludes } = {}] = row;
    for (const release of [since, objects === 'since' ? undefined : objects])
      if (release) t.ok(parseVersion(release), `${key} ${release}`);
    if (essential || objects === 'since') t.ok(since, `${key} needs a release`);
    if (excludes)
      t.ok(
        table.rows.some(([other]) => other === excludes),
        `${key} excludes ${excludes}`,
      );
  }
});

t.test('each field is left out for the release before the one that brought it', async (t) => {
  const old = parseVersion('0.15.0');
  const newest = parseVersion('0.99.0');
  if (!old || !newest) throw new Error('no version');
  for (const table of tables) {
    for (const [key, , { since, essential } = {}] of table.rows) {
      if (!since) continue;
      const path = { [key]: ['x'] };
      t.equal(key in fit(table, path, old).config, essential === true, `${key} before ${since}`);
      t.ok(key in fit(table, path, newest).config, `${key} later`);
    }
  }
});

t.test(
  'an AlertmanagerConfig may use the proxy of a client one release before the file, as in the Go operator',
  async (t) => {
    const client = tables.find(({ rows }) => rows.some(([key]) => key === 'enable_http2'));
    t.equal(client && releaseForObjects(client, 'no_proxy'), '0.25.0');
  },
);
