// The Grafana decorators: the Namespace of a Grafana gets a data source for each Prometheus and Alertmanager. They
// decorate the Namespace, not the Prometheus, for two reasons. A CompositeController would release attachments of its
// children's kinds. And in a deleted namespace, nothing could delete the data sources from Grafana.
import type { CustomizeResponse, DecoratorRequest, DecoratorResponse } from '../../core/hook.ts';
import { objectsOf } from '../../core/hook.ts';
import { text } from '../../core/issue.ts';
import type { Options } from '../../core/options.ts';
import { credentialRule } from '../../grafana/annotations.ts';
import { type Form, type Grafana, readGrafana } from '../../grafana/labels.ts';
import { kept } from './attachment.ts';
import { datasources } from './datasource.ts';
import { operator } from './operator.ts';
import { sidecar } from './sidecar.ts';

/** The customize hook of both forms: all Prometheus and Alertmanager objects, and Secrets with credentials. */
export const customizeGrafana = (): CustomizeResponse => ({
  relatedResources: [
    { apiVersion: 'monitoring.coreos.com/v1', resource: 'prometheuses' },
    { apiVersion: 'monitoring.coreos.com/v1', resource: 'alertmanagers' },
    credentialRule(),
  ],
});

/** The response if the Namespace is invalid: attachments stay, and list the issues. */
const unchanged = ({ issues }: Grafana, { attachments }: DecoratorRequest): DecoratorResponse => ({
  status: null,
  attachments: Object.keys(attachments).flatMap((kind) =>
    objectsOf(attachments, kind).map((object) => kept(object, issues.map(text))),
  ),
});

/**
 * The sync hook of one form. For a Namespace with another form, or none, the data sources are deleted. A mistake in the
 * Namespace changes nothing. A mistake in a Prometheus or an Alertmanager does not affect other data sources.
 */
export function syncGrafana(form: Form, request: DecoratorRequest, now: Date, options: Options): DecoratorResponse {
  const grafana = readGrafana(request.object);
  if (grafana.issues.length > 0) return unchanged(grafana, request);
  const wanted = grafana.form === form ? datasources(grafana, request.related, options) : [];
  return form === 'sidecar'
    ? sidecar(grafana, wanted, request.attachments, { now, options })
    : operator(grafana, wanted, request.attachments, options);
}
