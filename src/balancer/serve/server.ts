import type { Endpoint } from '../../kernel/network.ts';
import type { ControlPlane } from '../control-plane.ts';

/** A balancer that serves. */
export interface Server {
  /** Where it listens; the port is the real one when 0 was asked for. */
  readonly endpoint: Endpoint;
  /** What the admin API does: adds, drains and removes backends, applies another configuration. */
  readonly control: ControlPlane;
  /**
   * Stops accepting and lets requests under way finish, for at most `graceMs` milliseconds; then they are cut off.
   * Resolves when all is closed: no socket, timer or thread of it is left.
   */
  stop(graceMs: number): Promise<void>;
}
