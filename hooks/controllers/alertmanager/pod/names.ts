// Names of an Alertmanager's children, and what its configuration calls things of an AlertmanagerConfig.

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

/** Prefix of all children: `alertmanager-main`. */
export const prefixOf = (alertmanager: Named): string => `alertmanager-${alertmanager.metadata.name}`;

/** The Secret with the configuration as the pods read it. */
export const generatedSecretName = (alertmanager: Named): string => `${prefixOf(alertmanager)}-generated`;

/** The Secret in which users keep their configuration. */
export const sourceSecretName = (
  alertmanager: Named & { readonly spec: { readonly configSecret?: string | undefined } },
): string => alertmanager.spec.configSecret || prefixOf(alertmanager);

/** `namespace/name/original`, so that names of different AlertmanagerConfigs do not meet. An empty name stays empty. */
export const scopedName = (of: Named, name: string | undefined): string =>
  name ? `${of.metadata.namespace}/${of.metadata.name}/${name}` : '';
