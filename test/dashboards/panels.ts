// The parts of a Grafana dashboard (grafana.com/docs: dashboard JSON model, schema 39).

/** A query, and the legend of its series. */
export interface Target {
  readonly expr: string;
  readonly legend?: string;
}

/** A panel without its place. */
export interface Panel {
  readonly title: string;
  readonly type: 'timeseries' | 'stat' | 'table' | 'state-timeline';
  /** Width in columns; a row has 24. */
  readonly width: number;
  readonly targets: readonly Target[];
  readonly unit?: string;
  readonly description?: string;
  readonly mappings?: readonly object[];
  readonly thresholds?: readonly object[];
  /** Labels of a table that are hidden. */
  readonly hidden?: readonly string[];
}

/** A row with a title, and its panels from left to right. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Variable {
  readonly name: string;
  readonly label: string;
  /** A query of the variables of a Prometheus data source. */
  readonly query: string;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** Series over half a row. */
export const graph = (title: string, expr: string, legend: string, more: Partial<Panel> = {}): Panel => ({
  title,
  type: 'timeseries',
  width: 12,
  targets: [{ expr, legend }],
  ...more,
});

const COLUMNS = 24;
const HEIGHT = 8;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Green below the first value, red from it on. */
export const redFrom = (value: number): readonly object[] => [
  { color: 'green', value: null },
  { color: 'red', value },
];

/** Red below the value, green from it on. */
export const greenFrom = (value: number): readonly object[] => [
  { color: 'red', value: null },
  { color: 'green', value },
];

/** Texts and colors for the values 0 and 1. */
export const twoStates = (zero: string, one: string): readonly object[] => [
  { type: 'value', options: { 0: { text: zero, color: 'red', index: 0 }, 1: { text: one, color: 'green', index: 1 } } },
];

const isInstant = ({ type }: Panel): boolean => type === 'table' || type === 'stat';

const targetJson = (panel: Panel, { expr, legend }: Target, i: number): object => ({
  refId: String.fromCharCode('A'.charCodeAt(0) + i),
  datasource: DATASOURCE,
  expr,
  ...(legend ? { legendFormat: legend } : {}),
  ...(isInstant(panel) ? { instant: true, range: false } : { range: true }),
  ...(panel.type === 'table' ? { format: 'table' } : {}),
});

/** Options of each type of panel. */
const OPTIONS: Readonly<Record<Panel['type'], object>> = {
  timeseries: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  stat: { colorMode: 'value', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] }, textMode: 'auto' },
  table: { showHeader: true, cellHeight: 'sm' },
  'state-timeline': { mergeValues: true, showValue: 'never', legend: { displayMode: 'list', placement: 'bottom' } },
};

function transformations({ type, hidden = [] }: Panel): object {
  if (type !== 'table') return {};
  const excludeByName = Object.fromEntries(['Time', '__name__', ...hidden].map((name) => [name, true]));
  return { transformations: [{ id: 'organize', options: { excludeByName } }] };
}

function panelJson(panel: Panel, id: number, x: number, y: number): object {
  const { title, type, width, targets, unit = 'short', description, mappings = [], thresholds = redFrom(1e9) } = panel;
  return {
    id,
    title,
    type,
    ...(description ? { description } : {}),
    datasource: DATASOURCE,
    gridPos: { h: HEIGHT, w: width, x, y },
    fieldConfig: {
      defaults: { unit, min: 0, mappings, thresholds: { mode: 'absolute', steps: thresholds } },
      overrides: [],
    },
    options: OPTIONS[type],
    targets: targets.map((target, i) => targetJson(panel, target, i)),
    ...transformations(panel),
  };
}

function panelsJson(rows: readonly Row[]): object[] {
  const out: object[] = [];
  let [id, y] = [1, 0];
  for (const { title, panels } of rows) {
    out.push({ id: id++, title, type: 'row', collapsed: false, gridPos: { h: 1, w: COLUMNS, x: 0, y }, panels: [] });
    y++;
    let x = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) [x, y] = [0, y + HEIGHT];
      out.push(panelJson(panel, id++, x, y));
      x += panel.width;
    }
    y += HEIGHT;
  }
  return out;
}

const DATASOURCE_VARIABLE = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' };

const variableJson = ({ name, label, query }: Variable): object => ({
  name,
  label,
  type: 'query',
  datasource: DATASOURCE,
  query: { query, refId: name },
  refresh: 2,
  includeAll: true,
  multi: true,
  allValue: '.*',
  current: { text: ['All'], value: ['$__all'] },
  sort: 1,
});

/** The dashboard as Grafana imports it. */
export const dashboardJson = ({ uid, title, description, variables, rows }: Dashboard): object => ({
  uid,
  title,
  description,
  tags: ['prometheus-metacontroller'],
  schemaVersion: 39,
  version: 1,
  editable: true,
  timezone: 'browser',
  refresh: '1m',
  time: { from: 'now-6h', to: 'now' },
  templating: { list: [DATASOURCE_VARIABLE, ...variables.map(variableJson)] },
  annotations: { list: [] },
  panels: panelsJson(rows),
});
