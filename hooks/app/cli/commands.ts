// The table of commands, in the order of the help text.
import type { Command } from './command.ts';
import { INPUT, NAMESPACE, OUTPUT } from './flags.ts';

const serve: Command = {
  name: 'serve',
  summary: 'serve the hooks over HTTP; the default',
  usage: '[FLAGS]',
  about: 'Serves the hooks. "serve --help" lists the flags of the hooks.',
  flags: {},
  takesHookFlags: true,
  examples: ['prometheus-metacontroller serve --listen-address=:8080'],
  one: undefined,
  // main.ts starts the server: it stands above this folder.
  load: () => Promise.reject(new Error('the server is started by main.ts')),
};

const render: Command = {
  name: 'render',
  summary: 'print the children of each Prometheus, Alertmanager and so on',
  usage: '[FLAGS] FILE...',
  about:
    'Prints the children of each Prometheus, PrometheusAgent, Alertmanager and ThanosRuler in the files, as ' +
    'in a cluster with these objects only. What is rejected or misspelt goes to standard error. FILE is a ' +
    'file, a directory or "-" for standard input. With --live, values of Secrets are hidden.',
  flags: {
    ...OUTPUT,
    parity: { type: 'boolean', help: 'write what the Go operator would' },
    ...INPUT,
    ...NAMESPACE,
  },
  takesHookFlags: true,
  examples: [
    'prometheus-metacontroller render manifests/examples',
    'kubectl get prometheus,servicemonitor -A -o yaml | prometheus-metacontroller render -',
  ],
  one: 'an object is rejected, misspelt or could not be reconciled',
  load: async () => (await import('./commands/render.ts')).render,
};

const diff: Command = {
  name: 'diff',
  summary: 'what a change of files changes in children, jobs, rules and routes',
  usage: '[FLAGS] (OLD NEW | --live FILE...)',
  about:
    'Renders both sides and compares them by what is in them: children and their fields, scrape jobs, rules, ' +
    'routes, receivers. OLD and NEW are files or directories. With --live it compares a cluster with the same ' +
    'cluster after the files are applied. Values of Secrets, receivers and credentials are not shown.',
  flags: { ...OUTPUT, ...INPUT, ...NAMESPACE },
  takesHookFlags: true,
  examples: [
    'prometheus-metacontroller diff deploy-main deploy',
    'prometheus-metacontroller diff --live --context production deploy/monitoring',
  ],
  one: 'something differs',
  load: async () => (await import('./commands/diff.ts')).diff,
};

const route: Command = {
  name: 'route',
  summary: 'which receivers get an alert, and what mutes, inhibits or silences it',
  usage: '[FLAGS] LABEL=VALUE... FILE...',
  about:
    'Follows an alert through the routes of an Alertmanager: those in its Secret, and those of the ' +
    'AlertmanagerConfigs that it selects. It prints each receiver with the object that its route comes from, ' +
    'grouping, time intervals, inhibition, silences. Secrets that AlertmanagerConfigs refer to need not be in ' +
    'the files.',
  flags: {
    ...OUTPUT,
    alertmanager: { type: 'string', value: 'NAME', help: 'the Alertmanager, if there are several' },
    namespace: { type: 'string', short: 'n', value: 'NAME', help: 'namespace of the Alertmanager' },
    config: { type: 'string', value: 'FILE', help: 'an alertmanager.yaml, instead of an Alertmanager' },
    time: { type: 'string', value: 'TIME', help: 'time for time intervals and silences (RFC 3339); now by default' },
    firing: { type: 'string', value: 'LABELS', multiple: true, help: 'another alert that fires: name=value,...' },
    alerts: { type: 'string', value: 'FILE', help: 'alerts that fire: the JSON of /api/v2/alerts' },
    silences: { type: 'string', value: 'FILE', help: 'silences: the JSON of /api/v2/silences' },
    expect: {
      type: 'string',
      value: 'RECEIVER',
      multiple: true,
      help: 'exit with 1 unless the alert goes to these receivers, in this order',
    },
    ...INPUT,
  },
  takesHookFlags: true,
  examples: [
    'prometheus-metacontroller route -n monitoring severity=critical namespace=shop deploy/',
    'prometheus-metacontroller route --live --alertmanager main severity=page \\',
    '  --firing alertname=NodeDown,severity=critical --time 2026-01-31T23:30:00Z',
  ],
  one: 'there is no valid configuration, or the receivers are not those of --expect',
  load: async () => (await import('./commands/route.ts')).route,
};

