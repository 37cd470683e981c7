// `kubernetes_sd_configs` (prometheus.io: configuration, kubernetes_sd_config).
import { isFieldSelector, isLabelSelector } from '../../core/selectortext.ts';
import { parseUrl } from '../../core/url.ts';
import { clientConstraints, clientFields } from './client.ts';
import { exclusive, has, required } from './constraints.ts';
import { type Constraint, isSection, type Table } from './table.ts';
import { choice, flag, list, NO_URL, text, textWith } from './types.ts';
import { sectionOf } from './walk.ts';

const ROLES = ['node', 'pod', 'service', 'endpoints', 'endpointslice', 'ingress'];
/** The roles whose objects a role reads. */
const SELECTED: Readonly<Record<string, readonly string[]>> = {
  pod: ['pod', 'node'],
  service: ['service'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  endpoints: ['pod', 'service', 'endpoints'],
  node: ['node'],
  ingress: ['ingress'],
};

const selector: Table = {
  fields: {
    role: choice(...ROLES),
    label: textWith((value) => (isLabelSelector(value) ? undefined : 'must be a label selector')),
    field: textWith((value) => (isFieldSelector(value) ? undefined : 'must be a field selector')),
  },
  constraints: [required('role')],
};

/** A URL with a host, or `host:port` (k8s.io/client-go: rest.DefaultServerURL). */
const apiServer = textWith((value) => {
  // Prometheus escapes these in a host, and then cannot read the address again.
  if (/["<>]/.test(value)) return 'the URL has an invalid character in its host';
  if (NO_URL.has(value)) return 'the URL is none';
  const given = parseUrl(value);
  if ('problem' in given) return `the URL ${given.problem}: write it as https://host:port`;
  if (given.url.scheme !== '' && given.url.host !== '') return undefined;
  const host = parseUrl(`http://${value}`);
  const isHost = 'url' in host && (host.url.path === '' || host.url.path === '/');
  return isHost ? undefined : 'must be a URL such as https://host:port, or host:port';
});

const namespaces: Table = { fields: { own_namespace: flag, names: list(text) } };
const attachMetadata: Table = {
  fields: { node: flag, namespace: flag, deployment: flag, job: flag, cronjob: flag },
};

const selectorRoles: Constraint = (section) => {
  const all = Array.isArray(section['selectors']) ? section['selectors'] : [];
  const roles = all.map((one) => (isSection(one) ? String(one['role']) : ''));
  const wrong = roles.findIndex(
    (role, i) => roles.indexOf(role) < i || !SELECTED[String(section['role'])]?.includes(role),
  );
  return wrong < 0 ? [] : [[`selectors[${wrong}].role`, 'is there twice, or is not read by this role']];
};

/** The HTTP client is for the API server that is named. */
const ownClient: Constraint = (section) => {
  const keys = Object.keys(clientFields).filter((key) => !['follow_redirects', 'enable_http2'].includes(key));
  const given = keys.find(
    (key) => has(section, key) && !(isSection(section[key]) && Object.keys(section[key]).length === 0),
  );
  return given && !has(section, 'api_server') ? [[given, 'needs api_server']] : [];
};

const ownNamespace: Constraint = (section) => {
  const own = isSection(section['namespaces']) && has(section['namespaces'], 'own_namespace');
  return own && (has(section, 'api_server') || has(section, 'kubeconfig_file'))
    ? [['namespaces.own_namespace', 'excludes api_server and kubeconfig_file']]
    : [];
};

export const kubernetes: Table = {
  fields: {
    ...clientFields,
    api_server: apiServer,
    role: choice(...ROLES),
    kubeconfig_file: text,
    namespaces: sectionOf(() => namespaces),
    selectors: [list(sectionOf(() => selector)), 'sd.kubernetes.selectors'],
    attach_metadata: sectionOf(() => attachMetadata),
  },
  constraints: [
    required('role'),
    exclusive('kubeconfig_file', 'api_server'),
    ownClient,
    ownNamespace,
    selectorRoles,
    ...clientConstraints,
  ],
};
