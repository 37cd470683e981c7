// Asks both forms of the Grafana decorators, and the owner's own sync, about a row.

import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { GRAFANA } from '../../../hooks/grafana/labels.ts';
import { namespace, prometheus } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';
import { type Attacked, INNOCENTS } from '../attacked.ts';
import { CONTROLLERS, decorate, sync } from '../questions.ts';
import { call, filesOf, type HookAnswer, madeBy } from './ask.ts';
import type { GrafanaRow } from './grafanarow.ts';

export interface Shown {
  readonly answers: readonly HookAnswer[];
  /** What the sidecar, or grafana-operator, makes of it, as text. */
  readonly text: Readonly<Record<'sidecar' | 'operator', string>>;
  /** What stands beside the culprit's data source. */
  readonly issues: readonly string[];
  /** Innocent objects without a data source. */
  readonly missing: readonly string[];
  /** The condition of the culprit. */
  readonly condition: string;
}

const innocents = INNOCENTS.map((name) => prometheus({}, { name, namespace: 'team-a', uid: `uid-${name}` }));
const spaces = ['monitoring', 'team-a', 'tenant'].map((name) => namespace(name));

const labelled = (space: KubernetesObject, form: string): KubernetesObject => ({
  ...space,
  metadata: { ...space.metadata, uid: 'uid-space', labels: { ...space.metadata.labels, [GRAFANA]: form } },
});

const textOf = (attachments: readonly KubernetesObject[]): string =>
  `${JSON.stringify(attachments)}\n${[...filesOf(attachments)].flat().join('\n')}`;

function conditionIn({ answered }: HookAnswer): string {
  const { status } = JSON.parse(answered.body) as {
    status?: { conditions?: { type: string; status: string; message: string }[] };
  };
  const found = status?.conditions?.find(({ type }) => type === 'GrafanaDatasource');
  return found?.status === 'False' ? found.message : '';
}

export async function askGrafana(server: Attacked, { space, objects, before = [] }: GrafanaRow): Promise<Shown> {
  const [culprit] = objects;
  if (!culprit) throw new Error('the row has no object');
  const about = (form: string, given: readonly KubernetesObject[], attachments: readonly KubernetesObject[]) =>
    call(server, `/grafana/${form}/sync`, {
      ...decorate(labelled(space, form), [...innocents, ...given]),
      attachments: kindMap(applied(attachments)),
    });
  const asked = async (form: string): Promise<HookAnswer> =>
    about(form, objects, before.length > 0 ? madeBy(await about(form, before, [])) : []);
  const [sidecar, operator] = [await asked('sidecar'), await asked('operator')];
  const own = await call(server, `/${CONTROLLERS[culprit.kind]}/sync`, sync(culprit, [...spaces, ...objects]));
  const made = [sidecar, operator].map(madeBy);
  const names = made.map((list) => new Set(list.map(({ metadata }) => metadata.name)));
  return {
    answers: [sidecar, operator, own],
    text: { sidecar: textOf(made[0] ?? []), operator: textOf(made[1] ?? []) },
    issues: made
      .flat()
      .filter(({ metadata }) => !/innocent/.test(metadata.name) && /hostile/.test(metadata.name))
      .map(({ metadata }) => metadata.annotations?.['prometheus-metacontroller.dev/issues'] ?? ''),
    missing: INNOCENTS.filter((name) => !names.every((set) => set.has(`prometheus-datasource-team-a.${name}`))),
    condition: conditionIn(own),
  };
}