const explain: Command = {
  name: 'explain',
  summary: 'why a monitor is not scraped, a rule not evaluated, a route not used',
  usage: '[FLAGS] KIND/NAME FILE...',
  about:
    'Follows an object through its chain: selected, accepted, in the configuration, written, loaded, Services ' +
    'or Pods, ports, endpoints, permissions, relabeling, scraped. It stops at the first broken link and says ' +
    'what to do. KIND/NAME is an object of monitoring.coreos.com; "target/URL" is a target. With --live it ' +
    'also reads Services, Pods, endpoints, roles and network policies, and asks the servers through the API ' +
    'server. Files can be the output of "kubectl get -o yaml".',
  flags: {
    ...OUTPUT,
    all: { type: 'boolean', help: 'explain all objects, and print those with a broken link' },
    namespace: { type: 'string', short: 'n', value: 'NAME', help: 'namespace of the object; "default" if absent' },
    ...INPUT,
  },
  takesHookFlags: false,
  examples: [
    'prometheus-metacontroller explain servicemonitor/shop -n shop --live',
    'prometheus-metacontroller explain --all deploy/monitoring',
  ],
  one: 'a link is broken',
  load: async () => (await import('./commands/explain.ts')).explain,
};

const lint: Command = {
  name: 'lint',
  summary: 'check files: one line for each mistake, for CI',
  usage: '[FLAGS] FILE...',
  about:
    'Checks the objects of monitoring.coreos.com in the files, each line "FILE: Kind namespace/name: path: ' +
    'message". It finds what the API server refuses (types, enums, patterns, required fields) or drops ' +
    '(misspelt fields), what the admission webhooks refuse, and what a sync would report. An object that no ' +
    'workload in the files selects is checked for default releases.',
  flags: {
    ...OUTPUT,
    strict: { type: 'boolean', help: 'exit with 1 for warnings too' },
    complete: {
      type: 'boolean',
      help: 'the files are all that the cluster has: report missing Secrets, ConfigMaps, Services and so on',
    },
    ...INPUT,
    ...NAMESPACE,
  },
  takesHookFlags: true,
  examples: ['prometheus-metacontroller lint deploy/monitoring'],
  one: 'there is an error, or with --strict a warning',
  load: async () => (await import('./commands/lint.ts')).lint,
};

const ui: Command = {
  name: 'ui',
  summary: 'show the objects on a page in the browser of this machine',
  usage: '[FLAGS] FILE...',
  about:
    'Serves a page on 127.0.0.1 and prints its address: workloads with their conditions, the way from monitors to ' +
    'targets, why an object has no effect, and which receivers get an alert. The page follows changes of the files ' +
    'or, with --live, of the cluster. It shows no values of Secrets.',
  flags: {
    port: { type: 'string', value: 'PORT', help: 'port on 127.0.0.1; a free one by default' },
    ...INPUT,
    ...NAMESPACE,
  },
  takesHookFlags: true,
  examples: ['prometheus-metacontroller ui deploy/monitoring', 'prometheus-metacontroller ui --live'],
  one: undefined,
  load: async () => (await import('./commands/ui.ts')).ui,
};

const queryRouter: Command = {
  name: 'query-router',
  summary: 'serve the queries of a query tier whose shards aggregate',
  usage: '[FLAGS]',
  about:
    'The address of a query tier thanos-distributed, whose pods run this command. It sends a query to Thanos Query in ' +
    'distributed mode, if the answer is that of one server, else to Thanos Query in local mode. Everything but ' +
    'queries goes to the latter. /-/router/metrics counts the queries.',
  flags: {
    address: { type: 'string', value: 'ADDRESS', help: 'address and port; :9090 by default' },
    distributed: {
      type: 'string',
      value: 'URL',
      help: 'Thanos Query in distributed mode, over one leaf for each shard',
    },
    local: { type: 'string', value: 'URL', help: 'Thanos Query in local mode, over all shards' },
    prefix: { type: 'string', value: 'PATH', help: 'route prefix of both, such as /prometheus' },
    'shards-file': { type: 'string', value: 'FILE', help: 'the file of the hooks with shards and moves of targets' },
    lookback: {
      type: 'string',
      value: 'DURATION',
      help: 'how long a sample is valid, as of Thanos Query; 5m by default',
    },
    timeout: { type: 'string', value: 'DURATION', help: 'timeout of a query, as of Thanos Query; 2m by default' },
  },
  takesHookFlags: false,
  examples: [
    'prometheus-metacontroller query-router --distributed=http://127.0.0.1:10912 --local=http://127.0.0.1:10902 \\',
    '  --shards-file=shards.json',
  ],
  one: undefined,
  load: async () => (await import('./commands/queryrouter.ts')).router,
};

const version: Command = {
  name: 'version',
  summary: 'print the version, and the releases that run by default',
  usage: '[FLAGS]',
  about: 'Prints the version of the hooks, and the releases that they run by default.',
  flags: OUTPUT,
  takesHookFlags: false,
  examples: ['prometheus-metacontroller version -o json'],
  one: undefined,
  load: async () => (await import('./commands/version.ts')).version,
};

/** All commands. A new one is a row here, a file in commands/ and a section of docs/commands.md. */
export const COMMANDS: readonly Command[] = [serve, render, diff, explain, route, lint, ui, queryRouter, version];
