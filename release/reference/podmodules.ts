// The modules of hooks/api with types of Kubernetes.
export * as podAffinity from '../../hooks/api/pod/affinity.ts';
export * as podContainer from '../../hooks/api/pod/container.ts';
export * as podEnv from '../../hooks/api/pod/env.ts';
export * as podProbe from '../../hooks/api/pod/probe.ts';
export * as podProjected from '../../hooks/api/pod/projected.ts';
export * as podPvc from '../../hooks/api/pod/pvc.ts';
export * as podResources from '../../hooks/api/pod/resources.ts';
export * as podScheduling from '../../hooks/api/pod/scheduling.ts';
export * as podSecurity from '../../hooks/api/pod/security.ts';
export * as podVolume from '../../hooks/api/pod/volume.ts';
export * as podVolumelegacy from '../../hooks/api/pod/volumelegacy.ts';
