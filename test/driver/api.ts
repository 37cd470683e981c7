// What a driver needs of an API server, whatever it is: one in memory here, a real one in the end-to-end tests.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { KindInfo } from './kinds.ts';

export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

export interface Ref {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export type Watcher = (before: KubernetesObject | undefined, after: KubernetesObject | undefined) => void;

export interface Api {
  list(kind: KindInfo): Promise<readonly KubernetesObject[]>;
  get(kind: KindInfo, ref: Ref): Promise<KubernetesObject | undefined>;
  create(object: KubernetesObject, manager: string): Promise<KubernetesObject>;
  update(object: KubernetesObject, manager: string): Promise<KubernetesObject>;
  updateStatus(object: KubernetesObject, manager: string): Promise<KubernetesObject>;
  /** Server-side apply with force. */
  apply(object: KubernetesObject, manager: string): Promise<KubernetesObject>;
  /** `uid`: only the object with this uid. Dependents go in the background. */
  delete(kind: KindInfo, ref: Ref, uid?: string): Promise<void>;
  watch(watcher: Watcher): void;
}
