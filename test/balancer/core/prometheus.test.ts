/** The Prometheus page, read by a strict reader of its format. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BackendConfig } from '../../../src/balancer/config/config.ts';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { createMetrics } from '../../../src/balancer/core/metrics.ts';
import { REASONS } from '../../../src/balancer/core/outcome.ts';
import { createPool, seat, seatAll } from '../../../src/balancer/core/pool.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';
import { backendConfigs, seated, setState } from './backends.ts';
import { type Family, readExposition } from './exposition.ts';

function counting(...weights: number[]) {
  const { table, pool } = seated(...weights);
  const metrics = createMetrics({ table, pool, thread: 0, startedAt: 0 });
  return { table, pool, metrics, read: () => readExposition(metrics.prometheus(2_500_000)) };
}

/** The value of the one sample with these labels among others. */
function valueIn(families: readonly Family[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  const found = families
    .flatMap(({ samples }) => samples)
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    );
  expect(found.length, name).toBe(1);
  return found[0]?.value ?? Number.NaN;
}

test('what it says, to the letter', () => {
  const { table, pool, metrics, read } = counting(1, 3);
  const [first, second] = pool.backends as [Backend, Backend];
  for (const latency of [400, 600, 20_000, 3_000_000]) {
    metrics.started(first, -1);
    metrics.finished(first, latency, latency === 600);
  }
  metrics.started(first, -1);
  setState(pool, second, 'Draining');
  table.enter(0);
  table.enter(0);
  const families = read();
  expect(families.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'lbsim_uptime_seconds gauge',
    'lbsim_client_connections gauge',
    'lbsim_requests_total counter',
    'lbsim_failures_total counter',
    'lbsim_backend_requests_total counter',
    'lbsim_backend_errors_total counter',
    'lbsim_backend_active_requests gauge',
    'lbsim_backend_weight gauge',
    'lbsim_backend_state gauge',
    'lbsim_backend_request_duration_seconds histogram',
  ]);
  const own = { backend: 'b1', address: '127.0.0.1:3001' };
  expect(valueIn(families, 'lbsim_uptime_seconds')).toBe(2.5);
  expect(valueIn(families, 'lbsim_client_connections')).toBe(2);
  expect(valueIn(families, 'lbsim_backend_requests_total', own)).toBe(5);
  expect(valueIn(families, 'lbsim_backend_errors_total', own)).toBe(1);
  expect(valueIn(families, 'lbsim_backend_active_requests', own)).toBe(1);
  expect(valueIn(families, 'lbsim_backend_weight', { backend: 'b2' })).toBe(3);
  const states = ['Healthy', 'Unhealthy', 'Draining'];
  const told = (backend: string) => states.map((state) => valueIn(families, 'lbsim_backend_state', { backend, state }));
  expect([told('b1'), told('b2')]).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  const duration = 'lbsim_backend_request_duration_seconds';
  const upTo = (le: string) => valueIn(families, `${duration}_bucket`, { ...own, le });
  expect(['0.0005', '0.001', '0.01', '0.025', '2.5', '5', '+Inf'].map(upTo)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  expect(valueIn(families, `${duration}_sum`, own)).toBeCloseTo(3.021, 9);
  expect(valueIn(families, `${duration}_count`, own)).toBe(4);
});

test('requests by how they ended: over all threads, and whatever becomes of their backends', () => {
  const threads = [0, 1, 2];
  const table = StateTable.create(2, threads.length);
  const pool = createPool({ table, members: seatAll(table, backendConfigs([1, 1])) });
  const each = threads.map((thread) => createMetrics({ table, pool, thread, startedAt: 0 }));
  for (const metrics of each) {
    metrics.answered(200, false, '');
    metrics.answered(299, false, 'stall_timeout');
    metrics.answered(504, true, 'response_timeout');
    metrics.answered(0, false, 'client_gone');
  }
  each[1]?.answered(200, true, '');
  pool.adopt([]);
  seat(table, 0, backendConfigs([1])[0] as BackendConfig, false);
  const families = readExposition(each[0]?.prometheus(1) ?? '');
  const requests = (source: string, code: string) => valueIn(families, 'lbsim_requests_total', { source, code });
  expect(['none', '1xx', '2xx', '3xx', '4xx', '5xx'].map((code) => requests('backend', code))).toEqual([
    3, 0, 6, 0, 0, 0,
  ]);
  expect(['none', '2xx', '5xx'].map((code) => requests('balancer', code))).toEqual([0, 1, 3]);
  const failures = (reason: string) => valueIn(families, 'lbsim_failures_total', { reason });
  expect(['stall_timeout', 'response_timeout', 'client_gone', 'queue_full'].map(failures)).toEqual([3, 3, 3, 0]);
});

test('well-formed whatever was counted, and the same numbers as the JSON page', () => {
  const attempt = fc.record({
    index: fc.nat(2),
    latency: fc.maxSafeInteger(),
    failed: fc.boolean(),
    ends: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 50 }), (attempts) => {
      const { pool, metrics, read } = counting(1, 2, 256);
      for (const { index, latency, failed, ends } of attempts) {
        const backend = pool.backends[index] as Backend;
        metrics.started(backend, -1);
        // A clock never goes back.
        if (ends) metrics.finished(backend, Math.abs(latency), failed);
      }
      const families = read();
      for (const one of metrics.report(2_500_000).backends) {
        const own = { backend: one.id };
        expect(valueIn(families, 'lbsim_backend_requests_total', own)).toBe(one.total_requests);
        expect(valueIn(families, 'lbsim_backend_errors_total', own)).toBe(one.total_errors);
        expect(valueIn(families, 'lbsim_backend_active_requests', own)).toBe(one.active_connections);
      }
    }),
  );
});

test('no backend at all is well-formed, too', () => {
  const { pool, read } = counting(1);
  pool.adopt([]);
  expect(read().map(({ samples }) => samples.length)).toEqual([1, 1, 12, REASONS.length, 0, 0, 0, 0, 0, 0]);
});

test.each([
  ['no line feed at the end', '# HELP a b\n# TYPE a gauge\na 1'],
  ['a sample before its family', 'a 1\n'],
  ['TYPE before HELP', '# TYPE a gauge\n# HELP a b\na 1\n'],
  ['a family in two places', '# HELP a b\n# TYPE a gauge\na 1\n# HELP b b\n# TYPE b gauge\nb 1\n# HELP a b\n'],
  ['a name with a dash', '# HELP a-b b\n# TYPE a-b gauge\na-b 1\n'],
  ['a label that is not escaped', '# HELP a b\n# TYPE a gauge\na{x="""} 1\n'],
  ['no value', '# HELP a b\n# TYPE a gauge\na{x="y"} \n'],
  ['a series twice', '# HELP a b\n# TYPE a gauge\na{x="y"} 1\na{x="y"} 2\n'],
  ['a counter without _total', '# HELP a b\n# TYPE a counter\na 1\n'],
  [
    'buckets that fall',
    '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
  ],
  ['no +Inf', '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 1\na_bucket{le="2"} 1\na_sum 1\na_count 1\n'],
  [
    'a count of its own',
    '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n',
  ],
])('the reader refuses %s', (_, text) => {
  expect(() => readExposition(text)).toThrow('exposition format');
});
