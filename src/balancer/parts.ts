/**
 * The named parts that a balancer is made of. Whoever wants another behaviour (an experiment, a student's module, a
 * deliberately wrong balancer) gives other factories for some of them; the rest stay the real thing.
 */
import type { Micros } from '../kernel/clock.ts';
import { type Admin, createAdmin } from './core/admin.ts';
import type { BalancerConfig } from './core/config.ts';
import { createHealthTracker, type HealthContext, type HealthTracker } from './core/health.ts';
import { createMetrics, type Metrics } from './core/metrics.ts';
import { createPool, type Pool } from './core/pool.ts';
import { POLICIES } from './policies/index.ts';
import type { Policy } from './policies/policy.ts';
import { type Forwarding, forwardClient } from './proxy/forwarding.ts';
import { createProber, type Prober, type ProberContext } from './proxy/prober.ts';

export interface Parts {
  /** The backends and which of them are eligible. */
  readonly pool: (config: BalancerConfig) => Pool;
  /** Picks one of the eligible. */
  readonly policy: (config: BalancerConfig) => Policy;
  /** Turns probe results into states. */
  readonly health: (context: HealthContext) => HealthTracker;
  /** Sends the probes. */
  readonly prober: (context: ProberContext) => Prober;
  /** The fields that tell backends of the client. */
  readonly forwarding: (config: BalancerConfig) => Forwarding;
  readonly metrics: (pool: Pool, startedAt: Micros) => Metrics;
  /** What is answered under `/lb/`. */
  readonly admin: (pool: Pool, metrics: Metrics) => Admin;
}

export const STANDARD_PARTS: Parts = {
  pool: (config) => createPool(config.backends),
  policy: (config) => POLICIES[config.algorithm](),
  health: createHealthTracker,
  prober: createProber,
  forwarding: () => forwardClient,
  metrics: createMetrics,
  admin: createAdmin,
};
