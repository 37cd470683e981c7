// The part of Grafana's HTTP API that speaks of data sources (grafana.com: data source HTTP API, admin HTTP API), over
// the store. test/unit/grafana/stub.test.ts compares its answers with recorded ones.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Given, ProvisioningError, type Source, type Store, store } from './store.ts';

export interface Grafana {
  readonly app: FastifyInstance;
  readonly store: Store;
  /** The provisioning folder: file name -> text. */
  readonly files: Map<string, string>;
  /** What Grafana has logged as errors of provisioning. */
  readonly errors: string[];
}

/** Secrets are encrypted: an answer tells which there are. */
const shown = ({ secureJsonData, ...source }: Source): object => ({
  ...source,
  access: 'proxy',
  secureJsonFields: Object.fromEntries(Object.keys(secureJsonData).map((key) => [key, true])),
});

const orgOf = (request: FastifyRequest): number => Number(request.headers['x-grafana-org-id'] ?? 1);
const missing = (reply: FastifyReply) => reply.code(404).send({ message: 'Data source not found' });

function sourceRoutes(app: FastifyInstance, sources: Store): void {
  const bySelf = (request: FastifyRequest) => {
    const { uid, name } = request.params as { readonly uid?: string; readonly name?: string };
    return uid === undefined
      ? sources.find(orgOf(request), 'name', name ?? '')
      : sources.find(orgOf(request), 'uid', uid);
  };
  app.get('/api/datasources', async (request) => sources.all(orgOf(request)).map(shown));
  for (const path of ['/api/datasources/uid/:uid', '/api/datasources/name/:name'])
    app.get(path, async (request, reply) => {
      const found = bySelf(request);
      return found ? shown(found) : missing(reply);
    });
  app.post('/api/datasources', async (request, reply) => {
    const given = request.body as Given;
    if (sources.find(orgOf(request), 'name', given.name ?? ''))
      return reply.code(409).send({ message: 'data source with the same name already exists' });
    const made = sources.put({ ...given, orgId: orgOf(request) });
    return { datasource: shown(made), id: made.id, message: 'Datasource added', name: made.name };
  });
  app.put('/api/datasources/uid/:uid', async (request, reply) => {
    const found = bySelf(request);
    if (!found) return missing(reply);
    if (found.readOnly) return reply.code(403).send({ message: 'Cannot update read-only data source' });
    const made = sources.put({ ...(request.body as Given), orgId: found.orgId }, found);
    return { datasource: shown(made), id: made.id, message: 'Datasource updated', name: made.name };
  });
  app.delete('/api/datasources/uid/:uid', async (request, reply) => {
    const found = bySelf(request);
    if (!found) return missing(reply);
    if (found.readOnly) return reply.code(403).send({ message: 'Cannot delete read-only data source' });
    sources.remove(found);
    return { id: found.id, message: 'Data source deleted' };
  });
}

/** A Grafana that is not listening yet. */
export function grafana(organizations: Readonly<Record<string, number>> = {}): Grafana {
  const app = Fastify();
  const sources = store(organizations);
  const files = new Map<string, string>();
  const errors: string[] = [];
  sourceRoutes(app, sources);
  app.post('/api/admin/provisioning/datasources/reload', async (_request, reply) => {
    try {
      sources.provision(files);
      return { message: 'Datasources config reloaded' };
    } catch (error) {
      if (!(error instanceof ProvisioningError)) throw error;
      errors.push(error.message);
      return reply.code(500).send({ message: '' });
    }
  });
  return { app, store: sources, files, errors };
}
