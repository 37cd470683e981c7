// The Grafana decorators: the Namespace of a Grafana gets a data source for every Prometheus and Alertmanager it shows.
// They decorate the Namespace, not the Prometheus: a CompositeController takes attachments of the kinds of its children
// for its own and lets go of them, and a namespace that is deleted could not take its data sources out of Grafana.
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

/** The customize hook of both: every Prometheus and Alertmanager, and the Secrets that may be handed to a Grafana. */
export const customizeGrafana = (): CustomizeResponse => ({
  relatedResources: [
    { apiVersion: 'monitoring.coreos.com/v1', resource: 'prometheuses' },
    { apiVersion: 'monitoring.coreos.com/v1', resource: 'alertmanagers' },
    credentialRule(),
  ],
});

/** Which data sources are wanted cannot be told: those that are there stay, and say why. */
const unchanged = ({ issues }: Grafana, { attachments }: DecoratorRequest): DecoratorResponse => ({
  status: null,
  attachments: Object.keys(attachments).flatMap((kind) =>
    objectsOf(attachments, kind).map((object) => kept(object, issues.map(text))),
  ),
});

/**
 * The sync hook of one form. A Namespace that says another form, or none, wants nothing of this one any more. A mistake
 * in the Namespace itself changes nothing; one in a Prometheus or an Alertmanager costs no other its data source.
 */
export function syncGrafana(form: Form, request: DecoratorRequest, now: Date, options: Options): DecoratorResponse {
  const grafana = readGrafana(request.object);
  if (grafana.issues.length > 0) return unchanged(grafana, request);
  const wanted = grafana.form === form ? datasources(grafana, request.related, options) : [];
  return form === 'sidecar'
    ? sidecar(grafana, wanted, request.attachments, now, options)
    : operator(grafana, wanted, request.attachments, options);
}
