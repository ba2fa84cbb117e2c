/** What the admin API can do to a running balancer. The thread in control does it. */

import type { BackendConfig, BalancerConfig } from '../config/config.ts';
import type { Backend } from './backend.ts';
import type { EjectionReport } from './ejection.ts';

/** Why something was not done. */
export type Refusal =
  /** Another backend has that address. */
  | 'duplicate'
  /** It is where the balancer itself listens. */
  | 'loop'
  /** There is no room for another backend. */
  | 'full';

export interface AdminOperations {
  /** As it is now: backends that were added, and weights that were changed, included. */
  readonly config: BalancerConfig;
  /** Goes up with every change of the configuration. */
  readonly generation: number;
  /** Why and for how long live traffic has the backend out; null when it has not. */
  ejection(backend: Backend): EjectionReport | null;
  add(backend: BackendConfig): Backend | Refusal;
  /** No new requests; those under way may finish until the drain timeout, and are cut off then. */
  drain(backend: Backend): void;
  /** Takes an order to drain or a removal that is under way back. */
  enable(backend: Backend): void;
  /** Drains, then removes. */
  remove(backend: Backend): void;
  /** `weight`: 1 to 256. */
  setWeight(backend: Backend, weight: number): void;
  /** Reads the configuration again and applies it. `done` is told the problem, or null when it is in force. */
  reload(done: (problem: string | null) => void): void;
}
