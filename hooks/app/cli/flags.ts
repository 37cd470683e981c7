// Flags that several commands have.
import type { Flags } from './command.ts';

/** Where objects are read. */
export const INPUT: Flags = {
  live: { type: 'boolean', help: 'read the objects of a cluster with kubectl, which only runs "kubectl get"' },
  context: { type: 'string', value: 'NAME', help: 'context of the kubeconfig, with --live' },
  kubeconfig: { type: 'string', value: 'FILE', help: 'kubeconfig, with --live' },
};

/** The namespace of objects that are read with `--live`. */
export const NAMESPACE: Flags = {
  namespace: { type: 'string', short: 'n', value: 'NAME', help: 'only objects of this namespace, with --live' },
};

export const OUTPUT: Flags = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FORMAT',
    choices: ['text', 'json', 'yaml'],
    help: 'format of the output',
  },
};

export const HELP: Flags = { help: { type: 'boolean', short: 'h', help: 'print this text' } };
