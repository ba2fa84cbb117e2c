/** The counters, and the JSON that shows them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import { createMetrics } from '../../../src/balancer/core/metrics.ts';
import { poolOf } from './backends.ts';

test('metrics_accuracy: to the letter', () => {
  const pool = poolOf(1, 1);
  const [first, second] = pool.backends as [Backend, Backend];
  const metrics = createMetrics(pool, 1_000_000);
  metrics.started(first);
  metrics.started(first);
  metrics.started(second);
  metrics.finished(first, 1000, false);
  metrics.finished(second, 501, true);
  pool.setState(second, 'Draining');
  expect(metrics.active(first)).toBe(1);
  expect(metrics.report(7_000_000)).toEqual({
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
  const report = createMetrics(poolOf(1), 5).report(5);
  expect(Object.values(report).filter((value) => typeof value === 'number')).toEqual([0, 0, 0, 0, 1, 1]);
  expect(JSON.stringify(report)).not.toMatch(/null|NaN/);
});

test('sums add up, and what is active was started and not finished', () => {
  const attempt = fc.record({ index: fc.nat(2), latency: fc.nat(1_000_000), failed: fc.boolean(), ends: fc.boolean() });
  fc.assert(
    fc.property(fc.array(attempt), (attempts) => {
      const pool = poolOf(1, 1, 1);
      const metrics = createMetrics(pool, 0);
      for (const { index, latency, failed, ends } of attempts) {
        const backend = pool.backends[index] as Backend;
        metrics.started(backend);
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
