// What no schema says: without it most drawn objects would be rejected at the first look, and nothing behind it would
// be tried.
type Fields = Record<string, unknown>;

/** Fields of which an object has one. The last two lists: what is nothing without the first field. */
const ONE_OF: readonly (readonly string[])[] = [
  ['secret', 'configMap'],
  ['basicAuth', 'authorization', 'oauth2', 'sigv4', 'azureAd', 'bearerTokenSecret', 'bearerTokenFile'],
  ['proxyUrl', 'proxyURL', 'proxyFromEnvironment'],
  ['ca', 'caFile'],
  ['client_ca', 'clientCAFile'],
  ['credentials', 'credentialsFile'],
  ['apiURL', 'apiURLFile'],
  ['port', 'targetPort', 'portNumber'],
  ['staticConfig', 'ingress'],
  ['queryEndpoints', 'queryConfig'],
];
const WITH_PROXY = ['noProxy', 'proxyConnectHeader'];
/** What is wrong more often than not. */
const DROPPED = ['scrapeClass', 'cert', 'certFile', 'keySecret', 'keyFile', 'query_offset', 'enableHTTP2'];

function visit(at: unknown): void {
  if (typeof at !== 'object' || at === null) return;
  const fields = at as Fields;
  for (const names of ONE_OF) {
    const [first] = names.filter((name) => Object.hasOwn(fields, name));
    for (const name of names) if (name !== first) delete fields[name];
  }
  if (!('proxyUrl' in fields) && !('proxyURL' in fields)) for (const name of WITH_PROXY) delete fields[name];
  for (const name of DROPPED) delete fields[name];
  if (fields['type'] === 'Basic') delete fields['type'];
  if ('matchExpressions' in fields) delete fields['matchExpressions'];
  if ('matchLabels' in fields) fields['matchLabels'] = { app: 'a' };
  for (const member of Object.values(fields)) visit(member);
}

/** A receiver of one service, with what that needs. */
function withOneService(receiver: Fields): void {
  const services = Object.keys(receiver).filter((field) => field.endsWith('Configs'));
  const one = services[JSON.stringify(receiver).length % Math.max(1, services.length)];
  for (const service of services) if (service !== one) delete receiver[service];
  const entries = one ? (receiver[one] as Fields[]).slice(0, 1) : [];
  for (const entry of entries) {
    if (one === 'emailConfigs') entry['to'] ||= 'a@example.com';
    for (const key of ['userKey', 'token', 'botToken']) if (key in entry) delete entry[`${key}File`];
  }
  if (one) receiver[one] = entries;
}

function routeTo(route: unknown): void {
  if (typeof route !== 'object' || route === null) return;
  const fields = route as Fields;
  if ('receiver' in fields) fields['receiver'] = 'r0';
  for (const name of ['muteTimeIntervals', 'activeTimeIntervals']) delete fields[name];
  if (Array.isArray(fields['routes'])) fields['routes'].forEach(routeTo);
}

/** Receivers with names of their own, and routes to them. */
function withReceivers(spec: Fields): void {
  const receivers = Array.isArray(spec['receivers']) ? (spec['receivers'] as Fields[]) : [];
  for (const [i, receiver] of receivers.entries()) {
    receiver['name'] = `r${i}`;
    withOneService(receiver);
  }
  delete spec['muteTimeIntervals'];
  routeTo(spec['route']);
  if (receivers.length === 0) delete spec['route'];
}

/** Changes a spec so that its fields fit each other. */
export function makeSensible(kind: string, spec: Fields): void {
  visit(spec);
  if (kind === 'AlertmanagerConfig') withReceivers(spec);
  if (kind === 'ThanosRuler') spec['queryEndpoints'] ??= ['dns+thanos-query:10901'];
  if (kind === 'Probe') {
    const targets = (spec['targets'] ?? {}) as Fields;
    const hasIngress = 'ingress' in targets && !('staticConfig' in targets);
    spec['targets'] = hasIngress
      ? targets
      : { staticConfig: { static: ['a'], ...(targets['staticConfig'] as Fields) } };
    spec['prober'] = { ...(spec['prober'] as Fields), url: 'blackbox:9115' };
  }
}
