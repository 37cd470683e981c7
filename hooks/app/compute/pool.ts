// The pool of worker threads. The thread of the server computes nothing, so that it always responds. A call that
// exceeds its limits ends its thread only.
import type { Options } from '../../core/options.ts';
import { targetOf } from './affinity.ts';
import { askAgain, bugAnswer, type Call, type Compute, type Computed } from './call.ts';
import { expensive } from './expensive.ts';
import { homes } from './homes.ts';
import type { Limits } from './limits.ts';
import type { InWork } from './marker.ts';
import { enqueue, placeOf } from './order.ts';
import { type End, type FromThread, type Overdue, type Thread, thread } from './thread.ts';

/** Milliseconds between checks of the threads. */
const CHECK_MS = 100;
/** A call waits for the thread of its parent until that thread has worked so many milliseconds on another call. */
const AFFINITY_MS = 150;
/** A call that waits for a processor sticks its thread after so many times the limit for one that computes. */
const WAITED = 5;
/** Milliseconds before a thread that could not start is started again. */
const RESTART_MS = 1000;
/** Retry-After of an abandoned call, in seconds. */
const RETRY_SECONDS = 5;

/** Events for the log and the metrics. */
export interface PoolEvents {
  readonly tooExpensive: (object: InWork) => void;
  readonly ended: (end: End) => void;
}

interface Task {
  readonly id: number;
  readonly call: Call;
  readonly target: string | undefined;
  readonly arrived: number;
  /** Its place in the queue. */
  readonly place: number;
  readonly answer: (computed: Computed) => void;
  /** How often a heap was full during this task. */
  fullHeaps: number;
}

interface Member {
  readonly thread: Thread;
  /** Whether it works only while all others are stuck. No parent has its home there. */
  readonly isExtra: boolean;
  isReady: boolean;
  /** The current task. Its other tasks wait for probes. */
  working: Task | undefined;
  since: number;
  readonly tasks: Map<number, Task>;
  /** Number of calls so far. */
  calls: number;
}

