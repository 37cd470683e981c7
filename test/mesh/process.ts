// An Alertmanager as a pod would run it, as a process on an address of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Place {
  readonly name: string;
  readonly ip: string;
  /** Outlives the process, as a volume would. */
  readonly folder: string;
  readonly config: string;
  /** Addresses of the peers that run. */
  readonly peers: readonly string[];
}

/** The arguments of the pod, with the paths and addresses of this machine. Names of peers become addresses: nothing here resolves names. */
function argsFor(args: readonly string[], { name, ip, folder, peers }: Place): string[] {
  const own = args
    .map((arg) => arg.replaceAll('$(POD_NAME)', name).replaceAll('$(POD_IP)', ip))
    .filter((arg) => !/^--(?:cluster\.peer=|web\.config\.file|config\.file|storage\.path|web\.listen-address)/.test(arg));
  return [
    ...own,
    `--config.file=${join(folder, 'alertmanager.yaml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${ip}:9093`,
    ...peers.map((peer) => `--cluster.peer=${peer}:9094`),
  ];
}

export interface Running {
  readonly child: ChildProcess;
  isReady(): Promise<boolean>;
  /** Resolves once it is gone. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Starts the program with the arguments of its container. */
export function run(binary: string, args: readonly string[], place: Place): Running {
  mkdirSync(join(place.folder, 'data'), { recursive: true });
  writeFileSync(join(place.folder, 'alertmanager.yaml'), place.config);
  const child = spawn(binary, argsFor(args, place), { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    child,
    isReady: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      try {
        return (await fetch(`http://${place.ip}:9093/-/ready`, { signal: AbortSignal.timeout(1000) })).ok;
      } catch {
        return false;
      }
    },
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}
