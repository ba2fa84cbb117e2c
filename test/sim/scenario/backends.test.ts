/** What a file may say of its backends, and what it becomes. */
import { describe, expect, it } from 'vitest';
import type { BackendSpec } from '../../../src/sim/scenario/backend-spec.ts';
import { parseScenario } from '../../../src/sim/scenario/parse.ts';
import { scenarioOf, wrongs } from './support.ts';

function file(backend: string): string {
  return `name: backends\nbackends:\n  b1: { ${backend} }\nload: [{ rate: 100/s, for: 8s }]\n`;
}

function backendOf(text: string): BackendSpec | undefined {
  return scenarioOf(file(text)).backends[0];
}

describe('latencies', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['4ms', { kind: 'constant', value: 4_000 }],
    ['{ uniform: { min: 0ms, max: 9ms } }', { kind: 'uniform', min: 0, max: 9_000 }],
    ['{ normal: { mean: 5ms, sd: 1ms } }', { kind: 'normal', mean: 5_000, sd: 1_000 }],
    ['{ lognormal: { p50: 4ms, p99: 40ms } }', { kind: 'lognormal', p50: 4_000, p99: 40_000 }],
    ['{ exponential: { mean: 5ms } }', { kind: 'exponential', mean: 5_000 }],
    ['{ pareto: { min: 2ms, p99: 80ms } }', { kind: 'pareto', min: 2_000, p99: 80_000 }],
    [
      '{ percentiles: { p50: 4ms, p99.9: 40ms } }',
      {
        kind: 'percentiles',
        points: [
          { quantile: 0, value: 4_000 },
          { quantile: 0.5, value: 4_000 },
          { quantile: 0.9990000000000001, value: 40_000 },
          { quantile: 1, value: 40_000 },
        ],
      },
    ],
    [
      '{ mixture: [ { share: 90%, latency: 4ms }, { share: 10%, latency: { exponential: { mean: 1s } } } ] }',
      {
        kind: 'mixture',
        parts: [
          { share: 0.9, latency: { kind: 'constant', value: 4_000 } },
          { share: 0.1, latency: { kind: 'exponential', mean: 1_000_000 } },
        ],
      },
    ],
  ];
  it.each(cases)('%s', (text, latency) => {
    expect(backendOf(`latency: ${text}`)?.latency).toEqual(latency);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['{ uniform: { min: 3ms, max: 2ms } }', '3:46: max is below min'],
    ['{ pareto: { min: 3ms, p99: 2ms } }', '3:45: p99 is below min'],
    ['{ percentiles: { p50: 3ms, p99: 2ms } }', '3:50: p99 is below p50: percentiles ascend'],
    ['{ percentiles: { } }', '3:33: expected at least one percentile such as p50: 4ms, found an empty map'],
    [
      '{ mixture: [ { share: 90%, latency: 4ms }, { share: 9%, latency: 5ms } ] }',
      '3:29: expected shares that add up to 100% (these are 99%), found a list',
    ],
    [
      '{ normal: { mean: 5ms, sd: 1ms }, exponential: { mean: 5ms } }',
      '3:52: one kind of latency only, found "normal" and "exponential"; keep one of them, or make a mixture',
    ],
    ['{ gaussian: { mean: 5ms } }', '3:20: unknown key "gaussian"; expected uniform, normal, lognormal, exponential, '],
  ];
  it.each(wrong)('%s', (text, message) => {
    expect(wrongs(file(`latency: ${text}`)).join('\n')).toContain(message);
  });
});

describe('traces', () => {
  function latencyFrom(csv: string | null): unknown {
    const parsed = parseScenario(file('latency: { trace: t.csv }'), {
      drawSeed: () => 1,
      readFile: (name) => {
        expect(name).toBe('t.csv');
        if (csv === null) throw new Error('no such file');
        return csv;
      },
    });
    if (parsed.ok) return parsed.scenario.backends[0]?.latency;
    return parsed.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }

  it.each([
    ['4.2ms\n300us,GET\n\n# later\n1s\n', [4_200, 300, 1_000_000]],
    ['latency_ms,path\n4.2,/\r\n"0.3",/\r\n', [4_200, 300]],
    ['took (us)\n7', [7]],
  ])('%j', (csv, values) => {
    expect(latencyFrom(csv)).toEqual({ kind: 'trace', values });
  });

  it.each([
    [null, 'it cannot be read: no such file'],
    ['', 'no value in it'],
    [
      '4',
      'line 1: expected a duration such as 4.2ms of at most 24h, found "4"; give it a unit, or a first line such as latency_ms',
    ],
    ['1ms\nx\n', 'line 2: expected a duration such as 4.2ms of at most 24h, found "x"'],
    ['25h', 'line 1: expected a duration such as 4.2ms of at most 24h, found "25h"'],
    ['1ms\n'.repeat(10_001), 'more than 10000 values'],
  ])('%j', (csv, problem) => {
    expect(latencyFrom(csv)).toEqual([`3:18: the trace "t.csv" can't be used: ${problem}`]);
  });

  it('has no place beside a bare text', () => {
    expect(wrongs(file('latency: { trace: t.csv }'))).toEqual([
      '3:18: the trace "t.csv" can\'t be used: it cannot be read: a text without a place has no files beside it',
    ]);
  });
});

describe('what else a backend may be', () => {
  it('is left out where nothing is said', () => {
    expect(backendOf('weight: 2')).toEqual({ name: 'b1', weight: 2, latency: { kind: 'constant', value: 1_000 } });
  });

  it('is taken over', () => {
    expect(
      backendOf(
        'capacity: 4, queue: 16, full: refuse, warm_up: { for: 5s, factor: 2.5 }, pauses: { every: 2s, for: 150ms }, ' +
          'keep_alive: { requests: 100 }, startup: 1s, connections: 8, absent: true',
      ),
    ).toMatchObject({
      capacity: { workers: 4, queue: 16, full: 'refuse' },
      warmUp: { duration: 5_000_000, factor: 2.5 },
      pauses: { every: 2_000_000, duration: 150_000 },
      keepAlive: { requests: 100, idle: null },
      startup: 1_000_000,
      connections: 8,
      absent: true,
    });
    expect(backendOf('capacity: 4')?.capacity).toEqual({ workers: 4, queue: 100, full: 503 });
    expect(backendOf('keep_alive: false')?.keepAlive).toEqual({ requests: 1, idle: null });
  });

  it.each([
    ['queue: 4', '3:9: "queue" needs "capacity", such as capacity: 4'],
    ['capacity: 1, full: 200', '3:28: expected a whole number from 400 to 599, found "200"'],
    ['capacity: 1, full: wait', '3:28: expected a status from 400 to 599, refuse or drop, found "wait"'],
    ['pauses: { every: 1s, for: 1s }', '3:35: a pause is shorter than the time from one to the next'],
    ['warm_up: { for: 1s, factor: 0 }', '3:37: expected a number from 1 to 1000, found "0"'],
    ['keep_alive: true', '3:21: expected false, or a map such as { requests: 100, idle: 5s }, found "true"'],
  ])('%s', (text, message) => {
    expect(wrongs(file(text))).toEqual([message]);
  });
});
