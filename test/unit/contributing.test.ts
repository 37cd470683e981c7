// The command of CONTRIBUTING.md for one test file works.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import t from 'tap';

const ROOT = resolve(import.meta.dirname, '../..');

t.test('one file of tests runs alone, without compiling', async (t) => {
  const text = readFileSync(resolve(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const [, command = ''] = /Run one file alone, without compiling:\n\n```sh\n(.*)\n```/.exec(text) ?? [];
  const [program = '', ...args] = command.split(' ');
  // The exit code says that all have passed: another one throws.
  t.match(execFileSync(program, args, { cwd: ROOT, encoding: 'utf8' }), /^1\.\.\d+$/m);
});
