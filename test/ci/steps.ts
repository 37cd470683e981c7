// The steps of `.ci/run` after `npm ci`, and what each needs.

export interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Names of steps that have to pass before. Where one of them fails or is skipped, this one is skipped. */
  readonly after?: readonly string[];
  /** Names of steps that have to end before, whatever their result: both together would be short of processors. */
  readonly waitsFor?: readonly string[];
  /**
   * Steps of one queue run one after the other, in the order of the table. `alone`: with nothing beside them, after all
   * steps above. Time itself is a condition there: programs scrape, gossip and notify once a second.
   */
  readonly queue: 'build' | 'page' | 'compute' | 'pods' | 'control planes' | 'alone';
  /** `tap`: assertions count. Else the step counts as one. */
  readonly prints?: 'tap';
  readonly needs?: 'go' | 'corpus';
}

const THANOS = { WITH_THANOS: '1' };
/** Seconds in which nothing may be written. */
const REST = { REST_SECONDS: '60' };
/** The last steps that only compute. Where there is much to build they run beside that. */
const COMPUTED = ['npm test', 'conformance'];
const up = (parts: string): readonly string[] => ['env', `PARTS=${parts}`, 'bash', 'test/cluster/up.sh'];

export const STEPS: readonly Step[] = [
  // Builds take a second each where their results are kept from before.
  { name: 'build: tools', queue: 'build', command: up('tools'), needs: 'go' },
  { name: 'build: all', queue: 'build', command: up('build'), env: THANOS, needs: 'go' },

  // Beside what only computes. Its tests wait for each other's pages, not for processors.
  { name: 'chromium', queue: 'page', command: ['bash', 'test/ui/chromium.sh'] },
  { name: 'page', queue: 'page', command: ['npm', 'run', '-s', 'test:ui'], after: ['chromium'], prints: 'tap' },

  { name: 'lint', queue: 'compute', command: ['npm', 'run', '-s', 'lint'] },
  { name: 'types', queue: 'compute', command: ['npm', 'run', '-s', 'types'] },
  { name: 'demo', queue: 'compute', command: ['npm', 'run', '-s', 'demo', '--', '--once', '--port', '18099'] },
  {
    name: 'invariants of 1,000 random setups',
    queue: 'compute',
    command: ['npm', 'run', '-s', 'test:invariants', '--', '1000'],
  },
  {
    name: 'conformance: PromQL',
    queue: 'compute',
    command: ['npm', 'run', '-s', 'conformance:promql'],
    needs: 'corpus',
  },
  {
    name: 'loads: 2,000 objects',
    queue: 'compute',
    command: ['npm', 'run', '-s', 'test:loads', '--', '2000'],
    after: ['build: tools'],
    needs: 'go',
  },
  {
    name: 'loads: 2,000 configurations',
    queue: 'compute',
    command: ['npm', 'run', '-s', 'test:schema', '--', '2000'],
    after: ['build: tools'],
    needs: 'corpus',
  },
  { name: 'npm test', queue: 'compute', command: ['npm', 'test', '-s'], waitsFor: ['build: tools'], prints: 'tap' },
  {
    name: 'conformance',
    queue: 'compute',
    command: ['npm', 'run', '-s', 'conformance', '--', '--ratchet'],
    waitsFor: ['build: tools'],
    needs: 'corpus',
  },

  {
    name: 'cluster',
    queue: 'pods',
    command: ['bash', 'test/cluster/fresh.sh'],
    env: THANOS,
    after: ['build: all'],
    waitsFor: COMPUTED,
    needs: 'go',
  },
  {
    name: 'end to end: pods',
    queue: 'pods',
    command: ['npm', 'run', '-s', 'test:e2e', '--', 'pods'],
    env: THANOS,
    after: ['cluster'],
    prints: 'tap',
    needs: 'go',
  },
  {
    name: 'end to end: objects',
    queue: 'control planes',
    command: ['npm', 'run', '-s', 'test:e2e', '--', 'objects'],
    env: REST,
    after: ['build: all'],
    waitsFor: COMPUTED,
    prints: 'tap',
    needs: 'go',
  },
  {
    name: 'end to end: whole cluster',
    queue: 'control planes',
    command: ['npm', 'run', '-s', 'test:e2e', '--', 'whole cluster'],
    after: ['build: all'],
    waitsFor: COMPUTED,
    prints: 'tap',
    needs: 'go',
  },

  { name: 'abuse', queue: 'alone', command: ['npm', 'run', '-s', 'test:abuse'], prints: 'tap' },
  {
    name: 'meshes',
    queue: 'alone',
    command: ['npm', 'run', '-s', 'test:mesh'],
    after: ['build: tools'],
    prints: 'tap',
    needs: 'go',
  },
  {
    name: 'federation',
    queue: 'alone',
    command: ['npm', 'run', '-s', 'test:federation'],
    after: ['build: tools'],
    prints: 'tap',
    needs: 'go',
  },
  {
    name: 'query tiers',
    queue: 'alone',
    command: ['npm', 'run', '-s', 'test:query'],
    after: ['build: all'],
    prints: 'tap',
    needs: 'go',
  },
];
