import type { Endpoint } from '../../kernel/network.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { MetricsReport } from '../core/metrics-report.ts';
import type { Pool } from '../core/pool.ts';

/** A balancer that serves. */
export interface Server {
  /** Where it listens; the port is the real one when 0 was asked for. */
  readonly endpoint: Endpoint;
  /** Where the admin API is, if that has an address of its own. */
  readonly adminEndpoint: Endpoint | null;
  /** What the admin API does: adds, drains and removes backends, applies another configuration. */
  readonly control: ControlPlane;
  /** The backends, with their states and their requests under way as they are now. */
  readonly pool: Pool;
  /** What `/lb/metrics` answers. */
  metrics(): MetricsReport;
  /** Reads the configuration again and applies it, or tells the log why not. */
  reload(): void;
  /**
   * Stops accepting and lets requests under way finish, for at most `graceMs` milliseconds (`timeouts.shutdown` when not
   * given); then they are cut off.
   * Resolves when all is closed: no socket, timer or thread of it is left.
   */
  stop(graceMs?: number): Promise<void>;
}
