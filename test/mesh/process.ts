// An Alertmanager as a pod would run it, as a process on an address of its own. What it says is in the file `log` of
// its folder.
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../support/process.ts';
import type { Names } from './names.ts';

export interface Place {
  readonly name: string;
  readonly ip: string;
  /** Outlives the process, as a volume would. */
  readonly folder: string;
  readonly config: string;
  /** Nothing where processes find each other by address. */
  readonly names: Names | undefined;
  /** Addresses of the peers that run, for a process without names. */
  readonly peers: readonly string[];
}

/** The arguments of the pod, with the paths and the address of this machine. */
function argsFor(args: readonly string[], { name, ip, folder, names, peers }: Place): string[] {
  const own = args
    .map((arg) => arg.replaceAll('$(POD_NAME)', name).replaceAll('$(POD_IP)', ip))
    .filter((arg) => !/^--(?:web\.config\.file|config\.file|storage\.path|web\.listen-address)/.test(arg))
    .filter((arg) => names || !arg.startsWith('--cluster.peer='));
  return [
    ...own,
    `--config.file=${join(folder, 'alertmanager.yaml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${ip}:9093`,
    ...(names ? [] : peers.map((peer) => `--cluster.peer=${peer}:9094`)),
  ];
}

export interface Running {
  readonly child: ChildProcess;
  /** Milliseconds since 1970. */
  readonly started: number;
  isOver(): boolean;
  isReady(): Promise<boolean>;
  /** Resolves once it is gone. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Starts the program with the arguments of its container. */
export function run(binary: string, args: readonly string[], place: Place): Running {
  mkdirSync(join(place.folder, 'data'), { recursive: true });
  writeFileSync(join(place.folder, 'alertmanager.yaml'), place.config);
  const all = argsFor(args, place);
  const [command, full] = place.names?.command(binary, all) ?? [binary, all];
  const { child, isOver, stop } = launch(command, full, join(place.folder, 'log'));
  return {
    child,
    started: Date.now(),
    isOver,
    isReady: async () => {
      if (isOver()) return false;
      try {
        return (await fetch(`http://${place.ip}:9093/-/ready`, { signal: AbortSignal.timeout(1000) })).ok;
      } catch {
        return false;
      }
    },
    stop,
  };
}
