// The answer of a hook whose own object cannot be worked on: it costs too much, or has a key that no program should
// read. Nothing is changed, and the owner is told.
import { type AdmissionReview, refused } from '../../controllers/admission/review.ts';
import { conditionsOf, stamp } from '../../core/conditions.ts';
import type { DecoratorRequest, DecoratorResponse, SyncRequest, SyncResponse } from '../../core/hook.ts';
import { everyObject } from '../../core/inputs.ts';
import { type Issue, text } from '../../core/issue.ts';
import { keepChildren } from '../../core/lastapplied.ts';
import { failed } from '../../workload/conditions.ts';
import type { Route } from '../routing/routes.ts';

/** All children as they are, and the status as it is but for Reconciled=False. */
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
 * What a hook answers instead of working on its object; `undefined` where there is no such answer: a customize hook
 * that answers nothing would hide everything.
 */
export function refusal(route: Route, body: unknown, issue: Issue, now: Date): object | undefined {
  if (route.hook === 'admission') return refused((body as AdmissionReview).request, text(issue));
  if (route.hook !== 'sync') return undefined;
  return 'parent' in (body as object)
    ? refusedSync(body as SyncRequest, issue, now)
    : refusedDecorator(body as DecoratorRequest);
}
