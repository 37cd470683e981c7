// A user who queries all the time: one query five times a second, and every answer.
import { get } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Seen {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The pod that answered. */
  readonly pod: string;
  readonly value?: string;
  readonly warnings?: readonly string[];
  readonly error?: string;
}

export interface Reader {
  readonly seen: readonly Seen[];
  stop(): Promise<void>;
}

interface Body {
  readonly status: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** A connection of its own for every question: one that is kept stays with its server whatever the Service says. */
const once = (url: string): Promise<Seen> =>
  new Promise((resolve) => {
    const at = Date.now();
    const failed = (error: string) => resolve({ at, pod: '', error });
    get(url, { agent: false, timeout: 5000 }, async (response) => {
      const body = await text(response).catch(String);
      if (response.statusCode !== 200) return failed(`${response.statusCode} ${body}`);
      const { status, error = status, data, warnings } = JSON.parse(body) as Body;
      if (status !== 'success') return failed(error);
      const value = data?.result[0]?.value[1];
      resolve({
        at,
        pod: String(response.headers['x-pod']),
        ...(value ? { value } : {}),
        ...(warnings ? { warnings } : {}),
      });
    })
      .on('error', ({ message }) => failed(message))
      .on('timeout', () => failed('no answer for 5 s'));
  });

export function reader(url: string, expr: string, each = 200): Reader {
  const seen: Seen[] = [];
  let isOver = false;
  const path = `${url}/api/v1/query?${new URLSearchParams({ query: expr })}`;
  const reading = (async () => {
    while (!isOver) {
      const next = new Promise((resolve) => setTimeout(resolve, each));
      seen.push(await once(path));
      await next;
    }
  })();
  return {
    seen,
    stop: async () => {
      isOver = true;
      await reading;
    },
  };
}
