/** What the lab and a backend process say to each other. */
import type { Micros } from '../../kernel/clock.ts';
import type { Endpoint } from '../../kernel/network.ts';
import type { BackendSpec } from '../scenario/backend-spec.ts';
import type { Fault, FaultKind } from '../scenario/fault-spec.ts';

/** Given as the process's only argument, in JSON. */
export interface BackendOrder {
  readonly spec: BackendSpec;
  readonly endpoint: Endpoint;
  readonly healthPath: string;
  readonly seed: number;
  /** How many times this backend was started before. */
  readonly starts: number;
  /** The lab's zero on the monotonic clock. */
  readonly epoch: Micros;
  readonly eventFile: string;
}

/** From the lab. `id` is given back when it is done. */
export type BackendCommand =
  | { readonly id: number; readonly do: 'on'; readonly fault: Fault }
  | { readonly id: number; readonly do: 'off'; readonly kind: FaultKind };

/** To the lab. */
export type BackendMessage =
  | { readonly event: 'listening' }
  | { readonly event: 'failed'; readonly detail: string }
  | { readonly event: 'done'; readonly id: number };
