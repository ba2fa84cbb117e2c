/**
 * The balancer as a library: `import { serve } from 'lbsim/balancer'` runs it on this machine's sockets, on any number of
 * threads; `createBalancer` puts one together on any ports. `examples/embed.mjs` is a whole program.
 */
export type { Clock, Micros, Timer } from '../kernel/clock.ts';
export type { Connection, ConnectionHandler, Endpoint, Network, NetworkError } from '../kernel/network.ts';
export type { Ports } from '../kernel/ports.ts';
export type { Random } from '../kernel/random.ts';
export { type Balancer, type BalancerOptions, createBalancer } from './balancer.ts';
export type * from './config/config.ts';
export { DEFAULT_BACKEND, DEFAULTS } from './config/config.ts';
export { parseConfig } from './config/file.ts';
export type { ControlPlane } from './control-plane.ts';
export { type Admin, type AdminContext, createAdmin } from './core/admin.ts';
export type { AdminOperations, Refusal } from './core/admin-operations.ts';
export type { Backend, BackendState, Member } from './core/backend.ts';
export { createDrain, type Drain, type DrainContext } from './core/drain.ts';
export { createHealthTracker, type HealthContext, type HealthTracker } from './core/health.ts';
export type { LocalAnswer, LocalRequest } from './core/local-page.ts';
export { createMetrics, type Metrics, type MetricsContext } from './core/metrics.ts';
export type { MetricsReport } from './core/metrics-report.ts';
export type { BalancerObserver, Log, LogLevel } from './core/observer.ts';
export { createPool, type Pool, type PoolContext, type Snapshot } from './core/pool.ts';
export { createSessions } from './core/session-modes.ts';
export { SessionTable, type SessionTableHandle } from './core/session-table.ts';
export type { Sessions, SessionsContext, Visit } from './core/sessions.ts';
export { Flag, StateTable } from './core/state-table.ts';
export { type Parts, STANDARD_PARTS } from './parts.ts';
export type { PickRequest, Policy, PolicyContext } from './policies/policy.ts';
export { roundRobin } from './policies/round-robin.ts';
export type { AccessEntry, AccessLog, AccessLogFormat } from './proxy/access-log.ts';
export { createForwarding, type Forwarding, type PeerForwarding } from './proxy/forwarding.ts';
export { createProber, type Prober, type ProberContext } from './proxy/prober.ts';
export { nodePorts } from './serve/node-ports.ts';
export { serve } from './serve/serve.ts';
export type { Server } from './serve/server.ts';
