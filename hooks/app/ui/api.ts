// The data of the page, as JSON. Every answer is bounded.
import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { parseLabels } from '../../alertrouting/parse.ts';
import { keyOf } from '../../core/meta.ts';
import type { Step } from '../../explain/step.ts';
import { clipped, MAX_DETAILS, MAX_ROWS, MAX_STEPS } from './bounds.ts';
import { alertView, treeView } from './routing.ts';
import type { Row } from './row.ts';
import type { Source } from './source.ts';
import type { View, ViewOptions } from './view.ts';

/** Kinds with targets: the map. */
const MAPPED: ReadonlySet<string> = new Set(['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig']);
/** Broken objects of the overview. */
const MAX_BROKEN = 20;
/** Milliseconds that a request may wait for a change. */
const WAIT_MS = 20_000;

const Text = Type.String({ maxLength: 500 });
const Name = Type.Object({ namespace: Text, name: Text });
const ListQuery = Type.Object({
  view: Type.Optional(Type.Union([Type.Literal('map'), Type.Literal('all')])),
  search: Type.Optional(Text),
  kind: Type.Optional(Text),
  state: Type.Optional(Text),
  workload: Type.Optional(Text),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ROWS })),
});
type Wanted = (typeof ListQuery)['static'];

/** Whether a row has all words of a search in its kind, name, workloads or message. */
function fits(row: Row, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const all = `${row.kind} ${row.namespace}/${row.name} ${row.workloads.join(' ')} ${row.message}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

const isWanted = (row: Row, { view, kind, state, workload }: Wanted): boolean =>
  (view !== 'map' || MAPPED.has(row.kind)) &&
  (!kind || row.kind === kind) &&
  (!state || row.state === state) &&
  (!workload || row.workloads.includes(workload));

const counts = <T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const item of items) found[keyOf(item)] = (found[keyOf(item)] ?? 0) + 1;
  return found;
};

function rowsOf(rows: readonly Row[], wanted: Wanted): object {
  const words = (wanted.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter((row) => isWanted(row, { ...wanted, state: '' }) && fits(row, words));
  const found = wanted.state ? shown.filter(({ state }) => state === wanted.state) : shown;
  const { offset = 0, limit = 50 } = wanted;
  return {
    total: found.length,
    states: counts(shown, ({ state }) => state),
    rows: found.slice(offset, offset + limit),
  };
}

const bounded = (step: Step): Step => ({
  ...step,
  message: clipped(step.message),
  evidence: step.evidence.slice(0, MAX_DETAILS).map((one) => ({
    ...one,
    ...(one.found === undefined ? {} : { found: clipped(one.found) }),
    ...(one.expected === undefined ? {} : { expected: clipped(one.expected) }),
  })),
  repair: step.repair.slice(0, MAX_DETAILS),
});

function addLists(app: FastifyInstance, view: View, source: Source): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  app.get('/api/overview', async () => {
    const { rows, workloads, notes, readAt } = view.model();
    return {
      version: view.version(),
      title: source.title,
      readAt: readAt.toISOString(),
      notes: notes.slice(0, MAX_DETAILS).map(clipped),
      problem: clipped(view.problem()),
      workloads,
      states: counts(rows, ({ state }) => state),
      kinds: counts(rows, ({ kind }) => kind),
      broken: rows.filter(({ state }) => state === 'broken').slice(0, MAX_BROKEN),
      actions: (source.actions ?? []).map(({ name, label }) => ({ name, label })),
    };
  });
  typed.get('/api/objects', { schema: { querystring: ListQuery } }, async ({ query }) => ({
    version: view.version(),
    ...rowsOf(view.model().rows, query),
  }));
  const Subject = Type.Object({ kind: Text, namespace: Text, name: Text });
  typed.get('/api/object', { schema: { querystring: Subject } }, async ({ query }, reply) => {
    const { kind, namespace, name } = query;
    const { explanation, rows, workloads } = view.model();
    const found = explanation(kind, namespace, name);
    if (!found) return reply.code(404).send({ error: `there is no ${clipped(`${kind} ${namespace}/${name}`)}` });
    const isIt = (one: { kind: string; namespace: string; name: string }): boolean =>
      one.kind === kind && one.namespace === namespace && one.name === name;
    return {
      version: view.version(),
      subject: found.subject,
      row: rows.find(isIt),
      workload: workloads.find(isIt),
      steps: found.steps.slice(0, MAX_STEPS).map(bounded),
    };
  });
}

function addRouting(app: FastifyInstance, view: View, now: () => Date): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  const chosen = (namespace: string, name: string) =>
    view
      .model()
      .alertmanagers()
      .find(({ object }) => keyOf(object) === `${namespace}/${name}`);
  app.get('/api/alertmanagers', async () => ({
    version: view.version(),
    alertmanagers: view
      .model()
      .alertmanagers()
      .slice(0, MAX_ROWS)
      .map(({ object: { metadata } }) => ({ namespace: metadata.namespace ?? '', name: metadata.name })),
  }));
  typed.get('/api/routing', { schema: { querystring: Name } }, async ({ query }, reply) => {
    const one = chosen(query.namespace, query.name);
    if (!one) return reply.code(404).send({ error: 'there is no such Alertmanager' });
    return { version: view.version(), ...treeView(one.object, one.found) };
  });
  const Alert = Type.Object({ namespace: Text, name: Text, labels: Type.String({ maxLength: 10_000 }) });
  typed.post('/api/alert', { schema: { body: Alert } }, async ({ body }, reply) => {
    const one = chosen(body.namespace, body.name);
    if (!one) return reply.code(404).send({ error: 'there is no such Alertmanager' });
    const labels = parseLabels(body.labels);
    if (!labels) return reply.code(400).send({ error: 'labels are written as severity="critical", namespace="shop"' });
    return alertView(one.found, labels, now()) ?? reply.code(409).send({ error: 'it has no valid configuration' });
  });
}

/** Adds the paths of the data. */
export function addApi(app: FastifyInstance, view: View, { source, now }: Pick<ViewOptions, 'source' | 'now'>): void {
  app.addHook('onRequest', async ({ url }) => {
    if (url.startsWith('/api/')) view.touch();
  });
  addLists(app, view, source);
  addRouting(app, view, now);
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  const After = Type.Object({ after: Type.Integer({ minimum: 0 }) });
  typed.get('/api/changes', { schema: { querystring: After } }, async ({ query }) => ({
    version: await view.changed(query.after, WAIT_MS),
  }));
  const Chosen = Type.Object({ name: Text });
  typed.post('/api/actions', { schema: { body: Chosen } }, async ({ body }, reply) => {
    const action = source.actions?.find(({ name }) => name === body.name);
    if (!action) return reply.code(404).send({ error: 'there is no such action' });
    await action.run();
    await view.refresh();
    return { version: view.version() };
  });
}
