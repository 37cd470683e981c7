// Kubernetes discovery of a ScrapeConfig.
import type { KubernetesSDConfig } from '../../api/discovery/containers.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { isFieldSelector, isLabelSelector } from '../../core/selectortext.ts';
import { mergeResults, type Owner, type Resolved } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import { type Key, knows, since } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import { client, resolveClient } from './client.ts';

/** The roles of selectors, by the role of the discovery (prometheus.io: configuration, kubernetes_sd_config). */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  endpoints: ['pod', 'service', 'endpoints'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  ingress: ['ingress'],
  node: ['node'],
  pod: ['pod'],
  service: ['service'],
};

const ATTACHABLE: Readonly<Record<string, Key>> = {
  endpoints: 'scrape.attach_metadata.endpoints',
  endpointslice: 'scrape.attach_metadata.endpoints',
  pod: 'scrape.attach_metadata.pod',
};

function checkSelectors(sd: KubernetesSDConfig, path: string): Issue[] {
  const allowed = row(SELECTABLE, sd.role.toLowerCase()) ?? [];
  return (sd.selectors ?? []).flatMap((selector, i) => {
    const at = `${path}.selectors[${i}]`;
    const bad = (field: string, message: string) => issue('InvalidSelector', `${at}.${field}`, message);
    return [
      ...(allowed.includes(selector.role.toLowerCase())
        ? []
        : [
            bad(
              'role',
              `${quoted(selector.role)} cannot be selected with the role ${sd.role}; use ${allowed.join(', ')}`,
            ),
          ]),
      ...(isLabelSelector(selector.label ?? '')
        ? []
        : [bad('label', `${quoted(selector.label)} is not a label selector`)]),
      ...(isFieldSelector(selector.field ?? '')
        ? []
        : [bad('field', `${quoted(selector.field)} is not a field selector`)]),
    ];
  });
}

/**
 * Default client settings. Prometheus rejects other settings without an API server.
 */
const IMPLIED: Readonly<Record<string, unknown>> = {
  follow_redirects: true,
  enable_http2: true,
  proxy_from_environment: false,
  no_proxy: '',
};

function isImplied(key: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).every((member) => member === false || member === '');
  return IMPLIED[key] === value;
}

/**
 * An issue for HTTP client settings without apiServer. The Go operator writes them, and so does parity.
 */
function checkOwnClient(sd: KubernetesSDConfig, owner: Owner, context: JobContext, path: string): Issue[] {
  if (sd.apiServer || context.options.parity) return [];
  const own = Object.entries(client(sd, owner, context)).filter(
    ([key, value]) => value !== undefined && !isImplied(key, value),
  );
  return own.length === 0
    ? []
    : [
        issue(
          'InvalidConfiguration',
          `${path}.apiServer`,
          `is required if ${own.map(([key]) => key).join(', ')} is set`,
        ),
      ];
}

export function resolveKubernetes(
  sd: KubernetesSDConfig,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): Resolved {
  const { version } = context;
  const issues: Issue[] = [];
  if (sd.role === 'EndpointSlice' && !knows(version, 'sd.endpointslice')) {
    issues.push(issue('VersionTooOld', `${path}.role`, `EndpointSlice needs Prometheus ${since('sd.endpointslice')}`));
  }
  if (sd.apiServer && sd.namespaces?.ownNamespace) {
    issues.push(
      issue(
        'InvalidConfiguration',
        `${path}.namespaces.ownNamespace`,
        'excludes apiServer: in another cluster, there is no own namespace',
      ),
    );
  }
  const found = resolveClient(sd, resolver, path);
  const owner = { namespace: resolver.namespace, assets: found.assets };
  return mergeResults([issues, checkSelectors(sd, path), found, checkOwnClient(sd, owner, context, path)]);
}

/**
 * The namespaces of the discovery. With ignoreNamespaceSelectors, only the namespace of the object, as for monitors,
 * but not in another cluster.
 */
function namespaces(
  sd: KubernetesSDConfig,
  { namespace }: Subject,
  { spec, options }: JobContext,
): Section | undefined {
  if (spec.ignoreNamespaceSelectors && !sd.apiServer && !options.parity) return { names: [namespace] };
  const { names, ownNamespace } = sd.namespaces ?? {};
  return sd.namespaces ? section({ names: names ?? [], own_namespace: ownNamespace }) : undefined;
}

export function kubernetes(sd: KubernetesSDConfig, subject: Subject, context: JobContext): Section {
  const role = sd.role.toLowerCase();
  const attachable = row(ATTACHABLE, role);
  const selectors = (sd.selectors ?? []).map((item) =>
    section({ role: item.role.toLowerCase(), label: nonEmpty(item.label), field: nonEmpty(item.field) }),
  );
  return section({
    api_server: nonEmpty(sd.apiServer),
    role,
    ...client(sd, subject, context),
    namespaces: namespaces(sd, subject, context),
    selectors: selectors.length > 0 && knows(context.version, 'sd.kubernetes.selectors') ? selectors : undefined,
    attach_metadata:
      sd.attachMetadata && attachable && knows(context.version, attachable)
        ? section({ node: sd.attachMetadata.node })
        : undefined,
  });
}
