import type { Backend, BackendState } from './backend.ts';

/** Is told what the balancer decides, as it decides: the lab's trace. Calls must be cheap. */
export interface BalancerObserver {
  onSelect(backend: Backend): void;
  /** A probe was judged; `streak`: how many in a row had that result, this one included. */
  onProbe(backend: Backend, ok: boolean, streak: number, reason: string): void;
  onState(backend: Backend, state: BackendState): void;
}

export type LogLevel = 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string) => void;

export const SILENT_OBSERVER: BalancerObserver = { onSelect() {}, onProbe() {}, onState() {} };
export const SILENT_LOG: Log = () => {};
