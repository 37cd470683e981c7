// Whether AlertmanagerConfigs may name files of the Alertmanager container: alertmanagerConfigFileSystemMode. With such
// a field, a tenant who also chooses the server of a receiver could read files of the pod, such as its token.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { isKept } from './merge.ts';

const MESSAGE = 'files are not allowed by alertmanagerConfigFileSystemMode of the Alertmanager; use a Secret';

/** What an AlertmanagerConfig is to an Alertmanager: its main configuration, or one of those that are merged in. */
export type Role = 'base' | 'merged';

/** Whether an AlertmanagerConfig of the namespace may name files. Without a known mode, the matcher strategy decides. */
export function mayNameFiles({ metadata, spec }: Alertmanager, namespace: string, role: Role): boolean {
  const { alertmanagerConfigFileSystemMode: mode, alertmanagerConfigMatcherStrategy: strategy } = spec;
  if (mode === 'AllowAll') return true;
  if (mode === 'DenyAll') return false;
  return role === 'base' || !isKept(strategy?.type, namespace, metadata.namespace ?? '');
}

/** `FileAccessDenied` issues for these fields. */
export const filesDenied = (fields: readonly string[]): Issue[] =>
  fields.map((field) => issue('FileAccessDenied', field, MESSAGE));
