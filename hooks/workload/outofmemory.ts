// Containers that Linux ended because they needed more than their memory limit (kubernetes.io: assign memory resources).
import type { ContainerStatus, Pod } from './starting.ts';

/** Containers that are named. */
const MOST = 3;
const REASON = 'OOMKilled';

const wasEnded = ({ ready = false, state, lastState }: ContainerStatus): boolean =>
  !ready && [state, lastState].some((one) => one?.terminated?.reason === REASON);

/** Where the memory limit of a container is set. */
const limitOf = (name: string): string =>
  /^(?:init-)?config-reloader(?:-|$)/.test(name) ? 'set --config-reloader-memory-limit' : 'raise its memory limit';

/** Which containers of a pod that is not ready were ended for lack of memory, and what to do; '' for none. */
export function outOfMemory({ status = {} }: Pod): string {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const names = all.filter(wasEnded).map(({ name = '' }) => name);
  return names
    .slice(0, MOST)
    .map((name) => `container ${name} needed more memory than its limit (${REASON}): ${limitOf(name)}`)
    .join('; ');
}
