import type { Micros } from '../../kernel/clock.ts';

/** What the built-in balancer's process is told: its only argument, in JSON. */
export interface SubjectOrder {
  readonly configFile: string;
  /** A module that exports `parts`. */
  readonly partsModule: string | null;
  readonly traceFile: string;
  /** It may be killed: every row is written at once. */
  readonly durable: boolean;
  /** The backends' names by address. */
  readonly names: Readonly<Record<string, string>>;
  /** The lab's zero on the monotonic clock. */
  readonly epoch: Micros;
}
