/**
 * The named parts that a balancer is made of. Whoever wants another behaviour (an experiment, a student's module, a
 * deliberately wrong balancer) gives other factories for some of them; the rest stay the real thing.
 */

import type { Algorithm, ForwardingConfig } from './config/config.ts';
import { type Admin, type AdminContext, createAdmin } from './core/admin.ts';
import { createDrain, type Drain, type DrainContext } from './core/drain.ts';
import { createHealthTracker, type HealthContext, type HealthTracker } from './core/health.ts';
import { createMetrics, type Metrics, type MetricsContext } from './core/metrics.ts';
import { createPool, type Pool, type PoolContext } from './core/pool.ts';
import { createSessions } from './core/session-modes.ts';
import type { Sessions, SessionsContext } from './core/sessions.ts';
import { POLICIES } from './policies/index.ts';
import type { Policy, PolicyContext } from './policies/policy.ts';
import { createForwarding, type Forwarding } from './proxy/forwarding.ts';
import { createProber, type Prober, type ProberContext } from './proxy/prober.ts';

/**
 * Factories, one for each part. `createBalancer` and `serve` take any of them in `options.parts`; the standard ones
 * (`createPool`, `createAdmin`, ...) are there to wrap:
 *
 * ```ts
 * const parts = { pool: (context) => createPool(context, () => true) }; // never looks at the state
 * ```
 */
export interface Parts {
  /** The backends and which of them are eligible. */
  readonly pool: (context: PoolContext) => Pool;
  /** Picks one of the eligible. */
  readonly policy: (algorithm: Algorithm, context: PolicyContext) => Policy;
  /** Turns probe results into states. */
  readonly health: (context: HealthContext) => HealthTracker;
  /** Sends the probes. */
  readonly prober: (context: ProberContext) => Prober;
  /** Which backend a session sticks to. */
  readonly sessions: (context: SessionsContext) => Sessions;
  /** When a backend that takes no new requests is done with the old ones. */
  readonly drain: (context: DrainContext) => Drain;
  /** The fields that tell backends of the client. */
  readonly forwarding: (config: ForwardingConfig) => Forwarding;
  /** Counts, active requests included. */
  readonly metrics: (context: MetricsContext) => Metrics;
  /** What is answered under `/lb/`. */
  readonly admin: (context: AdminContext) => Admin;
}

export const STANDARD_PARTS: Parts = {
  pool: createPool,
  policy: (algorithm, context) => POLICIES[algorithm](context),
  health: createHealthTracker,
  prober: createProber,
  sessions: createSessions,
  drain: createDrain,
  forwarding: createForwarding,
  metrics: createMetrics,
  admin: createAdmin,
};
