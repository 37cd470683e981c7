// What the server reports about the targets of a job: up, or the scrape error and what it usually means.
import type { Cluster } from './cluster.ts';
import type { ActiveTarget } from './facts.ts';
import { broken, ok, type Step, unknown, warning } from './step.ts';
import type { Workload } from './workloads.ts';

/** Scrape errors, and what to look at (the errors of Go's net/http, crypto/tls and of Prometheus' scrape loop). */
const ERRORS: readonly (readonly [error: RegExp, cause: string, advice: string])[] = [
  [
    /connection refused/,
    'ConnectionRefused',
    'Nothing listens there: check the port, and that the process listens on all addresses, not on 127.0.0.1 only.',
  ],
  [/no such host|server misbehaving/, 'NoSuchHost', 'The name does not resolve: check the host of the target.'],
  [
    /no route to host|network is unreachable/,
    'NoRoute',
    'The address cannot be reached: check the network and NetworkPolicies.',
  ],
  [
    /context deadline exceeded|i\/o timeout|Client\.Timeout/,
    'Timeout',
    'No answer in time: check NetworkPolicies, or raise scrapeTimeout if the answer is slow.',
  ],
  [/server gave HTTP response to HTTPS client/, 'SchemeHttps', 'The target does not speak TLS: set scheme: http.'],
  [
    /malformed HTTP response|HTTP request to an HTTPS server|status 400/,
    'SchemeHttp',
    'The target expects TLS: set scheme: https.',
  ],
  [
    /certificate signed by unknown authority|x509|tls:/,
    'Certificate',
    'The certificate is not trusted: set tlsConfig.ca and tlsConfig.serverName, or insecureSkipVerify.',
  ],
  [
    /HTTP status 401|401 Unauthorized/,
    'Unauthorized',
    'The credentials are missing or wrong: set basicAuth, authorization or oauth2.',
  ],
  [
    /HTTP status 403|403 Forbidden/,
    'Forbidden',
    'The target refuses the identity of Prometheus: for kube-rbac-proxy grant "get" on the nonResourceURL /metrics.',
  ],
  [/HTTP status 404|404 Not Found/, 'NotFound', 'The path does not exist: set path (default /metrics).'],
  [/HTTP status 5\d\d|50\d /, 'ServerError', 'The target fails: see its logs.'],
  [
    /unsupported Content-Type|blank Content-Type|non-compliant scrape target/,
    'ContentType',
    'The answer is no metrics page: check the path, or set fallbackScrapeProtocol.',
  ],
  [
    /expected (?:a valid|value|equal|label|timestamp)|invalid metric|unexpected end|while parsing/i,
    'NotMetrics',
    'The answer is not in the format of Prometheus: check path and port.',
  ],
  [/sample limit exceeded/, 'SampleLimit', 'Raise sampleLimit or drop series with metricRelabelings.'],
  [/target_limit|target limit/, 'TargetLimit', 'Raise targetLimit, or select fewer targets.'],
  [
    /label_(?:limit|name_length_limit|value_length_limit)|label limit/,
    'LabelLimit',
    'Raise the label limits or shorten labels.',
  ],
  [/body size limit exceeded/, 'BodySizeLimit', 'Raise bodySizeLimit.'],
  [
    /duplicate sample|out of order|out of bounds/,
    'BadSamples',
    'The target exposes bad samples: see its metrics page.',
  ],
];

function failure(job: string, down: readonly ActiveTarget[], all: number): Step {
  const [first] = down;
  const error = first?.lastError || 'no error is reported';
  const [, cause = 'ScrapeFailed', advice] = ERRORS.find(([pattern]) => pattern.test(error)) ?? [];
  const evidence = down.slice(0, 5).map(({ scrapeUrl, lastError = '', health }) => ({
    object: scrapeUrl,
    field: 'lastError',
    found: lastError || health,
  }));
  const repair = [
    ...(advice ? [{ action: advice }] : []),
    ...(first ? [{ action: 'Try it from inside the cluster.', command: `curl -sv ${first.scrapeUrl}` }] : []),
  ];
  const message = `${down.length} of ${all} targets of job ${job} are down: ${error}`;
  return (down.length === all ? broken : warning)('scrape', cause, message, { evidence, repair });
}

/** The active targets of a job; `undefined` where the server was not asked. */
export const activeTargets = ({ object, namespace, name }: Workload, job: string, of: Cluster) => {
  const targets = of.server(object.kind, namespace, name)?.targets;
  if (!targets) return undefined;
  const pools = of.once(`pools ${object.kind} ${namespace}/${name}`, () => {
    const out = new Map<string, ActiveTarget[]>();
    for (const target of targets.activeTargets ?? []) {
      const list = out.get(target.scrapePool);
      if (list) list.push(target);
      else out.set(target.scrapePool, [target]);
    }
    return out;
  });
  return pools.get(job) ?? [];
};

/** Whether targets of a job are up. */
export const isUp = (targets: readonly ActiveTarget[] | undefined): boolean =>
  targets?.some(({ health }) => health === 'up') ?? false;

/** The step for a job. `hasTargets`: whether its targets could be found from the objects. */
export function scraped(workload: Workload, job: string, hasTargets: boolean, of: Cluster): Step[] {
  const targets = activeTargets(workload, job, of);
  if (!targets) return [unknown('scrape', 'NotAsked', `whether ${workload.id} scrapes job ${job} is not known`)];
  if (targets.length === 0) {
    const dropped =
      of.server(workload.object.kind, workload.namespace, workload.name)?.targets?.droppedTargetCounts?.[job] ?? 0;
    const seen = dropped > 0 ? `all ${dropped} discovered targets are dropped` : 'no target is discovered';
    const message = `${workload.id} has no target of job ${job}: ${seen}`;
    return [(hasTargets || dropped > 0 ? broken : unknown)('scrape', 'NoActiveTarget', message)];
  }
  const down = targets.filter(({ health }) => health === 'down');
  if (down.length > 0) return [failure(job, down, targets.length)];
  if (!isUp(targets)) return [unknown('scrape', 'NotYet', `the targets of job ${job} have not been scraped yet`)];
  const evidence = targets.slice(0, 3).map(({ scrapeUrl }) => ({ object: scrapeUrl, found: 'up' }));
  return [ok('scrape', `${targets.length} targets of job ${job} are up`, evidence)];
}
