// Computes one call: parses and checks the request, computes the response and checks it.
import { checkKeys } from '../../api/shape.ts';
import type { Figures, KindMap } from '../../core/hook.ts';
import { alone, OutOfTime, rangeIssue } from '../../core/isolation.ts';
import { type Issue, text } from '../../core/issue.ts';
import { jsonOf } from '../../core/json.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { checkChildren, respond } from '../routing/respond.ts';
import { ROUTES, type Route } from '../routing/routes.ts';
import { askAgain, bugAnswer, type Call, type Computed, errorAnswer } from './call.ts';
import { inWork } from './marker.ts';
import { MalformedRequest, type Read, read } from './read.ts';
import { refusal } from './refuse.ts';
import { reportOf } from './report.ts';

const routes: ReadonlyMap<string, Route> = new Map(ROUTES.map((route) => [route.path, route]));

/** An object without any valid response: 429. */
class TooExpensive extends Error {}

/** Retry-After without a response for the object, in seconds. */
const RETRY_SECONDS = 60;
/** Retry-After of an unfinished call, which the next one continues, in seconds. */
const CONTINUE_SECONDS = 1;

/** Inputs of a hook besides its request. `facts`: results of the probes. */
interface Context {
  readonly facts: unknown;
  readonly now: Date;
  readonly options: Options;
}

/** The checked response of the hook. */
function respondTo(route: Route, body: unknown, { facts, now, options }: Context): object {
  const answer = route.answer(body, facts, now, options);
  if (route.hook === 'customize' || route.hook === 'admission' || route.hook === 'conversion') return answer;
  if ('children' in answer) return respond(answer as never, (body as { children: KindMap }).children, options);
  const { attachments } = answer as { attachments: readonly KubernetesObject[] };
  return {
    ...answer,
    attachments: checkChildren(attachments, (body as { attachments: KindMap }).attachments, options).children,
  };
}

function answerTo(route: Route, { body, target }: Read, context: Context): object {
  const refuse = (found: Issue): object => {
    const refused = refusal(route, body, found, context.now);
    if (!refused) throw new TooExpensive(text(found));
    return refused;
  };
  const [polluted] = route.hook === 'sync' && target ? checkKeys(target) : [];
  if (polluted) return refuse(polluted);
  const respond = () => respondTo(route, body, context);
  // A limit in the sync hook must not stop customize, which comes first: the status would not report it.
  return target ? alone(target, respond, refuse, route.hook === 'customize' ? 'customize ' : '') : respond();
}

function errorOf(error: unknown): Computed {
  if (error instanceof MalformedRequest) return errorAnswer(400, error.message);
  if (error instanceof TooExpensive) return askAgain(RETRY_SECONDS, error.message);
  if (error instanceof OutOfTime)
    return {
      ...askAgain(CONTINUE_SECONDS, error.message),
      expensive: error.expensive.map(({ object, digest }) => inWork(object, digest)),
    };
  if (error instanceof RangeError) return errorAnswer(400, `the request ${rangeIssue(error).message}`);
  return bugAnswer(error instanceof Error ? error : new Error(String(error)));
}

/** Runs the steps of a call. */
export interface Runner {
  /** Runs a synchronous step. */
  readonly work: <T>(stretch: () => T) => T;
  /** Waits for probes between two steps. */
  readonly wait: <T>(answer: Promise<T>) => Promise<T>;
}

const PLAIN: Runner = { work: (stretch) => stretch(), wait: (answer) => answer };

/**
 * The response to a call. Never rejects. Errors: 400 for requests that no API server sends, 429 for objects that are
 * too expensive, 404 for unknown paths, 500 for bugs.
 */
export async function compute(
  { path, body: bytes, now: milliseconds }: Call,
  options: Options,
  { work, wait }: Runner = PLAIN,
): Promise<Computed> {
  const route = routes.get(path);
  if (!route) return errorAnswer(404, `there is no hook ${path}`);
  const now = new Date(milliseconds);
  try {
    const request = work(() => read(route, bytes));
    const asked = route.facts && work(() => route.facts?.(request.body, now, options));
    const facts = asked && (await wait(asked));
    return work(() => {
      const { figures, ...answer } = answerTo(route, request, { facts, now, options }) as { figures?: Figures };
      return {
        code: 200,
        body: Buffer.from(jsonOf(answer)),
        report: reportOf(route, request.target, answer, figures),
      };
    });
  } catch (error) {
    return errorOf(error);
  }
}
