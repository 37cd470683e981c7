// Names of pods as the headless Service gives them, for processes that would find nothing in /etc/hosts: each sees a
// file of ours in its place.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folder.ts';

const UNSHARE = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];

/** Why no process can be given names; '' where it can. */
export const noNames: string = (() => {
  const { status, stderr, error } = spawnSync('unshare', [...UNSHARE, 'mount', '--bind', '/etc/hosts', '/etc/hosts'], {
    encoding: 'utf8',
  });
  return status === 0 ? '' : `no mount namespaces here: ${error?.message ?? stderr.trim()}`;
})();

/**
 * Files that stand in the place of others, and the command that a process runs under to see them. No name is asked for
 * elsewhere.
 */
const FILES: Readonly<Record<string, string>> = {
  'nsswitch.conf': 'hosts: files\n',
  'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
};

export interface Names {
  /** The command, with its arguments, for a process that sees the names. */
  command(binary: string, args: readonly string[]): readonly [command: string, args: readonly string[]];
  /** Name -> address, from now on. */
  set(names: ReadonlyMap<string, string>): void;
}

export function names(): Names {
  const folder = temporaryFolder('mesh-names-');
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, '127.0.0.1 localhost\n');
  const others = Object.keys(FILES).filter((name) => existsSync(`/etc/${name}`));
  for (const name of others) writeFileSync(join(folder, name), FILES[name] ?? '');
  const binds = ['hosts', ...others].map((name) => `mount --bind "$0/${name}" /etc/${name}`).join(' && ');
  return {
    command: (binary, args) => ['unshare', [...UNSHARE, 'sh', '-c', `${binds} && exec "$@"`, folder, binary, ...args]],
    set: (all) => {
      const lines = [...all].map(([name, ip]) => `${ip} ${name}\n`);
      const text = `127.0.0.1 localhost\n${lines.join('')}`;
      // The same file, never empty: it is mounted, and may be read at any time.
      const file = openSync(hosts, 'r+');
      writeSync(file, text, 0);
      ftruncateSync(file, Buffer.byteLength(text));
      closeSync(file);
    },
  };
}
