// Data of the server, and what makes views read it again.
import { useEffect, useState } from './preact.js';

const token = new URLSearchParams(location.search).get('token') ?? '';
const PAUSE_MS = 2000;

/** A request with the token. Throws an Error with the message of the server. */
async function request(path, options = {}) {
  const headers = { authorization: `Bearer ${token}`, ...(options.body ? { 'content-type': 'application/json' } : {}) };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('The program that serves this page has ended.');
  }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? `status ${answer.status}`);
  return body;
}

/** A path with parameters; those without a value are left out. */
export function pathWith(path, params) {
  const given = Object.entries(params ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

export const post = (path, body) => request(path, { method: 'POST', body: JSON.stringify(body) });

let version = 0;
const listeners = new Set();

/** Follows the version of the data. Views that show it read it again when it changes. */
export async function follow() {
  for (;;) {
    try {
      const found = await request(`/api/changes?after=${version}`);
      if (found.version !== version) {
        version = found.version;
        for (const listener of listeners) listener(version);
      }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** What a path answers: `{ data, error }`. The last answer stays while the next one is read. */
export function useData(path) {
  const [state, setState] = useState({});
  useEffect(() => {
    let controller;
    const read = async () => {
      controller?.abort();
      const own = new AbortController();
      controller = own;
      try {
        const data = await request(path, { signal: own.signal });
        setState({ path, data });
      } catch (error) {
        if (error.name !== 'AbortError') setState((before) => ({ ...before, path, error: error.message }));
      }
    };
    read();
    listeners.add(read);
    return () => {
      listeners.delete(read);
      controller?.abort();
    };
  }, [path]);
  return state;
}
