// Volumes of a workload: TLS files, storage, and the certificate of its web server.
import t from 'tap';
import { parseOptions } from '../../../hooks/core/options.ts';
import { dataStorage, storageMount } from '../../../hooks/workload/storage.ts';
import { tlsAssetSecrets, tlsAssetsVolume } from '../../../hooks/workload/tlsassets.ts';
import { checkServerTls, webConfig } from '../../../hooks/workload/webconfig.ts';
import { prometheus } from '../../support/objects.ts';

t.test('TLS files fill Secrets one after the other, by name', async (t) => {
  const files = new Map([
    ['c', 'x'.repeat(600_000)],
    ['a', 'x'.repeat(300_000)],
    ['b', 'x'.repeat(100_000)],
  ]);
  const keys = (flags: string[], content = files) =>
    tlsAssetSecrets(prometheus(), 'p', content, parseOptions(flags)).map(({ data }) => Object.keys(data ?? {}));
  t.strictSame(keys([]), [['a', 'b'], ['c']]);
  t.strictSame(keys(['--apply-strategy=dynamic-apply']), [['a'], ['b'], ['c']]);
  t.strictSame(keys([], new Map()), [[]], 'there is always one');
  const secrets = tlsAssetSecrets(prometheus(), 'p', files, parseOptions());
  t.match(tlsAssetsVolume(secrets), {
    name: 'tls-assets',
    projected: { sources: [{ secret: { name: 'p-tls-assets-0' } }, { secret: { name: 'p-tls-assets-1' } }] },
  });
});

t.test('storage', async (t) => {
  t.match(dataStorage(undefined, 'db'), { volume: { name: 'db', emptyDir: {} }, mountName: 'db' });
  t.match(dataStorage({ emptyDir: { medium: 'Memory' } }, 'db'), { volume: { emptyDir: { medium: 'Memory' } } });
  t.match(dataStorage({ ephemeral: { a: 1 } }, 'db'), { volume: { ephemeral: { a: 1 } } });
  t.match(dataStorage({ volumeClaimTemplate: { spec: { accessModes: [] } } }, 'db'), {
    claimTemplate: { metadata: { name: 'db' }, spec: { accessModes: ['ReadWriteOnce'] } },
  });
  const made = dataStorage({ volumeClaimTemplate: { metadata: { name: 'mine' } } }, 'db');
  t.strictSame(storageMount({}, made, '/d', 'sub'), { name: 'mine', mountPath: '/d', subPath: 'sub' });
  t.strictSame(storageMount({ disableMountSubPath: true }, made, '/d', 'sub'), { name: 'mine', mountPath: '/d' });
  const completed = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'mine' },
    spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  };
  t.strictSame(
    dataStorage({ volumeClaimTemplate: { metadata: { name: 'mine' } } }, 'db', [completed]).claimTemplate,
    completed,
    'as the API server completed it',
  );
});

const key = { name: 'tls', key: 'k' };
const cert = { secret: { name: 'tls', key: 'c' } };
const wrongTls: readonly (readonly [name: string, tls: object, paths: readonly string[]])[] = [
  ['key and certificate', { keySecret: key, cert }, []],
  ['both as files', { keyFile: '/k', certFile: '/c' }, []],
  ['nothing', {}, ['keySecret', 'cert']],
  ['key from two places', { keySecret: key, keyFile: '/k', cert }, ['keyFile']],
  ['certificate from two places', { keySecret: key, cert, certFile: '/c' }, ['certFile']],
  ['certificate in a Secret and a ConfigMap', { keySecret: key, cert: { ...cert, configMap: key } }, ['cert']],
  ['client authority from two places', { keySecret: key, cert, client_ca: cert, clientCAFile: '/x' }, ['clientCAFile']],
];

t.test('a server certificate', async (t) => {
  for (const [name, tls, paths] of wrongTls)
    t.strictSame(
      checkServerTls(tls, 'w').map(({ path }) => path.slice(2)),
      paths,
      name,
    );
  t.equal(webConfig(undefined, 's', '/d').text, '', 'no settings, no content');
  const made = webConfig(
    { tlsConfig: { keySecret: key, cert, client_ca: { configMap: { name: 'ca', key: 'ca.crt' } } } },
    's',
    '/d',
  );
  t.match(made.text, 'client_ca_file: /d/configmap/ca-ca/ca.crt');
  t.equal(made.volumes.length, 4);
  t.strictSame(
    made.mounts.map(({ mountPath }) => mountPath),
    ['/d/web-config.yaml', '/d/secret/tls-key', '/d/secret/tls-cert', '/d/configmap/ca-ca'],
  );
});
