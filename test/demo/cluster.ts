// `npm run demo:cluster`: installs the charts of the hooks and of the demo stack into the cluster of test/cluster/up.sh,
// with the commands of docs/tutorial.md, waits, and prints what to open. METACONTROLLER=/path/to/metacontroller puts that
// program into the image of Metacontroller. Else the node pulls it.
import { documented, hasNode, reason } from '../e2e/chartrelease.ts';
import { shell } from '../e2e/document.ts';
import { kubeconfigFile, kubectlBinary } from '../e2e/kubeconfig.ts';
import { step } from '../e2e/tutorial.ts';
import { until } from '../support/until.ts';

const METACONTROLLER = process.env['METACONTROLLER'];

/** A command that may be repeated. */
const install = (marker: string): Promise<string> =>
  shell(documented('tutorial.md', marker).replace('helm install', 'helm upgrade --install'));

const missing = (await reason()) || (hasNode() ? false : 'start a cluster with a node: test/cluster/up.sh');
if (missing) throw new Error(missing);

console.log('1. The image of the hooks');
await shell('bash test/cluster/image.sh');
if (METACONTROLLER) await shell(`bash test/cluster/metacontroller-image.sh ${METACONTROLLER}`);
console.log('2. The hooks and Metacontroller');
await install('hooks');
console.log('3. The demo stack');
await install('demo');
console.log(await step('wait'));
console.log('4. The notification');
const lines = await until(
  'a notification has arrived',
  async () => {
    const text = await step('notification');
    return text.includes('firing') && text;
  },
  300,
);
console.log(lines);

const kubectl = `${kubectlBinary()} --kubeconfig=${kubeconfigFile()} -n demo`;
console.log(`Open http://localhost:9090/alerts and http://localhost:9093 after these two commands:
  ${kubectl} port-forward service/prometheus-demo-query 9090 &
  ${kubectl} port-forward service/alertmanager-operated 9093 &
Remove it: the commands of step 7 in docs/tutorial.md.`);
