// Workloads with their conditions, what is broken, what is in progress.
import { useData } from './api.js';
import { number, ObjectLink, Pending, plural, Scroll, State } from './parts.js';
import { html } from './preact.js';
import { placeOf } from './router.js';

const STATES = ['broken', 'warning', 'unknown', 'ok'];
const SENTENCES = { broken: 'broken', warning: 'with a warning', unknown: 'not known', ok: 'ok' };

const Summary = ({ states }) =>
  html`<ul class="summary" aria-label="Objects by state">
    ${STATES.map(
      (state) => html`<li key=${state}>
        <a href=${placeOf(['objects'], { state })}>
          <span class="count">${number(states[state] ?? 0)}</span>
          <${State} state=${state} word=${SENTENCES[state]} />
        </a>
      </li>`,
    )}
  </ul>`;

/** A change that is under way, or is held. */
const isMoving = ({ type, state }) => state === 'progress' || (type === 'RolloutProgressing' && state !== 'ok');

function Progress({ workloads }) {
  const moving = workloads.flatMap((workload) =>
    workload.conditions.filter(isMoving).map((condition) => ({ workload, condition })),
  );
  if (moving.length === 0) return null;
  return html`<section aria-labelledby="progress">
    <h2 id="progress">Rollouts and resharding</h2>
    <ul class="progress">
      ${moving.map(
        ({
          workload,
          condition,
        }) => html`<li key=${`${workload.kind} ${workload.namespace}/${workload.name} ${condition.type}`}>
          <p><${ObjectLink} ...${workload} /> <${State} state=${condition.state} word=${`${condition.type}: ${condition.reason}`} /></p>
          <p class="message">${condition.message}</p>
        </li>`,
      )}
    </ul>
  </section>`;
}

const Broken = ({ rows, total }) =>
  html`<section aria-labelledby="broken">
    <h2 id="broken">Broken</h2>
    ${
      rows.length === 0
        ? html`<p class="muted">Nothing is broken, as far as these objects show.</p>`
        : html`<${Scroll} label="Broken objects"><table>
            <thead><tr><th scope="col">Object</th><th scope="col">Why</th></tr></thead>
            <tbody>
              ${rows.map(
                (row) => html`<tr key=${`${row.kind} ${row.namespace}/${row.name}`}>
                  <th scope="row"><${ObjectLink} ...${row} /></th>
                  <td><${State} state="broken" /> ${row.message}</td>
                </tr>`,
              )}
            </tbody>
          </table></${Scroll}>`
    }
    ${total > rows.length && html`<p><a href=${placeOf(['objects'], { state: 'broken' })}>All ${number(total)}</a></p>`}
  </section>`;

function Conditions({ conditions }) {
  const good = conditions.filter(({ state }) => state === 'ok');
  const others = conditions.filter(({ state }) => state !== 'ok');
  return html`<ul class="conditions">
    ${others.map(
      ({ type, status, reason, message, state }) => html`<li key=${type}>
        <${State} state=${state} word=${`${type} ${status}${reason ? `, ${reason}` : ''}`} />
        <span class="message">${message}</span>
      </li>`,
    )}
    ${good.length > 0 && html`<li key="good"><${State} state="ok" word=${good.map(({ type }) => type).join(', ')} /></li>`}
  </ul>`;
}

const Workloads = ({ workloads }) =>
  html`<section aria-labelledby="workloads">
    <h2 id="workloads">Workloads</h2>
    ${
      workloads.length === 0
        ? html`<p class="muted">There is no Prometheus, PrometheusAgent, Alertmanager or ThanosRuler.</p>`
        : html`<${Scroll} label="Workloads"><table>
            <thead><tr><th scope="col">Workload</th><th scope="col">Pods</th><th scope="col">Conditions</th></tr></thead>
            <tbody>
              ${workloads.map(
                (one) => html`<tr key=${`${one.kind} ${one.namespace}/${one.name}`}>
                  <th scope="row">
                    <${ObjectLink} ...${one} />
                    ${one.version && html`<span class="muted">${one.version}</span>`}
                  </th>
                  <td class="pods">${one.replicas || html`<span class="muted">not known</span>`}</td>
                  <td>
                    <${Conditions} conditions=${one.conditions} />
                    ${!one.isReported && html`<p class="muted">Computed from these objects: no status is given.</p>`}
                  </td>
                </tr>`,
              )}
            </tbody>
          </table></${Scroll}>`
    }
  </section>`;

export function Overview() {
  const { data, error } = useData('/api/overview');
  if (!data) return html`<${Pending} error=${error} />`;
  const total = Object.values(data.states).reduce((sum, count) => sum + count, 0);
  return html`
    <h1 tabindex="-1">Overview</h1>
    <p class="lead">${plural(total, 'object')} of monitoring.coreos.com, ${plural(data.workloads.length, 'workload')}</p>
    <${Summary} states=${data.states} />
    <${Progress} workloads=${data.workloads} />
    <${Broken} rows=${data.broken} total=${data.states.broken ?? 0} />
    <${Workloads} workloads=${data.workloads} />
  `;
}
