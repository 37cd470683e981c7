// The place in the page: `#/map?search=web`. It can be kept as a bookmark and goes through the history.
import { useEffect, useState } from './preact.js';

/** The parts of the path and the parameters. */
function current() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { parts: parts.length > 0 ? parts : ['overview'], params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a place. */
export function placeOf(parts, params = {}) {
  const given = Object.entries(params).filter(([, value]) => value);
  const query = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  return `#/${parts.map(encodeURIComponent).join('/')}${query}`;
}

export const objectPlace = ({ kind, namespace, name }) => placeOf(['object', kind, namespace, name]);

/** Changes parameters of this place without a new entry in the history. */
export function replaceParams(change) {
  const { parts, params } = current();
  history.replaceState(null, '', placeOf(parts, { ...params, ...change }));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute() {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const update = () => setRoute(current());
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return route;
}
