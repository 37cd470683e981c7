// The map from monitors to targets, and the list of all objects: searched, filtered, in pages.
import { pathWith, useData } from './api.js';
import { Named, number, ObjectLink, Pending, plural, Scroll, State } from './parts.js';
import { html } from './preact.js';
import { placeOf, replaceParams } from './router.js';

const PAGE = 50;
const STATES = [
  ['', 'all'],
  ['broken', 'broken'],
  ['warning', 'warning'],
  ['unknown', 'not known'],
  ['ok', 'ok'],
];
const KINDS = {
  map: ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'],
  all: [
    'Prometheus',
    'PrometheusAgent',
    'Alertmanager',
    'ThanosRuler',
    'ServiceMonitor',
    'PodMonitor',
    'Probe',
    'ScrapeConfig',
    'PrometheusRule',
    'AlertmanagerConfig',
  ],
};
const COLUMNS = ['Selected by', 'Services or Pods', 'Targets'];

const Filters = ({ view, params, states }) =>
  html`<div class="filters">
    <fieldset>
      <legend>State</legend>
      ${STATES.map(
        ([value, word]) => html`<label key=${value}>
          <input
            type="radio"
            name="state"
            value=${value}
            checked=${(params.state ?? '') === value}
            onChange=${() => replaceParams({ state: value, page: '' })}
          />
          ${word}${value && html` <span class="muted">${number(states?.[value] ?? 0)}</span>`}
        </label>`,
      )}
    </fieldset>
    <label class="choice">
      Kind
      <select value=${params.kind ?? ''} onChange=${(event) => replaceParams({ kind: event.target.value, page: '' })}>
        <option value="">all</option>
        ${KINDS[view].map((kind) => html`<option key=${kind} value=${kind}>${kind}</option>`)}
      </select>
    </label>
  </div>`;

function Pages({ total, page, parts, params }) {
  const last = Math.max(1, Math.ceil(total / PAGE));
  if (last === 1) return null;
  const at = (wanted) => placeOf(parts, { ...params, page: wanted > 1 ? String(wanted) : '' });
  return html`<nav class="pages" aria-label="Pages">
    ${page > 1 ? html`<a href=${at(page - 1)} rel="prev">Previous</a>` : html`<span class="muted">Previous</span>`}
    <span>Page ${number(page)} of ${number(last)}</span>
    ${page < last ? html`<a href=${at(page + 1)} rel="next">Next</a>` : html`<span class="muted">Next</span>`}
  </nav>`;
}

/** A cell of the map. What is not known matters only where the way ends. */
const Cell = ({ cell, isLast }) =>
  html`<td class=${`cell cell-${cell.state}`}>
    ${
      cell.state === 'none'
        ? html`<span class="muted">not reached</span>`
        : html`
            ${cell.names.map((id) => html`<div key=${id}><${Named} id=${id} /></div>`)}
            ${
              (cell.state !== 'ok' || cell.names.length === 0) &&
              html`<div><${State} state=${cell.state} /> ${(cell.state !== 'unknown' || isLast) && html`<span class="message">${cell.message}</span>`}</div>`
            }
          `
    }
  </td>`;

const MapTable = ({ rows }) =>
  html`<${Scroll} label="From monitors to targets"><table class="map">
    <thead>
      <tr>
        <th scope="col">Monitor</th>
        ${COLUMNS.map((name) => html`<th key=${name} scope="col"><span class="arrow" aria-hidden="true">→</span> ${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) => html`<tr key=${`${row.kind} ${row.namespace}/${row.name}`}>
          <th scope="row"><${ObjectLink} ...${row} /></th>
          ${row.cells.map(
            (cell, i) => html`<${Cell}
              key=${COLUMNS[i]}
              cell=${cell}
              isLast=${(row.cells[i + 1]?.state ?? 'none') === 'none'}
            />`,
          )}
        </tr>`,
      )}
    </tbody>
  </table></${Scroll}>`;

const ObjectTable = ({ rows }) =>
  html`<${Scroll} label="Objects"><table>
    <thead><tr><th scope="col">Object</th><th scope="col">State</th><th scope="col">Why</th></tr></thead>
    <tbody>
      ${rows.map(
        (row) => html`<tr key=${`${row.kind} ${row.namespace}/${row.name}`}>
          <th scope="row"><${ObjectLink} ...${row} /></th>
          <td><${State} state=${row.state} /></td>
          <td class="message">${row.message}</td>
        </tr>`,
      )}
    </tbody>
  </table></${Scroll}>`;

const TEXTS = {
  map: ['Map', 'monitor', 'From each monitor to the targets. The first broken link is where the way ends.'],
  all: ['Objects', 'object', 'All objects of monitoring.coreos.com, broken ones first.'],
};

/** `view`: `map` or `all`. */
export function List({ view, parts, params }) {
  const page = Math.max(1, Math.floor(Number(params.page ?? 1)) || 1);
  const { search, state, kind } = params;
  const { data, error } = useData(
    pathWith('/api/objects', { view, search, state, kind, offset: (page - 1) * PAGE, limit: PAGE }),
  );
  const [title, word, lead] = TEXTS[view];
  return html`
    <h1 tabindex="-1">${title}</h1>
    <p class="lead">${lead}</p>
    <${Filters} view=${view} params=${params} states=${data?.states} />
    ${
      data
        ? html`
            <p class="found" role="status">${plural(data.total, word)}${search && html` for “${search}”`}</p>
            ${view === 'map' ? html`<${MapTable} rows=${data.rows} />` : html`<${ObjectTable} rows=${data.rows} />`}
            <${Pages} total=${data.total} page=${page} parts=${parts} params=${params} />
          `
        : html`<${Pending} error=${error} />`
    }
  `;
}
