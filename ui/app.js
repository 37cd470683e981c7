// The page: its head, the views, the keyboard.
import { Alerts } from './alerts.js';
import { follow, post, useData } from './api.js';
import { List } from './list.js';
import { ObjectView } from './object.js';
import { Overview } from './overview.js';
import { announce, Failure, plural } from './parts.js';
import { html, render, useEffect, useRef, useState } from './preact.js';
import { placeOf, replaceParams, useRoute } from './router.js';

const VIEWS = [
  ['overview', 'Overview'],
  ['map', 'Map'],
  ['objects', 'Objects'],
  ['alerts', 'Alerts'],
];
const SEARCHED = new Set(['map', 'objects']);
const TITLE = 'prometheus-metacontroller';

/** Searches the list that is shown; from another view, all objects. */
function Search({ view, params }) {
  const isSearched = SEARCHED.has(view);
  const search = (event) => {
    const text = event.target.value;
    if (isSearched) replaceParams({ search: text, page: '' });
    else if (text) location.hash = placeOf(['objects'], { search: text });
  };
  return html`<form class="search" role="search" onSubmit=${(event) => event.preventDefault()}>
    <label for="search">Search</label>
    <input
      id="search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      aria-keyshortcuts="/"
      placeholder="name, namespace, message"
      value=${isSearched ? (params.search ?? '') : ''}
      onInput=${search}
    />
    <kbd aria-hidden="true">/</kbd>
  </form>`;
}

/** Remarks about what was read, and buttons. */
function Notes({ data, error }) {
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  if (error) return html`<div class="notes"><${Failure} error=${error} /></div>`;
  if (!data) return null;
  const { notes, actions, problem } = data;
  if (notes.length + actions.length === 0 && !problem && !failure) return null;
  const act = async (name) => {
    setBusy(true);
    try {
      await post('/api/actions', { name });
      setFailure('');
    } catch (caught) {
      setFailure(caught.message);
    }
    setBusy(false);
  };
  return html`<section class="notes" aria-label="Notes">
    ${notes.map((note) => html`<p key=${note}>${note}</p>`)}
    ${(problem || failure) && html`<${Failure} error=${failure || `Not read again: ${problem}`} />`}
    ${
      actions.length > 0 &&
      html`<p class="actions">
        ${actions.map(
          ({ name, label }) =>
            html`<button key=${name} type="button" disabled=${isBusy} onClick=${() => act(name)}>${label}</button>`,
        )}
      </p>`
    }
  </section>`;
}

function View({ route: { parts, params } }) {
  const [view, ...rest] = parts;
  if (view === 'map') return html`<${List} key="map" view="map" parts=${parts} params=${params} />`;
  if (view === 'objects') return html`<${List} key="all" view="all" parts=${parts} params=${params} />`;
  if (view === 'alerts') return html`<${Alerts} parts=${parts} params=${params} />`;
  if (view === 'object' && rest.length === 3)
    return html`<${ObjectView} key=${rest.join('/')} kind=${rest[0]} namespace=${rest[1]} name=${rest[2]} />`;
  return html`<${Overview} />`;
}

/** Says when other objects are broken than before. */
function useAnnouncements(states) {
  const before = useRef(undefined);
  useEffect(() => {
    if (!states) return;
    const broken = states.broken ?? 0;
    if (before.current !== undefined && before.current !== broken)
      announce(broken === 0 ? 'Nothing is broken.' : `${plural(broken, 'object')} broken.`);
    before.current = broken;
  }, [states?.broken]);
}

/** Keys: `/` goes to the search. */
function useKeys() {
  useEffect(() => {
    const pressed = (event) => {
      const isText = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key !== '/' || isText || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const field = document.getElementById('search');
      field?.focus();
      field?.select();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** Another view begins at its heading, unless somebody types in the search. */
function useFocus(place) {
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current && document.activeElement?.id !== 'search') {
      scrollTo(0, 0);
      document.querySelector('h1')?.focus();
    }
    isFirst.current = false;
  }, [place]);
}

function App() {
  const route = useRoute();
  const { data, error } = useData('/api/overview');
  const [view] = route.parts;
  const place = route.parts.join('/');
  useAnnouncements(data?.states);
  useKeys();
  useFocus(place);
  useEffect(() => {
    const name = VIEWS.find(([id]) => id === view)?.[1] ?? route.parts.slice(1).join(' ');
    document.title = `${name} - ${TITLE}`;
    document.body.dataset.place = placeOf(route.parts);
  }, [place]);
  return html`
    <a class="skip" href="#main" onClick=${(event) => {
      event.preventDefault();
      document.querySelector('h1')?.focus();
    }}>Skip to the content</a>
    <header>
      <div class="bar">
        <p class="title">${TITLE} <span class="source">${data?.title ?? ''}</span></p>
        <nav aria-label="Views">
          ${VIEWS.map(
            ([id, name]) =>
              html`<a key=${id} href=${placeOf([id])} aria-current=${view === id ? 'page' : undefined}>${name}</a>`,
          )}
        </nav>
        <${Search} view=${view} params=${route.params} />
      </div>
    </header>
    <main id="main">
      <${Notes} data=${data} error=${error} />
      <${View} route=${route} />
    </main>
    <div id="changes" class="hidden" role="status" aria-live="polite"></div>
  `;
}

render(html`<${App} />`, document.body);
follow();
