// `npm run test:invariants`: ten thousand setups drawn at random from the schemas of the CRDs, by fixed seeds, every
// second one with parity.
import { broken } from '../support/invariants.ts';
import { PARENTS, setups } from '../support/setups.ts';

const TOTAL = Number(process.argv[2] ?? 10_000);
const BATCH = 250;

let [bad, objects] = [0, 0];
const kinds = Object.keys(PARENTS);
for (const kind of kinds) {
  const count = Math.ceil(TOTAL / kinds.length);
  for (let done = 0; done < count; done += BATCH) {
    for (const [i, setup] of setups(kind, Math.min(BATCH, count - done), done + 1).entries()) {
      objects += 1 + setup.objects.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com/')).length;
      const problems = broken(setup, i % 2 === 1);
      if (problems.length === 0) continue;
      bad++;
      console.error(`invariants: ${kind}, seed ${done + 1}, setup ${i}: ${problems.slice(0, 3).join('; ')}`);
    }
  }
}
console.log(`invariants: ${TOTAL - bad} of ${TOTAL} setups hold, with ${objects} custom resources`);
process.exit(bad > 0 ? 1 : 0);
