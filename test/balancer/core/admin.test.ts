/** The balancer's own pages. */
import { expect, test } from 'vitest';
import { createAdmin } from '../../../src/balancer/core/admin.ts';
import type { Backend, BackendState } from '../../../src/balancer/core/backend.ts';
import { createMetrics } from '../../../src/balancer/core/metrics.ts';
import { poolOf } from './backends.ts';

function adminWith(...states: BackendState[]) {
  const pool = poolOf(...states.map(() => 1));
  states.forEach((state, index) => {
    pool.setState(pool.backends[index] as Backend, state);
  });
  const metrics = createMetrics(pool, 0);
  return { pool, metrics, admin: createAdmin(pool, metrics) };
}

test.each([
  [['Healthy', 'Healthy'], '{"status":"healthy","healthy_backends":2,"total_backends":2}'],
  [['Healthy', 'Unhealthy', 'Healthy'], '{"status":"degraded","healthy_backends":2,"total_backends":3}'],
  [['Healthy', 'Draining'], '{"status":"degraded","healthy_backends":1,"total_backends":2}'],
  [['Unhealthy', 'Draining'], '{"status":"unhealthy","healthy_backends":0,"total_backends":2}'],
] as const)('/lb/health with %s', (states, body) => {
  const { admin } = adminWith(...states);
  expect(admin.answer('GET', '/lb/health', 0)).toEqual({ status: 200, contentType: 'application/json', body });
});

test('/lb/metrics is the report, with its fields in their order', () => {
  const { admin, metrics, pool } = adminWith('Healthy');
  metrics.started(pool.backends[0] as Backend);
  metrics.finished(pool.backends[0] as Backend, 1250, false);
  expect(admin.answer('GET', '/lb/metrics', 2_000_000)?.body).toBe(
    '{"total_requests":1,"total_errors":0,"requests_per_second":0.5,"avg_latency_us":1250,"healthy_backends":1,' +
      '"total_backends":1,"backends":[{"address":"127.0.0.1:3001","state":"Healthy","active_connections":0,' +
      '"total_requests":1,"total_errors":0,"avg_latency_us":1250,"error_rate":0}]}',
  );
});

test.each([
  ['GET', '/lb/health?verbose=1', 200],
  ['GET', '/lb/health?/lb/metrics', 200],
  ['HEAD', '/lb/health', 200],
  ['HEAD', '/lb/metrics', 200],
  ['POST', '/lb/health', 405],
  ['DELETE', '/lb/metrics?x', 405],
  ['get', '/lb/health', 405],
  ['GET', '/lb/', 404],
  ['GET', '/lb/healthy', 404],
  ['GET', '/lb/health/', 404],
  ['GET', '/lb/Health', 404],
  ['POST', '/lb/nothing', 404],
])('%s %s is %i', (method, path, status) => {
  expect(adminWith('Healthy').admin.answer(method, path, 0)?.status).toBe(status);
});

test('what is allowed stands in a 405', () => {
  expect(adminWith('Healthy').admin.answer('PUT', '/lb/health', 0)?.extra).toBe('Allow: GET, HEAD\r\n');
});

test.each(['/', '/lb', '/lbx/health', '/LB/health', '/x/lb/health', '/?/lb/health', '*'])(
  '%s is for backends',
  (path) => {
    expect(adminWith('Healthy').admin.answer('GET', path, 0)).toBeNull();
  },
);
