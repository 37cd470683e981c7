// The releases that the Go operator 0.93 uses by default (its pkg/operator/defaults.go and go.mod). The recorded cases
// of conformance hold them.

/** The release of an object without `spec.version`, by kind. */
export const OPERATOR_DEFAULTS: Readonly<Record<string, string>> = {
  Alertmanager: 'v0.33.1',
  Prometheus: 'v3.13.2',
  PrometheusAgent: 'v3.13.2',
  ThanosRuler: 'v0.42.4',
};

/** The release of Prometheus in its dependencies. */
export const COMPILED_IN = '3.13.2';

/** The release of the Go operator whose custom resources are those of hooks/api. */
export const DEFINITIONS = '0.95.2';
/** The release of the Go operator whose pods, arguments and configurations the hooks write. */
export const WRITTEN_AS = '0.93.0';
