// The time limit of a call, and the objects that are blamed for it: by processor time, not by the clock.
import t from 'tap';
import { objectLimiter } from '../../../../hooks/app/compute/limiter.ts';
import { OutOfTime } from '../../../../hooks/core/isolation.ts';
import { prometheus, serviceMonitor } from '../../../support/objects.ts';

/** The objects that are blamed when each of twelve takes a second of the clock, of which a share is processor time. */
function blamed(shareOf: (i: number) => number): string[] | undefined {
  let [at, spent] = [0, 0];
  const limiter = objectLimiter(new Set(), 10_000, () => {}, { now: () => at, worked: () => spent });
  limiter.begin(prometheus(), 'parent');
  try {
    for (let i = 0; i < 12; i++) {
      const name = `m${i}`;
      const end = limiter.begin(serviceMonitor({}, { name }), name);
      at += 1000;
      spent += 1000 * shareOf(i);
      end();
    }
    return undefined;
  } catch (error) {
    if (error instanceof OutOfTime) return error.expensive.map(({ digest }) => digest);
    throw error;
  }
}

t.test('a call ends after its time, and the next one goes on', async (t) => {
  t.ok(blamed(() => 0.02));
});

t.test('objects that computed all the time are blamed', async (t) => {
  t.strictSame(
    blamed((i) => (i === 3 || i === 5 ? 1 : 0.01)),
    ['m3', 'm5'],
  );
});

t.test('no object is blamed where the machine was busy with others', async (t) => {
  t.strictSame(
    blamed(() => 0.02),
    [],
  );
});

t.test('an object is not blamed for the processor time of those before it', async (t) => {
  t.strictSame(
    blamed((i) => (i === 3 ? 1 : 0)),
    ['m3'],
  );
});
