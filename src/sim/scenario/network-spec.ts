/** The lines between the processes of a run, as a scenario says them. Times in µs, shares as fractions. */
import type { Micros } from '../../kernel/clock.ts';

/** What is absent is as in every virtual run. */
export interface NetworkSpec {
  /** One way, at least. */
  readonly latency?: Micros;
  /** Added to the latency, uniform from 0 to this. */
  readonly jitter?: Micros;
  /** Bytes per second, each way, of the line to each backend and of that of all clients. */
  readonly bandwidth?: number;
  /** The share of writes that arrive in pieces. */
  readonly fragmentation?: number;
}
