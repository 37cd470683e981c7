// Parts that several views have.
import { html, useState } from './preact.js';
import { objectPlace } from './router.js';

/** The word for a state. A colour never stands alone. */
const WORDS = {
  broken: 'broken',
  warning: 'warning',
  unknown: 'not known',
  ok: 'ok',
  progress: 'in progress',
  hint: 'hint',
};

export const State = ({ state, word }) =>
  html`<span class=${`state state-${state}`}><span class="mark" aria-hidden="true"></span>${word ?? WORDS[state]}</span>`;

export const number = (value) => new Intl.NumberFormat('en').format(value);

export const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** A text for screen readers, when something has changed. */
export function announce(text) {
  const region = document.getElementById('changes');
  if (region) region.textContent = text;
}

export const ObjectLink = ({ kind, namespace, name }) =>
  html`<a class="object" href=${objectPlace({ kind, namespace, name })}>
    <span class="kind">${kind}</span> <span class="name">${namespace}/<wbr />${name}</span>
  </a>`;

/** `Kind namespace/name` as a link, where it is an object that can be explained. */
const EXPLAINED = /^(Prometheus|PrometheusAgent|Alertmanager|ThanosRuler) ([^/ ]+)\/([^/ ]+)$/;
export function Named({ id }) {
  const [, kind, namespace, name] = EXPLAINED.exec(id) ?? [];
  if (!kind) return html`<span class="object"><span class="name">${id}</span></span>`;
  return html`<${ObjectLink} kind=${kind} namespace=${namespace} name=${name} />`;
}

/** A command with a button that copies it. */
export function Command({ text }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce('The command is copied.');
      setTimeout(() => setCopied(false), 2000);
    } catch {
      announce('The browser does not allow copying.');
    }
  };
  return html`<div class="command">
    <pre tabindex="0" role="group" aria-label="Command"><code>${text}</code></pre>
    <button type="button" onClick=${copy}>${isCopied ? 'Copied' : 'Copy'}</button>
  </div>`;
}

export const Failure = ({ error }) => html`<p class="failure" role="alert">${error}</p>`;

/** What a view shows until its data is there. */
export const Pending = ({ error }) =>
  error ? html`<${Failure} error=${error} />` : html`<p class="muted" aria-busy="true">Reading…</p>`;

/** A table that scrolls alone on a narrow screen. */
export const Scroll = ({ label, children }) =>
  html`<div class="scroll" role="region" aria-label=${label} tabindex="0">${children}</div>`;
