import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  // What cannot be removed, such as a file that another process still writes, stays: a test does not fail for it.
  for (const folder of made) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {}
  }
});

/** Makes a folder whose name begins with `prefix`, and removes it when the process ends. Gives its path. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  made.push(folder);
  return folder;
}
