// The chain of one object, link by link, with evidence and repairs.
import { pathWith, useData } from './api.js';
import { Command, Named, Pending, Scroll, State } from './parts.js';
import { html } from './preact.js';

const NAMES = {
  object: 'Object',
  selection: 'Selected',
  acceptance: 'Accepted',
  configuration: 'In the configuration',
  written: 'Written',
  running: 'Pods run',
  loaded: 'Loaded',
  discovery: 'Discovery',
  port: 'Port',
  endpoints: 'Addresses',
  network: 'Network',
  permissions: 'Permissions',
  relabeling: 'Relabeling',
  scrape: 'Scrape',
  evaluation: 'Evaluation',
  routing: 'Routing',
};

const Evidence = ({ rows }) =>
  html`<${Scroll} label="Evidence"><table class="evidence">
    <thead><tr>
      <th scope="col">Object</th><th scope="col">Field</th><th scope="col">Found</th><th scope="col">Expected</th>
    </tr></thead>
    <tbody>
      ${rows.map(
        ({ object, field, found, expected }, i) => html`<tr key=${`${i} ${object} ${field}`}>
          <th scope="row">${object}</th>
          <td><code>${field ?? ''}</code></td>
          <td>${found === undefined ? html`<span class="muted">absent</span>` : html`<code>${found}</code>`}</td>
          <td>${expected === undefined ? '' : html`<code>${expected}</code>`}</td>
        </tr>`,
      )}
    </tbody>
  </table></${Scroll}>`;

const Repairs = ({ repairs }) =>
  html`<div class="repairs">
    <h3>Repair</h3>
    <ul>
      ${repairs.map(
        ({ action, command }) => html`<li key=${`${action} ${command}`}>
          <p>${action}</p>
          ${command && html`<${Command} text=${command} />`}
        </li>`,
      )}
    </ul>
  </div>`;

function Step({ step }) {
  const { link, status, message, evidence, repair, cause } = step;
  const isOpen = status === 'broken' || status === 'warning';
  return html`<li class=${`step step-${status}`}>
    <p class="link">${NAMES[link] ?? link}</p>
    <p><${State} state=${status} /></p>
    <div class="body">
      <p class="message">${message}${cause && html` <code class="cause">${cause}</code>`}</p>
      ${
        evidence.length > 0 &&
        (isOpen
          ? html`<${Evidence} rows=${evidence} />`
          : html`<details><summary>Evidence</summary><${Evidence} rows=${evidence} /></details>`)
      }
      ${repair.length > 0 && html`<${Repairs} repairs=${repair} />`}
    </div>
  </li>`;
}

/** Steps that follow each other and are about the same workload. */
function groups(steps) {
  const found = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last && last.workload === step.workload) last.steps.push(step);
    else found.push({ workload: step.workload, steps: [step] });
  }
  return found;
}

const Conditions = ({ workload }) =>
  html`<section aria-labelledby="conditions">
    <h2 id="conditions">Conditions</h2>
    ${!workload.isReported && html`<p class="muted">Computed from these objects: no status is given.</p>`}
    <${Scroll} label="Conditions"><table>
      <thead><tr><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Message</th></tr></thead>
      <tbody>
        ${workload.conditions.map(
          ({ type, status, reason, message, state }) => html`<tr key=${type}>
            <th scope="row">${type}</th>
            <td><${State} state=${state} word=${reason ? `${status}, ${reason}` : status} /></td>
            <td class="message">${message}</td>
          </tr>`,
        )}
      </tbody>
    </table></${Scroll}>
  </section>
  ${
    workload.children.length > 0 &&
    html`<section aria-labelledby="children">
      <h2 id="children">Children</h2>
      <ul class="children">${workload.children.map((name) => html`<li key=${name}>${name}</li>`)}</ul>
    </section>`
  }`;

export function ObjectView({ kind, namespace, name }) {
  const { data, error, path } = useData(pathWith('/api/object', { kind, namespace, name }));
  const isThis = data?.subject.name === name && data?.subject.namespace === namespace && data?.subject.kind === kind;
  return html`
    <h1 tabindex="-1"><span class="kind">${kind}</span> ${namespace}/<wbr />${name}</h1>
    ${
      !isThis || (error && path)
        ? html`<${Pending} error=${error} />`
        : html`
            <p class="lead">
              <${State} state=${data.row?.state ?? 'unknown'} /> ${data.row?.state === 'ok' ? '' : data.row?.message}
            </p>
            <section aria-labelledby="chain">
              <h2 id="chain">${data.workload ? 'Checks' : 'Chain'}</h2>
              ${groups(data.steps).map(
                ({ workload, steps }, i) => html`<div key=${`${i} ${workload}`} class="chain">
                  ${workload && html`<p class="workload">For <${Named} id=${workload} /></p>`}
                  <ol>${steps.map((step, k) => html`<${Step} key=${`${step.link} ${k}`} step=${step} />`)}</ol>
                </div>`,
              )}
            </section>
            ${data.workload && html`<${Conditions} workload=${data.workload} />`}
          `
    }
  `;
}
