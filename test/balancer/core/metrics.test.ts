/** The counters, and the JSON that shows them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { bucketOf } from '../../../src/balancer/core/histogram.ts';
import { createMetrics, type Metrics } from '../../../src/balancer/core/metrics.ts';
import type { Pool } from '../../../src/balancer/core/pool.ts';
import { seated, setState } from './backends.ts';

function counting(startedAt: number, ...weights: number[]): { pool: Pool; metrics: Metrics } {
  const { table, pool } = seated(...weights);
  return { pool, metrics: createMetrics({ table, pool, thread: 0, startedAt }) };
}

test('metrics_accuracy: to the letter', () => {
  const { pool, metrics } = counting(1_000_000, 1, 1);
  const [first, second] = pool.backends as [Backend, Backend];
  metrics.started(first, -1);
  metrics.started(first, -1);
  metrics.started(second, -1);
  metrics.finished(first, 1000, false);
  metrics.finished(second, 501, true);
  setState(pool, second, 'Draining');
  expect(first.active).toBe(1);
  expect(metrics.report(7_000_000)).toMatchObject({
    total_requests: 3,
    total_errors: 1,
    requests_per_second: 0.5,
    avg_latency_us: 750.5,
    healthy_backends: 1,
    total_backends: 2,
    backends: [
      {
        address: '127.0.0.1:3001',
        state: 'Healthy',
        active_connections: 1,
        total_requests: 2,
        total_errors: 0,
        avg_latency_us: 1000,
        error_rate: 0,
      },
      {
        address: '127.0.0.1:3002',
        state: 'Draining',
        active_connections: 0,
        total_requests: 1,
        total_errors: 1,
        avg_latency_us: 501,
        error_rate: 1,
      },
    ],
  });
});

test('before anything happened every number is 0', () => {
  const report = counting(5, 1).metrics.report(5);
  const { healthy_backends, total_backends, ...rest } = report;
  expect([healthy_backends, total_backends]).toEqual([1, 1]);
  expect(Object.values(rest).filter((value) => typeof value === 'number' && value !== 0)).toEqual([]);
  expect(JSON.stringify(report)).not.toMatch(/null|NaN/);
});

test('sums add up, and what is active was started and not finished', () => {
  const attempt = fc.record({ index: fc.nat(2), latency: fc.nat(1_000_000), failed: fc.boolean(), ends: fc.boolean() });
  fc.assert(
    fc.property(fc.array(attempt), (attempts) => {
      const { pool, metrics } = counting(0, 1, 1, 1);
      for (const { index, latency, failed, ends } of attempts) {
        const backend = pool.backends[index] as Backend;
        metrics.started(backend, -1);
        if (ends) metrics.finished(backend, latency, failed);
      }
      const report = metrics.report(1);
      const of = (index: number) => attempts.filter((one) => one.index === index);
      expect(report.backends.map((one) => one.total_requests)).toEqual([0, 1, 2].map((index) => of(index).length));
      expect(report.backends.map((one) => one.active_connections)).toEqual(
        [0, 1, 2].map((index) => of(index).filter((one) => !one.ends).length),
      );
      expect(report.total_errors).toBe(attempts.filter((one) => one.ends && one.failed).length);
      expect(report.total_requests).toBe(attempts.length);
    }),
  );
});

test('a bucket counts on beyond 2^32: a busy thread gets there within weeks', () => {
  const { table, pool } = seated(1);
  const metrics = createMetrics({ table, pool, thread: 0, startedAt: 0 });
  const [backend] = pool.backends as [Backend];
  const before = 2 ** 32 - 1;
  table.totals[0] = before;
  table.latencies[0] = before * 100;
  table.histograms[bucketOf(100)] = before;
  metrics.started(backend, -1);
  metrics.finished(backend, 100, false);
  const { total_requests, avg_latency_us, p50_latency_us } = metrics.report(1);
  expect([total_requests, avg_latency_us]).toEqual([2 ** 32, 100]);
  expect(p50_latency_us).toBeGreaterThan(90);
});
