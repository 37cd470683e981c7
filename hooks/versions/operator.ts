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
