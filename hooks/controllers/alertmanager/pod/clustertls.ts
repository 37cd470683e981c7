// Mutual TLS between the peers of the mesh (prometheus.io/docs/alerting/latest/https, gossip traffic).
import type { Alertmanager, ClusterTLSConfig } from '../../../api/alertmanager.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { type Section, section } from '../../../core/section.ts';
import { dumpYaml } from '../../../core/yaml.ts';
import { checkTls } from '../../../httpclient/tls.ts';
import { knows } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { type Argument, arg } from '../../../workload/args.ts';
import { checkServerTls, credential, type Mounted, type ServerTls, serverTls } from '../../../workload/webconfig.ts';

const DIRECTORY = '/etc/alertmanager/cluster_tls_config';
/** Name of the file and of its key in the Secret. */
export const CLUSTER_TLS_FILE = 'cluster-tls-config.yaml';

type ClusterFields = Pick<Alertmanager['spec'], 'clusterTLS'>;

/** The flag that names the file, where the release has it. */
export const clusterTlsArgs = ({ clusterTLS }: ClusterFields, version: Version): Argument[] =>
  clusterTLS && knows(version, '--cluster.tls-config')
    ? [arg('cluster.tls-config', `${DIRECTORY}/${CLUSTER_TLS_FILE}`)]
    : [];

/** The client side, which the hooks use too when they probe the mesh. */
export const clusterClient = ({ clusterTLS }: ClusterFields): ClusterTLSConfig['client'] | undefined =>
  clusterTLS?.client;

/** `InvalidTLS` issues: server and client need a certificate with its key. */
export function checkClusterTls({ clusterTLS: tls }: ClusterFields): Issue[] {
  if (!tls) return [];
  const at = 'spec.clusterTLS';
  const { cert } = tls.client;
  const missing =
    cert?.secret || cert?.configMap ? [] : [issue('InvalidTLS', `${at}.client.cert`, 'set a certificate')];
  return [
    ...checkServerTls(tls.server as ServerTls, `${at}.server`),
    ...checkTls(tls.client, `${at}.client`),
    ...missing,
  ];
}

function clientTls({ client }: ClusterTLSConfig): Mounted & { readonly config: Section } {
  const at = { prefix: 'cluster-tls-client-config-', directory: `${DIRECTORY}/client_tls` };
  const key = credential(at, { secret: client.keySecret }, 'key');
  const cert = credential(at, client.cert ?? {}, 'cert');
  const ca = credential(at, client.ca ?? {}, 'ca', 'client-ca');
  const parts = [key, cert, ca].filter((part) => part !== undefined);
  return {
    volumes: parts.flatMap(({ volumes }) => volumes),
    mounts: parts.flatMap(({ mounts }) => mounts),
    config: section({
      key_file: key?.path,
      cert_file: cert?.path,
      ca_file: ca?.path,
      server_name: client.serverName,
      insecure_skip_verify: client.insecureSkipVerify,
    }),
  };
}

/** The text of the file ('' without settings), and the volumes and mounts of the Secret and the certificates. */
export function clusterTls(
  { clusterTLS: tls }: ClusterFields,
  secretName: string,
): Mounted & { readonly text: string } {
  const server =
    tls &&
    serverTls(tls.server as ServerTls, {
      prefix: 'cluster-tls-server-config-',
      directory: `${DIRECTORY}/server_tls`,
    });
  const client = tls && clientTls(tls);
  return {
    text: server && client ? dumpYaml({ tls_server_config: server.config, tls_client_config: client.config }) : '',
    volumes: [
      { name: 'cluster-tls-config', secret: { secretName, defaultMode: 420 } },
      ...(server?.volumes ?? []),
      ...(client?.volumes ?? []),
    ],
    mounts: [
      {
        name: 'cluster-tls-config',
        readOnly: true,
        mountPath: `${DIRECTORY}/${CLUSTER_TLS_FILE}`,
        subPath: CLUSTER_TLS_FILE,
      },
      ...(server?.mounts ?? []),
      ...(client?.mounts ?? []),
    ],
  };
}
