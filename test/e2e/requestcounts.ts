// Requests to the API server, counted under the name that Metacontroller gives them, and served to Prometheus.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { ApiError } from '../driver/api.ts';
import type { Client } from './client.ts';

export interface Counted extends Client {
  /** `rest_client_requests_total` in the text format of Prometheus. */
  metrics(): string;
}

/** A client that counts its requests. Answers without an error count as 200, those without an answer as client-go does. */
export function counted(client: Client): Counted {
  const counts = new Map<string, number>();
  const count = (method: string, code: string) => {
    const labels = `{code="${code}",host="localhost",method="${method}"}`;
    counts.set(labels, (counts.get(labels) ?? 0) + 1);
  };
  const failed = (method: string, error: unknown) =>
    count(method, error instanceof ApiError ? String(error.code) : '<error>');
  const observed = async <T>(method: string, answer: Promise<T>): Promise<T> => {
    try {
      const content = await answer;
      count(method, '200');
      return content;
    } catch (error) {
      failed(method, error);
      throw error;
    }
  };
  return {
    send: <T>(method: string, path: string, body?: unknown, contentType?: string) =>
      observed(method, client.send<T>(method, path, body, contentType)),
    text: (path) => observed('GET', client.text(path)),
    // A watch counts once: with its first event, or with its end.
    follow: (path, line) => {
      let isCounted = false;
      const first = (note: () => void) => {
        if (!isCounted) note();
        isCounted = true;
      };
      const watch = client.follow(path, (event) => {
        first(() => count('GET', '200'));
        line(event);
      });
      watch.done.then(
        () => first(() => count('GET', '200')),
        (error) => first(() => failed('GET', error)),
      );
      return watch;
    },
    close: client.close,
    metrics: () => {
      const series = [...counts].map(([labels, value]) => `rest_client_requests_total${labels} ${value}\n`);
      return `# TYPE rest_client_requests_total counter\n${series.join('')}`;
    },
  };
}

/** Serves metrics on a port of all addresses. The answer ends that. */
export async function metricsServer(port: number, metrics: () => string): Promise<() => void> {
  const server = createServer(
    (_, response) => void response.setHeader('content-type', 'text/plain; version=0.0.4').end(metrics()),
  );
  await once(server.listen(port, '0.0.0.0'), 'listening');
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
