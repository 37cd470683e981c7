// The Grafana of these tests answers as Grafana does: answers recorded by others (its documentation, logs and issues of
// users), and the rules of provisioning in them.
import t from 'tap';
import { grafana } from '../../grafana/server.ts';

const RELOAD = '/api/admin/provisioning/datasources/reload';
const source = {
  name: 'test_datasource',
  type: 'graphite',
  url: 'http://mydatasource.com',
  access: 'proxy',
  basicAuth: false,
};

const ask = async (
  of: ReturnType<typeof grafana>,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
) => {
  const answer = await of.app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { code: answer.statusCode, body: answer.json() };
};
const file = (...sources: object[]): string => JSON.stringify({ apiVersion: 1, datasources: sources });

t.test(
  'adding, reading, changing and deleting by hand are answered as the documentation of the HTTP API shows',
  async (t) => {
    const it = grafana();
    t.match(await ask(it, 'POST', '/api/datasources', { ...source, uid: 'a' }), {
      code: 200,
      body: {
        id: 1,
        message: 'Datasource added',
        name: 'test_datasource',
        datasource: { uid: 'a', orgId: 1, isDefault: false },
      },
    });
    t.strictSame(await ask(it, 'POST', '/api/datasources', source), {
      code: 409,
      body: { message: 'data source with the same name already exists' },
    });
    t.match(await ask(it, 'GET', '/api/datasources/uid/a'), { code: 200, body: { id: 1, type: 'graphite' } });
    t.match(await ask(it, 'PUT', '/api/datasources/uid/a', { ...source, url: 'http://other' }), {
      code: 200,
      body: { message: 'Datasource updated', datasource: { url: 'http://other' } },
    });
    t.strictSame(await ask(it, 'DELETE', '/api/datasources/uid/a'), {
      code: 200,
      body: { id: 1, message: 'Data source deleted' },
    });
    t.strictSame(await ask(it, 'GET', '/api/datasources/uid/a'), {
      code: 404,
      body: { message: 'Data source not found' },
    });
  },
);

t.test('a reload is answered as sidecars log it', async (t) => {
  const it = grafana();
  it.files.set('a.yaml', file({ ...source, uid: 'a', editable: false }));
  it.files.set('notes.txt', 'not: [read');
  t.strictSame(await ask(it, 'POST', RELOAD), { code: 200, body: { message: 'Datasources config reloaded' } });
  t.equal((await ask(it, 'DELETE', '/api/datasources/uid/a')).code, 403, 'what a file has provisioned is read-only');
});

t.test('two defaults in one organization stop everything, two in two do not (grafana#12229, llm-d#494)', async (t) => {
  const it = grafana();
  it.files.set('a.yaml', file({ ...source, isDefault: true }));
  it.files.set('b.yaml', file({ ...source, name: 'b', isDefault: true }));
  t.equal((await ask(it, 'POST', RELOAD)).code, 500);
  t.match(it.errors, [/config is invalid\. Only one datasource per organization can be marked as default$/]);
  t.strictSame(it.store.all(), [], 'not even the first');
  it.files.set('b.yaml', file({ ...source, name: 'b', isDefault: true, orgId: 2 }));
  t.equal((await ask(it, 'POST', RELOAD)).code, 200);
});

t.test('another uid for the same name is not found, and the rest of the file is left (grafana#110740)', async (t) => {
  const it = grafana();
  it.files.set('a.yaml', file({ ...source, uid: 'a' }));
  await ask(it, 'POST', RELOAD);
  it.files.set('a.yaml', file({ ...source, uid: 'b' }, { ...source, name: 'next' }));
  await ask(it, 'POST', RELOAD);
  t.strictSame(it.errors, ['Datasource provisioning error: data source not found']);
  t.strictSame(
    it.store.all().map(({ uid }) => uid),
    ['a'],
  );
});

t.test(
  'a data source stays when its file is deleted, and is deleted by deleteDatasources (helm-charts#791)',
  async (t) => {
    const it = grafana();
    it.files.set('a.yaml', file({ ...source, uid: 'a' }));
    await ask(it, 'POST', RELOAD);
    it.files.clear();
    await ask(it, 'POST', RELOAD);
    t.equal(it.store.all().length, 1);
    it.files.set('a.yaml', JSON.stringify({ apiVersion: 1, deleteDatasources: [{ name: source.name, orgId: 2 }] }));
    await ask(it, 'POST', RELOAD);
    t.equal(it.store.all().length, 1, 'not one of another organization');
    it.files.set('a.yaml', JSON.stringify({ apiVersion: 1, deleteDatasources: [{ name: source.name, orgId: 1 }] }));
    await ask(it, 'POST', RELOAD);
    t.strictSame(it.store.all(), []);
  },
);

t.test('variables are filled in, and two dollars are one', async (t) => {
  const it = grafana();
  it.store.provision(new Map([['a.yaml', file({ ...source, url: 'http://$HOST/${HOST}/$$x/$NONE' })]]), { HOST: 'h' });
  t.equal(it.store.all()[0]?.url, 'http://h/h/$x/');
});
