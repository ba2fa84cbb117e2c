/** States follow the thresholds, for every sequence of probe results. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../src/balancer/config/config.ts';
import type { Backend, BackendState } from '../../../src/balancer/core/backend.ts';
import { createHealthTracker } from '../../../src/balancer/core/health.ts';
import { poolOf, setState } from './backends.ts';

/** A tracker over `count` backends; `told` is what the observer and the log heard. */
function tracking(unhealthyThreshold: number, healthyThreshold: number, count = 1) {
  const pool = poolOf(...Array<number>(count).fill(1));
  const told: string[] = [];
  const log: string[] = [];
  const tracker = createHealthTracker({
    configOf: () => ({ ...DEFAULTS.healthCheck, unhealthyThreshold, healthyThreshold }),
    mark: (backend, flag, on) => {
      const state = pool.mark(backend, flag, on);
      if (state !== null) told.push(`${backend.index} ${state}`);
    },
    observer: {
      onSelect() {},
      onProbe: ({ index }, ok, streak) => told.push(`${index} ${ok ? 'ok' : 'failed'} ${streak}`),
      onState() {},
    },
    log: (level, message) => log.push(`${level} ${message}`),
  });
  const report = (ok: boolean, index = 0) => tracker.report(pool.backends[index] as Backend, ok, ok ? '' : 'timeout');
  return { pool, told, log, report, state: (index = 0) => pool.backends[index]?.state };
}

test('unhealthy_threshold: out after so many failures in a row, not before', () => {
  const { report, state } = tracking(3, 2);
  for (const ok of [false, false, true, false, false]) report(ok);
  expect(state()).toBe('Healthy');
  report(false);
  expect(state()).toBe('Unhealthy');
});

test('healthy_threshold: back after so many successes in a row, not before', () => {
  const { report, state } = tracking(1, 2);
  for (const ok of [false, true, false, true]) report(ok);
  expect(state()).toBe('Unhealthy');
  report(true);
  expect(state()).toBe('Healthy');
});

test('backend_recovery: out, back, and out again by the same rules', () => {
  const { report, told } = tracking(2, 2);
  for (const ok of [false, false, false, true, true, true, false, false]) report(ok);
  expect(told.filter((line) => line.includes('ealthy'))).toEqual(['0 Unhealthy', '0 Healthy', '0 Unhealthy']);
});

test('the observer hears every probe with its streak, and a state behind the probe that made it', () => {
  const { report, told } = tracking(2, 1);
  for (const ok of [true, true, false, false, true]) report(ok);
  expect(told).toEqual(['0 ok 1', '0 ok 2', '0 failed 1', '0 failed 2', '0 Unhealthy', '0 ok 1', '0 Healthy']);
});

test('log lines to the letter', () => {
  const { report, log } = tracking(2, 1);
  for (const ok of [false, false, false, true, true]) report(ok);
  expect(log).toEqual([
    'warn Backend 127.0.0.1:3001 health check failed (1/2): timeout',
    'warn Backend 127.0.0.1:3001 health check failed (2/2): timeout',
  ]);
});

test('a draining backend stays draining, whatever its probes say', () => {
  const { pool, report, state } = tracking(1, 1);
  setState(pool, pool.backends[0] as Backend, 'Draining');
  for (const ok of [true, false, false, true, true]) report(ok);
  expect(state()).toBe('Draining');
});

test('a reference model: for every sequence over several backends', () => {
  const threshold = fc.integer({ min: 1, max: 4 });
  const results = fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 60 });
  fc.assert(
    fc.property(threshold, threshold, results, (unhealthy, healthy, sequence) => {
      const { report, state } = tracking(unhealthy, healthy, 3);
      const seen: boolean[][] = [[], [], []];
      const model: BackendState[] = ['Healthy', 'Healthy', 'Healthy'];
      for (const [index, ok] of sequence) {
        report(ok, index);
        const results = seen[index] as boolean[];
        results.push(ok);
        // Whether the last so many were all the same: a definition without counters.
        if (lastAre(results, unhealthy, false)) model[index] = 'Unhealthy';
        if (lastAre(results, healthy, true)) model[index] = 'Healthy';
        expect([0, 1, 2].map((at) => state(at))).toEqual(model);
      }
    }),
  );
});

function lastAre(results: readonly boolean[], count: number, value: boolean): boolean {
  return results.length >= count && results.slice(-count).every((result) => result === value);
}
