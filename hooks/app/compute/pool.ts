// Threads that compute answers. The server's own thread never does, so that it always answers; a call that takes too
// much ends its thread and no other.
import type { Options } from '../../core/options.ts';
import { targetOf } from './affinity.ts';
import { askAgain, bugAnswer, type Call, type Compute, type Computed } from './call.ts';
import { expensive } from './expensive.ts';
import { homes } from './homes.ts';
import type { Limits } from './limits.ts';
import type { InWork } from './marker.ts';
import { type End, type FromThread, type Overdue, type Thread, thread } from './thread.ts';

/** Milliseconds between two looks at what the threads do. */
const LOOK = 100;
/** Milliseconds of work on another call after which a call no longer waits for the thread that knows its parent. */
const LOYALTY = 150;
/** Milliseconds of work on one call in every thread after which one more is started: it takes memory of its own. */
const STUCK = 1000;
/** Milliseconds after which a thread that could not start is tried again. */
const RESPITE = 1000;
/** Seconds until Metacontroller may ask again about what is given up. */
const LATER = 5;

/** What the log and the figures are told. */
export interface PoolEvents {
  readonly tooExpensive: (object: InWork) => void;
  readonly ended: (end: End) => void;
}

interface Task {
  readonly id: number;
  readonly call: Call;
  readonly target: string | undefined;
  readonly arrived: number;
  readonly answer: (computed: Computed) => void;
  /** How often it was in work when a heap was full. */
  fullHeaps: number;
}

interface Member {
  readonly thread: Thread;
  isReady: boolean;
  /** The task whose work goes on; others of its tasks wait for somebody. */
  working: Task | undefined;
  since: number;
  readonly tasks: Map<number, Task>;
  /** Calls so far. */
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
  const isBusyFor = (member: Member, milliseconds: number): boolean => performance.now() - member.since > milliseconds;

  /** The thread for a task: the one that knows its parent, else any that is free. `undefined`: it waits. */
  const memberFor = ({ target }: Task): Member | undefined => {
    const known = home.of(target);
    if (known && isFree(known)) return known;
    return known && !isBusyFor(known, LOYALTY) ? undefined : home.emptiest([...members].filter(isFree));
  };

  const start = (member: Member, task: Task): void => {
    home.set(task.target, member);
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

  /** Another try, or an answer where there is no time for one. */
  const retry = (member: Member, task: Task): void => {
    if (performance.now() - task.arrived > limits.tries) {
      settle(member, task, askAgain(LATER, 'the answer takes too long'));
      return;
    }
    member.tasks.delete(task.id);
    if (member.working === task) member.working = undefined;
    queue.unshift(task);
  };

  const blame = (object: InWork): void => {
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
      for (const object of computed.dear ?? []) blame(object);
      if (computed.dear?.length) retry(member, task);
      else settle(member, task, computed);
    }
    dispatch();
  };

  const refill = (): void => {
    if (!isStopping && members.size < limits.threads) add();
  };

  /**
   * A thread is no more: its tasks go to others. One that never became ready is not replaced at once, or it would be
   * for ever.
   */
  const leave = (member: Member): void => {
    if (!members.delete(member)) return;
    home.forget(member);
    for (const task of [...member.tasks.values()]) retry(member, task);
    if (!member.isReady) setTimeout(refill, RESPITE).unref();
    else refill();
    dispatch();
  };

  /**
   * The task that was in work when its thread ended: the culprit is left out in the next try; without one there may be
   * no next try.
   */
  const fail = (
    member: Member,
    task: Task | undefined,
    culprit: InWork | undefined,
    why: Computed | undefined,
  ): void => {
    if (culprit) blame(culprit);
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
      askAgain(LATER, 'the request takes too long to read'),
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
      isReady: false,
      working: undefined,
      since: performance.now(),
      tasks: new Map(),
      calls: 0,
    };
    members.add(member);
  };

  const look = (): void => {
    for (const member of [...members]) {
      const late = member.thread.overdue();
      if (late) stopOverdue(member, late);
    }
    const all = [...members];
    const isStuck = queue.length > 0 && all.every((member) => member.working && isBusyFor(member, STUCK));
    if (isStuck && members.size < limits.threads + limits.extra) add();
    dispatch();
  };

  for (let i = 0; i < limits.threads; i++) add();
  const timer = setInterval(look, LOOK);
  timer.unref();

  return {
    isReady: () => [...members].some(({ isReady }) => isReady),
    run: (call) =>
      new Promise((answer) => {
        queue.push({
          id: nextId++,
          call,
          target: targetOf(call.path, call.body),
          arrived: performance.now(),
          answer,
          fullHeaps: 0,
        });
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
 * Whose fault a full heap is: an object's that has filled half of it; else, when it happens again, that of all objects
 * of the call together.
 */
function fullHeap(
  { heap, work }: Extract<End, { is: 'full' }>,
  limit: number,
  times: number,
): [culprit: InWork | undefined, why: Computed | undefined] {
  if (work.object && heap < limit / 2) return [work.object, undefined];
  return times < 2
    ? [undefined, undefined]
    : [work.target, askAgain(LATER, 'the hooks have too little memory for this request')];
}
