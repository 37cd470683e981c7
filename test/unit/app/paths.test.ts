// The HTTP server knows the hooks by a table of paths; the threads know what answers them.
import t from 'tap';
import { PATHS } from '../../../hooks/app/routing/paths.ts';
import { ROUTES } from '../../../hooks/app/routing/routes.ts';

t.test('every path has an answer, and every answer a path', async (t) => {
  const sorted = (rows: readonly { path: string; controller: string; hook: string }[]) =>
    rows.map(({ path, controller, hook }) => `${path} ${controller} ${hook}`).sort();
  t.strictSame(sorted(PATHS), sorted(ROUTES));
});
