// The admission webhooks in two ways: in pods, as docs/admission.md installs them, and as a process on this machine
// that the API server calls by URL.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { certificates } from '../support/certificates.ts';
import { commands, shell } from './document.ts';
import { manifests } from './env.ts';
import { hooks } from './hooks.ts';
import type { Kubectl } from './kubectl.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NAME = 'prometheus-metacontroller-admission';

export interface Webhooks {
  /** Registers them, with something that answers. */
  install(): Promise<void>;
  /** Nothing answers any more; what is registered stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** As the document says, with the image that test/cluster/image.sh has made. */
export function inPods(user: Kubectl): Webhooks {
  const [namespace] = manifests(join(ROOT, 'manifests/operator/namespace.yaml'));
  if (!namespace) throw new Error('manifests/operator/namespace.yaml is empty');
  const scale = (replicas: number) =>
    `kubectl -n ${namespace.metadata.name} scale deployment ${NAME} --replicas=${replicas}
     kubectl -n ${namespace.metadata.name} rollout status deployment ${NAME} --timeout=3m`;
  return {
    install: async () => {
      await user.apply(namespace);
      for (const step of ['certificate', 'install', 'trust']) await shell(commands('admission.md', step));
    },
    stop: async () => {
      await shell(
        `${scale(0)}\nkubectl -n ${namespace.metadata.name} wait pod -l app.kubernetes.io/name=${NAME} ` +
          '--for=delete --timeout=3m',
      );
    },
    start: async () => {
      await shell(scale(2));
    },
    remove: async () => {
      await shell(commands('admission.md', 'remove'));
      await user.delete(namespace);
    },
  };
}

interface Registered extends KubernetesObject {
  readonly webhooks: readonly { readonly clientConfig: { readonly service: { readonly path: string } } }[];
}

/** A process with a certificate of its own; for an API server on this machine. */
export async function besideTheApiServer(user: Kubectl): Promise<Webhooks> {
  const { authority, server } = certificates();
  const service = await hooks(
    [`--tls-cert-file=${server.certFile}`, `--tls-key-file=${server.keyFile}`],
    authority.cert,
  );
  const caBundle = readFileSync(authority.certFile).toString('base64');
  const configurations = (manifests(join(ROOT, 'manifests/admission/webhooks.yaml')) as Registered[]).map(
    (configuration) => ({
      ...configuration,
      webhooks: configuration.webhooks.map((webhook) => ({
        ...webhook,
        clientConfig: { url: `${service.url}${webhook.clientConfig.service.path}`, caBundle },
      })),
    }),
  );
  return {
    install: async () => {
      await service.start();
      for (const configuration of configurations) await user.apply(configuration);
    },
    stop: () => service.stop(),
    start: () => service.start(),
    remove: async () => {
      for (const configuration of configurations) await user.delete(configuration);
      await service.stop();
    },
  };
}
