// Members with two replicas each behind an address as a Service is, all configured by the hooks. Names of Services
// become addresses of this machine.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from '../../hooks/app/routing/render.ts';
import type { ConfigMap, KubernetesObject } from '../../hooks/core/meta.ts';
import { type QueryService, queryService } from '../query/queryservice.ts';
import { type Server, server } from '../query/servers.ts';
import { configText } from '../support/config.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prometheus, prometheusRule } from '../support/objects.ts';
import { type Shop, shop } from './shop.ts';

const OWN = 'prometheus-metacontroller.dev';
const NAMESPACE = 'monitoring';
const RECORDS = [
  { record: 'job_path:shop_requests:sum', expr: 'sum by (job, path) (shop_requests_total)' },
  { record: 'shop:targets:count', expr: 'count(up)' },
];

export const member = (name: string, labels: Record<string, string> = {}, spec: object = {}): KubernetesObject =>
  prometheus(
    {
      replicas: 2,
      scrapeInterval: '1s',
      scrapeTimeout: '1s',
      evaluationInterval: '1s',
      scrapeConfigSelector: { matchLabels: { of: name } },
      ruleSelector: {},
      ...spec,
    },
    { name, labels: { [`${OWN}/federate`]: 'global', ...labels } },
  );
export const consumer = (): KubernetesObject =>
  prometheus({ replicas: 1 }, { name: 'global', labels: { [`${OWN}/federation-of`]: 'global' } });

export const RULES = prometheusRule([{ name: 'shop', rules: RECORDS }]);
/** What makes a member scrape these addresses. */
export const scrapeConfig = (name: string, ...targets: string[]): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'ScrapeConfig',
  metadata: { name, namespace: NAMESPACE, labels: { of: name } },
  spec: { jobName: 'shop', staticConfigs: [{ targets }] },
});

/** A Prometheus as the hooks made it. */
export interface Made {
  readonly children: readonly KubernetesObject[];
}
/** How objects become the children of the one with a name. */
export type Make = (objects: readonly KubernetesObject[], name: string) => Promise<Made>;

export const rendered = (objects: readonly KubernetesObject[], name: string, flags: readonly string[] = []): Made => {
  const found = render(objects, { flags }).parents.find((parent) => parent.name === name);
  if (!found) throw new Error(`no Prometheus ${name}`);
  return found;
};

/** A folder with the rule files of a Prometheus, as its pods find them in /etc/prometheus/rules. */
export function ruleFolder({ children }: Made): string {
  const folder = temporaryFolder('federation-');
  for (const map of children.filter(({ kind }) => kind === 'ConfigMap') as readonly ConfigMap[]) {
    mkdirSync(join(folder, map.metadata.name));
    for (const [file, text] of Object.entries(map.data ?? {}))
      writeFileSync(join(folder, map.metadata.name, file), text);
  }
  return folder;
}

export interface Member {
  readonly object: KubernetesObject;
  readonly replicas: readonly Server[];
  readonly queryService: QueryService;
  /** Ends a replica at once, and removes it from the Service. */
  kill(replica: number): Promise<void>;
  stop(): Promise<void>;
}

/** A member and its two servers, with all that a pod finds: rule files, its own name in its labels. */
export async function startMember(binary: string, object: KubernetesObject, make: Make): Promise<Member> {
  const { name } = object.metadata;
  const target: Shop = await shop(name);
  const parent = await make([object, RULES, scrapeConfig(name, target.address)], name);
  const folder = ruleFolder(parent);
  const config = (configText(parent.children) ?? '').replaceAll('/etc/prometheus/rules', folder);
  const replicas = await Promise.all(
    [0, 1].map((i) => server(binary, { config: config.replaceAll('$(POD_NAME)', `prometheus-${name}-${i}`) })),
  );
  const address = await queryService(
    replicas.map(({ port }) => port),
    { sticky: true },
  );
  return {
    object,
    replicas,
    queryService: address,
    kill: async (replica) => {
      address.serve(replicas.filter((_, i) => i !== replica).map(({ port }) => port));
      await replicas[replica]?.stop('SIGKILL');
    },
    stop: async () => {
      await Promise.all(replicas.map((one) => one.stop()));
      await address.stop();
      target.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The configuration of the consumer with other addresses, and asking every second: minutes would be long. */
export function consumerConfig(parent: Made, addresses: Readonly<Record<string, QueryService>>): string {
  let text = configText(parent.children) ?? '';
  for (const [host, { url }] of Object.entries(addresses)) text = text.replaceAll(`${host}:9090`, new URL(url).host);
  if (/:9090/.test(text)) throw new Error(`an address has no server: ${text}`);
  return text.replaceAll('scrape_interval: 1m', 'scrape_interval: 1s');
}
