// User stories: the objects of input.yaml go in, and the parts that want.yaml names come out. CONTRIBUTING.md says how
// to add one.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { render } from '../../hooks/app/routing/render.ts';
import { type Found, found, problems, readCase } from '../support/golden.ts';

const topics = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const { name: topic } of topics) {
  t.test(topic, async (t) => {
    for (const name of readdirSync(join(import.meta.dirname, topic))) {
      const folder = join(import.meta.dirname, topic, name);
      if (!existsSync(join(folder, 'input.yaml'))) continue;
      const { input, want } = readCase(folder);
      t.test(`${name}: ${want.story}`, async (t) => {
        const now = new Date('2026-11-01T00:00:00Z');
        const rendered = render(input, { flags: want.flags ?? [], parity: want.parity ?? false, now });
        const parent = rendered.parents.find((item) => item.name === (want.parent ?? item.name));
        t.ok(parent, 'there is a parent');
        if (!parent) return;
        const out: Found = found(parent);
        t.strictSame(problems(want.see ?? {}, out, ''), [], 'what is wanted is there');
        t.ok(Object.keys(want.see ?? {}).length > 0, 'something is wanted');
      });
    }
  });
}
