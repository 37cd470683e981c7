// The sync hook of an Alertmanager, called with its objects, and what stands in its response.
import { gunzipSync } from 'node:zlib';
import { syncAlertmanager } from '../../../../hooks/controllers/alertmanager/sync.ts';
import type { Condition } from '../../../../hooks/core/conditions.ts';
import type { SyncRequest, SyncResponse } from '../../../../hooks/core/hook.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import type { Section } from '../../../../hooks/core/section.ts';
import { parseYaml } from '../../../../hooks/core/yaml.ts';
import { secret } from '../../../support/objects.ts';
import { applied as appliedBy, kindMap } from '../../../support/requests.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
export const options = parseOptions([]);

export const alertmanager = (spec: Section = {}, metadata: Section = {}): KubernetesObject =>
  ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { name: 'main', namespace: 'monitoring', uid: 'u1', generation: 1, ...metadata },
    spec: { portName: 'web', retention: '120h', ...spec },
  }) as KubernetesObject;

/** Children as the API server would show them after the response was applied. */
export const applied = (children: readonly KubernetesObject[]): KubernetesObject[] =>
  appliedBy(children, alertmanager());

export const sync = (
  parent: KubernetesObject,
  related: readonly KubernetesObject[],
  children: readonly KubernetesObject[] = [],
  with_ = options,
): SyncResponse => {
  const request: SyncRequest = { parent, related: kindMap(related), children: kindMap(children), finalizing: false };
  return syncAlertmanager(inputs(request), undefined, NOW, with_);
};

export const child = (response: SyncResponse, name: string): KubernetesObject | undefined =>
  response.children.find(({ metadata }) => metadata.name === name);

export const condition = (response: SyncResponse, type: string): Condition | undefined =>
  (response.status['conditions'] as Condition[]).find((found) => found.type === type);

export function configIn(response: SyncResponse): Section | undefined {
  const data = child(response, 'alertmanager-main-generated')?.['data'] as Record<string, string> | undefined;
  if (!data) return undefined;
  const parsed = parseYaml(gunzipSync(Buffer.from(data['alertmanager.yaml.gz'] ?? '', 'base64')).toString(), '');
  return ('value' in parsed ? parsed.value : undefined) as Section | undefined;
}

export const good = secret('alertmanager-main', {
  'alertmanager.yaml': 'route: {receiver: pager}\nreceivers: [{name: pager}]\n',
  'mail.tmpl': '{{ define "x" }}{{ end }}',
});
export const selects = { alertmanagerConfigSelector: {} };
