// Spec fields of every workload kind: the pod and the StatefulSet around it.

import { type Static, Type } from '@sinclair/typebox';
import { Affinity } from '../pod/affinity.ts';
import { Container, VolumeMount } from '../pod/container.ts';
import { ResourceRequirements } from '../pod/resources.ts';
import { HostAlias, PodDNSConfig, Toleration } from '../pod/scheduling.ts';
import { PodSecurityContext } from '../pod/security.ts';
import { Volume } from '../pod/volume.ts';
import { DNSPolicy, ImagePullPolicy, LogFormat, LogLevel, PodManagementPolicy } from '../shared/enums.ts';
import { EmbeddedObjectMetadata } from '../shared/meta.ts';
import { IntOrString, Limit, NonEmptyString, StringMap } from '../shared/scalars.ts';
import { int32, mapList, oneOf, optional, required } from '../shared/schema.ts';
import { LocalObjectReference } from '../shared/selectors.ts';
import { StorageSpec } from './storage.ts';

export const Argument = Type.Object({
  name: required(NonEmptyString, 'Flag without its leading dashes: web.page-title.'),
  value: optional(Type.String(), 'Value of the flag; empty for a flag without a value.'),
});
export type Argument = Static<typeof Argument>;

export const RollingUpdate = Type.Object({
  maxUnavailable: optional(
    IntOrString,
    'How many pods, or what percentage, may be down during an update. Needs the MaxUnavailableStatefulSet feature ' +
      'of Kubernetes.',
  ),
});
export type RollingUpdate = Static<typeof RollingUpdate>;

export const UpdateStrategy = Type.Object(
  {
    rollingUpdate: optional(RollingUpdate, 'Details of RollingUpdate; allowed with that type only.'),
    type: required(
      oneOf(['OnDelete', 'RollingUpdate']),
      'RollingUpdate replaces pods one after another; OnDelete waits until someone deletes them.',
    ),
  },
  {
    'x-kubernetes-validations': [
      {
        rule: "!(self.type != 'RollingUpdate' && has(self.rollingUpdate))",
        message: 'rollingUpdate requires type to be RollingUpdate',
      },
    ],
  },
);
export type UpdateStrategy = Static<typeof UpdateStrategy>;

/** Fields of all four workload kinds: the pod and its StatefulSet. */
export const workloadFields = {
  additionalArgs: optional(
    Type.Array(Argument),
    'Flags appended to the generated ones. One that is generated already, or its no- form, stops the rollout with ' +
      'an error.',
  ),
  affinity: optional(Affinity, 'Scheduling affinity of the pods.'),
  containers: optional(
    Type.Array(Container),
    'Containers added to the pods. One named like a generated container is merged over it.',
  ),
  dnsConfig: optional(PodDNSConfig, 'DNS settings of the pods.'),
  dnsPolicy: optional(DNSPolicy, 'DNS policy of the pods.'),
  enableServiceLinks: optional(
    Type.Boolean(),
    'Whether the pods get environment variables for the Services of the namespace.',
  ),
  hostAliases: optional(mapList(HostAlias, ['ip']), 'Lines added to /etc/hosts of the pods.'),
  hostUsers: optional(
    Type.Boolean(),
    'False runs the pods in a user namespace of their own, where Kubernetes supports it.',
  ),
  imagePullPolicy: optional(ImagePullPolicy, 'When kubelet pulls the images of the generated containers.'),
  imagePullSecrets: optional(
    Type.Array(LocalObjectReference),
    'Secrets of the namespace with the credentials of image registries.',
  ),
  initContainers: optional(
    Type.Array(Container),
    'Init containers added to the pods. One named like a generated init container is merged over it.',
  ),
  logFormat: optional(LogFormat, 'Format of log lines; logfmt if unset.'),
  logLevel: optional(LogLevel, 'Lowest level that is logged; info if unset.'),
  minReadySeconds: optional(
    int32({ minimum: 0 }),
    'Seconds a new pod has to stay ready before it counts as available; 0 if unset.',
  ),
  nodeSelector: optional(StringMap, 'Labels that a node must have to get pods.'),
  paused: optional(Type.Boolean(), 'True stops all changes to what belongs to this object, except its status.'),
  podManagementPolicy: optional(
    PodManagementPolicy,
    'Whether pods start and stop one by one or together; Parallel if unset. Changing it recreates the StatefulSet.',
  ),
  podMetadata: optional(
    EmbeddedObjectMetadata,
    'Labels and annotations for the pods. Labels that select the pods win over these.',
  ),
  portName: optional(Type.String({ default: 'web' }), 'Name of the web port of the pods and of the governing Service.'),
  priorityClassName: optional(Type.String(), 'Priority class of the pods.'),
  resources: optional(ResourceRequirements, 'Requests and limits of the main container.'),
  schedulerName: optional(NonEmptyString, 'Scheduler that places the pods; the default one if unset.'),
  securityContext: optional(PodSecurityContext, 'Security context of the pods.'),
  serviceAccountName: optional(Type.String(), 'ServiceAccount of the pods; default if unset.'),
  storage: optional(StorageSpec, 'Where data is kept; unset, an emptyDir that goes with the pod.'),
  terminationGracePeriodSeconds: optional(
    Limit,
    'Seconds a pod gets to stop before it is killed. If unset: 600 for Prometheus and its agent, 120 for the others.',
  ),
  tolerations: optional(Type.Array(Toleration), 'Taints that the pods tolerate.'),
  updateStrategy: optional(UpdateStrategy, 'How running pods are replaced; RollingUpdate if unset.'),
  volumeMounts: optional(
    Type.Array(VolumeMount),
    'Volumes mounted into the main container, besides the generated ones.',
  ),
  volumes: optional(Type.Array(Volume), 'Volumes added to the pods, besides the generated ones.'),
};