/** A pool of threads that run the program at `url`. */
export function pool(url: URL, options: Options, limits: Limits, on: PoolEvents): Compute {
  const members = new Set<Member>();
  const queue: Task[] = [];
  const costly = expensive();
  const home = homes<Member>();
  let [nextId, isStopping] = [1, false];
  let drained: (() => void) | undefined;

  const isFree = (member: Member): boolean => member.isReady && !member.working;
  /** Milliseconds since its last call began. */
  const sinceOf = ({ since }: Member): number => performance.now() - since;

  const isStuck = (member: Member): boolean =>
    member.working !== undefined && (member.thread.worked() > limits.stuck || sinceOf(member) > WAITED * limits.stuck);
  const regular = (): Member[] => [...members].filter(({ isExtra }) => !isExtra);

  /**
   * The thread for a task: that of its parent, or a free one; an extra one only while all others are stuck. `undefined`
   * if the task must wait.
   */
  const memberFor = ({ target }: Task): Member | undefined => {
    const known = home.of(target);
    if (known && isFree(known)) return known;
    if (known && sinceOf(known) <= AFFINITY_MS) return undefined;
    const free = home.emptiest(regular().filter(isFree));
    if (free) return free;
    const extra = [...members].find(isFree);
    return extra && regular().every(isStuck) ? extra : undefined;
  };

  const start = (member: Member, task: Task): void => {
    if (!member.isExtra) home.set(task.target, member);
    member.working = task;
    member.since = performance.now();
    member.tasks.set(task.id, task);
    member.calls++;
    const { path, body, now } = task.call;
    member.thread.send({
      id: task.id,
      path,
      body: body.buffer,
      length: body.length,
      now,
      tooExpensive: costly.digests(),
    });
  };

  const dispatch = (): void => {
    for (let i = 0; i < queue.length; ) {
      const task = queue[i] as Task;
      const member = memberFor(task);
      if (member) {
        queue.splice(i, 1);
        start(member, task);
      } else i++;
      if (![...members].some(isFree)) break;
    }
  };

  const settle = (member: Member, task: Task, computed: Computed): void => {
    member.tasks.delete(task.id);
    if (member.working === task) member.working = undefined;
    task.answer(computed);
    if (isStopping && queue.length === 0 && [...members].every(({ tasks }) => tasks.size === 0)) drained?.();
  };

  /** Retries a task, or responds with 429 after the time for retries. */
  const retry = (member: Member, task: Task): void => {
    if (performance.now() - task.arrived > limits.tries) {
      settle(member, task, askAgain(RETRY_SECONDS, 'the response takes too long'));
      return;
    }
    member.tasks.delete(task.id);
    if (member.working === task) member.working = undefined;
    queue.unshift(task);
  };

  const markExpensive = (object: InWork): void => {
    costly.add(object);
    on.tooExpensive(object);
  };

  const receive = (member: Member, message: FromThread): void => {
    if (message.is === 'ready') member.isReady = true;
    const task = member.tasks.get(message.id);
    if (task && message.is === 'waiting' && member.working === task) member.working = undefined;
    if (task && message.is === 'working') [member.working, member.since] = [task, performance.now()];
    if (task && message.is === 'done') {
      const { computed } = message;
      for (const object of computed.expensive ?? []) markExpensive(object);
      if (computed.expensive?.length) retry(member, task);
      else settle(member, task, computed);
    }
    dispatch();
  };

  const refill = (): void => {
    if (!isStopping && regular().length < limits.threads) add();
  };

  /**
   * Moves the tasks of an ended thread to others. A thread that never became ready is not replaced immediately, to
   * avoid an endless loop.
   */
  const leave = (member: Member): void => {
    if (!members.delete(member)) return;
    home.forget(member);
    for (const task of [...member.tasks.values()]) retry(member, task);
    if (!member.isReady) setTimeout(refill, RESTART_MS).unref();
    else refill();
    dispatch();
  };

  /**
   * Handles the current task of an ended thread. If one object was the reason, the next try rejects it. Otherwise there
   * may be no next try.
   */
  const fail = (
    member: Member,
    task: Task | undefined,
    culprit: InWork | undefined,
    why: Computed | undefined,
  ): void => {
    if (culprit) markExpensive(culprit);
    else if (task && why) settle(member, task, why);
    leave(member);
  };

  const endOf = (member: Member, end: End): void => {
    if (!members.has(member) || isStopping) return;
    on.ended(end);
    const task = member.working;
    if (end.is === 'failed') fail(member, task, undefined, bugAnswer(end.error));
    else if (end.is === 'full' && task) fail(member, task, ...fullHeap(end, limits.heap, ++task.fullHeaps));
    else leave(member);
  };

  const stopOverdue = (member: Member, { call, work }: Overdue): void => {
    fail(
      member,
      member.tasks.get(call),
      work.object ?? work.target,
      askAgain(RETRY_SECONDS, 'reading the request takes too long'),
    );
    on.ended({ is: 'stopped' });
    member.thread.kill();
  };

  const add = (): void => {
    const member: Member = {
      thread: thread(url, options, limits, {
        message: (message) => receive(member, message),
        end: (end) => endOf(member, end),
      }),
      isExtra: regular().length >= limits.threads,
      isReady: false,
      working: undefined,
      since: performance.now(),
      tasks: new Map(),
      calls: 0,
    };
    members.add(member);
  };

  const isSurplus = (member: Member): boolean =>
    member.isExtra && isFree(member) && member.tasks.size === 0 && sinceOf(member) > limits.rest;

  const checkThreads = (): void => {
    for (const member of [...members]) {
      const overdue = member.thread.overdue();
      if (overdue) stopOverdue(member, overdue);
    }
    if (queue.length > 0 && members.size < limits.threads + limits.extra && [...members].every(isStuck)) add();
    for (const member of [...members].filter(isSurplus)) {
      leave(member);
      member.thread.kill();
    }
    dispatch();
  };

  for (let i = 0; i < limits.threads; i++) add();
  const timer = setInterval(checkThreads, CHECK_MS);
  timer.unref();

  return {
    isReady: () => [...members].some(({ isReady }) => isReady),
    run: (call) =>
      new Promise((answer) => {
        const arrived = performance.now();
        const place = placeOf(arrived, call.body.length);
        const target = targetOf(call.path, call.body);
        enqueue(queue, { id: nextId++, call, target, arrived, place, answer, fullHeaps: 0 });
        dispatch();
      }),
    stop: async () => {
      isStopping = true;
      const isIdle = queue.length === 0 && [...members].every(({ tasks }) => tasks.size === 0);
      if (!isIdle)
        await new Promise<void>((resolve) => {
          drained = resolve;
        });
      clearInterval(timer);
      for (const member of members) member.thread.kill();
    },
  };
}

/**
 * The reason of a full heap: an object that has filled half of it. Otherwise, the second time, all objects of the call
 * together.
 */
function fullHeap(
  { heap, work }: Extract<End, { is: 'full' }>,
  limit: number,
  times: number,
): [culprit: InWork | undefined, why: Computed | undefined] {
  if (work.object && heap < limit / 2) return [work.object, undefined];
  return times < 2
    ? [undefined, undefined]
    : [work.target, askAgain(RETRY_SECONDS, 'the hooks have too little memory for this request')];
}
