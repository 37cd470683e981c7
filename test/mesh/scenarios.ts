// What may happen to a mesh. Each scenario is played on a mesh of three under load, and says how many peers must be whole at any time while it lasts.
import type { Stage } from './stage.ts';

export interface Scenario {
  readonly title: string;
  readonly rollout: 'gated' | 'kubernetes';
  /** The fewest peers that may be whole at one time; fewer than two only where the scenario itself takes one. */
  readonly fewestWhole: number;
  readonly annotations?: Readonly<Record<string, string>>;
  play(stage: Stage): Promise<void>;
}

let templates = 0;
/** Another template for the pods, with the same arguments. */
const newTemplate = (): object => ({ podMetadata: { annotations: { template: String(++templates) } } });
const uidsOf = ({ mesh }: Stage): string[] => mesh.pods.map(({ uid }) => uid);

async function roll(stage: Stage): Promise<void> {
  const before = uidsOf(stage);
  await stage.apply(newTemplate());
  await stage.until('all pods are replaced', 200, () => stage.isReplaced(before));
}

export const ROLLOUT: Scenario = { title: 'a new template', rollout: 'gated', fewestWhole: 2, play: roll };

/** As the Go operator has it: Kubernetes rolls, peers do not wait after their start. */
export const BASELINE: Scenario = { title: 'a new template, as Kubernetes rolls it', rollout: 'kubernetes', fewestWhole: 0, play: roll };

/** Nothing is lost or repeated for the sake of a rollout here: what is told from an old view all the same is Alertmanager's own. */
export const CONTROL: Scenario = {
  title: 'nothing at all, after a rollout',
  rollout: 'gated',
  fewestWhole: 3,
  play: async (stage) => {
    await roll(stage);
    const end = Date.now() + 30_000;
    await stage.until('the start delay is over', 20, () => Date.now() > end - 20_000);
    stage.countFromNow();
    await stage.until('half a minute has passed', 40, () => Date.now() > end);
  },
};
