// The files of a sidecar while they change: two of them may be in Grafana's folder for a moment.
import t from 'tap';
import { syncGrafana } from '../../../hooks/controllers/grafana/sync.ts';
import type { DecoratorRequest } from '../../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { GRAFANA } from '../../../hooks/grafana/labels.ts';
import { namespace, prometheus, secret } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';

const OWN = 'prometheus-metacontroller.dev';
const CREDENTIALS = { [`${OWN}/grafana-credentials`]: 'reader', [`${OWN}/grafana-credentials-for`]: 'grafana' };
const SECRET = secret('reader', { username: 'bob', password: 'x' }, { labels: { [`${OWN}/grafana-credentials`]: '' } });

/** `kind isDefault` of the only file. */
function look(annotations: Readonly<Record<string, string>>, attachments: readonly KubernetesObject[]) {
  const of = prometheus({}, { annotations: { [`${OWN}/grafana-default`]: 'true', ...annotations } });
  const request: DecoratorRequest = {
    object: namespace('grafana', { [GRAFANA]: 'sidecar' }),
    attachments: kindMap(attachments),
    related: kindMap([of, SECRET]),
    finalizing: false,
  };
  const made = syncGrafana('sidecar', request, new Date(0), parseOptions()).attachments;
  const [file] = made as readonly (KubernetesObject & { data: Record<string, string> })[];
  const [text = ''] = Object.values(file?.data ?? {});
  const yaml = file?.kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text;
  return { made, said: `${file?.kind} ${/isDefault: (\w+)/.exec(yaml)?.[1]}` };
}

t.test(
  'a default that moves between a ConfigMap and a Secret is not the default for a moment: Grafana refuses two',
  async (t) => {
    const plain = look({}, []);
    t.equal(plain.said, 'ConfigMap true');
    const moving = look(CREDENTIALS, plain.made);
    t.equal(moving.said, 'Secret false', 'a sidecar may still have the ConfigMap');
    t.equal(look(CREDENTIALS, [...plain.made, ...moving.made]).said, 'Secret false');
    const secured = look(CREDENTIALS, moving.made);
    t.equal(secured.said, 'Secret true');
    t.equal(look({}, secured.made).said, 'ConfigMap false', 'and back');
  },
);
