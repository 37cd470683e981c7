// The response for an object that cannot be processed: it is too expensive, or has a key of prototype pollution.
// Nothing is changed, and the status reports the issue.
import { type AdmissionReview, refused } from '../../controllers/admission/review.ts';
import { conditionsOf, stamp } from '../../core/conditions.ts';
import type { DecoratorRequest, DecoratorResponse, SyncRequest, SyncResponse } from '../../core/hook.ts';
import { everyObject } from '../../core/inputs.ts';
import { type Issue, text } from '../../core/issue.ts';
import { keepChildren } from '../../core/lastapplied.ts';
import { failed } from '../../workload/conditions.ts';
import type { Route } from '../routing/routes.ts';

/** The observed children, and the observed status with Reconciled=False. */
export function refusedSync({ parent, children }: SyncRequest, issue: Issue, now: Date): SyncResponse {
  const others = conditionsOf(parent as { readonly status?: unknown }).filter(({ type }) => type !== 'Reconciled');
  const status = parent['status'] as Readonly<Record<string, unknown>> | undefined;
  return {
    status: { ...status, conditions: stamp(parent, [...others, failed([issue])], now) },
    children: keepChildren(everyObject(children)),
  };
}

const refusedDecorator = ({ attachments }: DecoratorRequest): DecoratorResponse => ({
  status: null,
  attachments: keepChildren(everyObject(attachments)),
});

/**
 * The response of a hook that cannot process its object; `undefined` if there is none. A customize hook must not return
 * an empty list, because then no related object would be sent.
 */
export function refusal(route: Route, body: unknown, issue: Issue, now: Date): object | undefined {
  if (route.hook === 'admission') return refused((body as AdmissionReview).request, text(issue));
  if (route.hook !== 'sync') return undefined;
  return 'parent' in (body as object)
    ? refusedSync(body as SyncRequest, issue, now)
    : refusedDecorator(body as DecoratorRequest);
}
