// The routing tree of an Alertmanager, and the way of an alert through it.
import { pathWith, post, useData } from './api.js';
import { announce, Failure, Pending, plural, Scroll, State } from './parts.js';
import { html, useEffect, useState } from './preact.js';
import { placeOf, replaceParams } from './router.js';

/** What became of the alert at a route: a class and a word. */
function fateOf(route, visits) {
  const visit = visits?.get(route.place);
  if (!visit) return ['', ''];
  if (visit.isTaken) return ['taken', 'receives it'];
  return visit.failed ? ['failed', `no: ${visit.failed}`] : ['passed', 'goes through'];
}

function Tree({ routes, more, visits }) {
  return html`<${Scroll} label="Routes"><table class="tree">
    <thead><tr>
      <th scope="col">Route</th><th scope="col">Receiver</th><th scope="col">Groups and times</th>
      <th scope="col">From</th><th scope="col">This alert</th>
    </tr></thead>
    <tbody>
      ${routes.map((route) => {
        const [fate, word] = fateOf(route, visits);
        return html`<tr key=${route.place} class=${fate && `route-${fate}`}>
          <th scope="row">
            <span class="indent" style=${{ '--depth': route.depth }}></span>
            <code>${route.depth === 0 ? 'all alerts' : route.matchers}</code>
            ${route.continues && html` <span class="muted">continue</span>`}
          </th>
          <td>${route.receiver} <span class="muted">${route.integrations.join(', ') || 'sends nothing'}</span></td>
          <td>
            ${route.groupBy ? `by ${route.groupBy}` : 'one group'}
            <div class="muted">${route.timing}</div>
            ${route.intervals.map((text) => html`<div key=${text}>${text}</div>`)}
          </td>
          <td>${route.source}</td>
          <td>${word && html`<span class=${`fate fate-${fate}`}>${word}</span>`}</td>
        </tr>`;
      })}
    </tbody>
  </table></${Scroll}>
  ${more > 0 && html`<p class="muted">${plural(more, 'more route')}</p>`}`;
}

const Outcome = ({ outcome }) =>
  html`<section class="outcome" aria-labelledby="outcome">
    <h2 id="outcome">Who gets it</h2>
    <ol>
      ${outcome.destinations.map(
        (one) => html`<li key=${one.place}>
          <strong>${one.receiver}</strong> ${one.integrations.length > 0 ? `by ${one.integrations.join(', ')}` : 'sends nothing'}
          <div class="muted">from ${one.source}; group ${one.group}</div>
          ${one.muted && html`<div><${State} state="warning" word=${one.muted} /></div>`}
        </li>`,
      )}
    </ol>
    ${
      outcome.inhibitable.length > 0 &&
      html`<p>Inhibited while another alert fires that matches:</p>
        <ul>${outcome.inhibitable.map((text) => html`<li key=${text}><code>${text}</code></li>`)}</ul>`
    }
  </section>`;

/** The outcome of the labels in the address, read again when the routing changes. */
function useOutcome(namespace, name, labels, version) {
  const [state, setState] = useState({});
  useEffect(() => {
    if (!labels || !name) {
      setState({});
      return;
    }
    let isCurrent = true;
    post('/api/alert', { namespace, name, labels })
      .then((outcome) => {
        if (!isCurrent) return;
        setState({ outcome });
        announce(`It goes to ${outcome.destinations.map(({ receiver }) => receiver).join(', ')}.`);
      })
      .catch((error) => isCurrent && setState({ error: error.message }));
    return () => {
      isCurrent = false;
    };
  }, [namespace, name, labels, version]);
  return state;
}

function Try({ labels }) {
  const [text, setText] = useState(labels ?? '');
  const submit = (event) => {
    event.preventDefault();
    replaceParams({ labels: text.trim() });
  };
  return html`<form class="try" onSubmit=${submit}>
    <label for="labels">Labels of an alert</label>
    <input
      id="labels"
      type="text"
      autocomplete="off"
      spellcheck="false"
      aria-describedby="labels-form"
      value=${text}
      onInput=${(event) => setText(event.target.value)}
    />
    <button type="submit">Try</button>
    <p id="labels-form" class="muted">For example: alertname=Down, namespace=shop, severity=critical</p>
  </form>`;
}

function Routing({ namespace, name, labels }) {
  const { data, error } = useData(pathWith('/api/routing', { namespace, name }));
  const { outcome, error: refused } = useOutcome(namespace, name, labels, data?.version);
  if (!data) return html`<${Pending} error=${error} />`;
  const visits = outcome && new Map(outcome.visited.map((visit) => [visit.place, visit]));
  return html`
    <p class="lead">${data.message ? 'There is no valid configuration.' : `From ${data.origin}`}</p>
    ${data.message && html`<p><${State} state="broken" /> ${data.message}</p>`}
    <${Try} labels=${labels} />
    ${refused && html`<${Failure} error=${refused} />`}
    ${outcome && html`<${Outcome} outcome=${outcome} />`}
    <section aria-labelledby="routes">
      <h2 id="routes">Routes</h2>
      <${Tree} routes=${data.routes} more=${data.more} visits=${visits} />
    </section>
    ${
      data.rejected.length > 0 &&
      html`<section aria-labelledby="rejected">
        <h2 id="rejected">Left out</h2>
        <ul>${data.rejected.map((text) => html`<li key=${text}><${State} state="broken" /> AlertmanagerConfig ${text}</li>`)}</ul>
      </section>`
    }
  `;
}

export function Alerts({ parts, params }) {
  const { data, error } = useData('/api/alertmanagers');
  const all = data?.alertmanagers ?? [];
  const [, namespace, name] = parts;
  const chosen = all.find((one) => one.namespace === namespace && one.name === name) ?? all[0];
  const idOf = (one) => `${one.namespace}/${one.name}`;
  const choose = (event) => {
    location.hash = placeOf(['alerts', ...event.target.value.split('/')], params);
  };
  return html`
    <h1 tabindex="-1">Alerts</h1>
    ${!data && html`<${Pending} error=${error} />`}
    ${data && all.length === 0 && html`<p class="muted">There is no Alertmanager.</p>`}
    ${
      all.length > 0 &&
      html`<label class="choice">
        Alertmanager
        <select value=${idOf(chosen)} onChange=${choose}>
          ${all.map((one) => html`<option key=${idOf(one)} value=${idOf(one)}>${idOf(one)}</option>`)}
        </select>
      </label>`
    }
    ${chosen && html`<${Routing} key=${idOf(chosen)} ...${chosen} labels=${params.labels} />`}
  `;
}
