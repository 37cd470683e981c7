// Names of the children of an Alertmanager, and of receivers and intervals of an AlertmanagerConfig.

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

/** Prefix of all children: `alertmanager-main`. */
export const prefixOf = (alertmanager: Named): string => `alertmanager-${alertmanager.metadata.name}`;

/** Name of the Secret with the generated configuration. */
export const generatedSecretName = (alertmanager: Named): string => `${prefixOf(alertmanager)}-generated`;

/** Name of the Secret with the user's configuration. */
export const sourceSecretName = (
  alertmanager: Named & { readonly spec: { readonly configSecret?: string | undefined } },
): string => alertmanager.spec.configSecret || prefixOf(alertmanager);

/** `namespace/name/original`, unique among AlertmanagerConfigs. An empty name stays empty. */
export const scopedName = (of: Named, name: string | undefined): string =>
  name ? `${of.metadata.namespace}/${of.metadata.name}/${name}` : '';
