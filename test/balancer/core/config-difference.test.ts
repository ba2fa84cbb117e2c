/** What tells two configurations apart. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BackendConfig,
  type BalancerConfig,
  DEFAULT_BACKEND,
  DEFAULTS,
} from '../../../src/balancer/config/config.ts';
import {
  backendDifference,
  changedParts,
  restartReasons,
  sameValue,
} from '../../../src/balancer/core/config-difference.ts';
import { createPool, seatAll } from '../../../src/balancer/core/pool.ts';
import { StateTable } from '../../../src/balancer/core/state-table.ts';

const CONFIG: BalancerConfig = { ...DEFAULTS, listen: { host: '127.0.0.1', port: 80 }, backends: [] };

test('values are the same by content, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(sameValue(a, JSON.parse(JSON.stringify(a)))).toBe(true);
      expect(sameValue(a, b)).toBe(canonical(a) === canonical(b));
    }),
  );
  expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  for (const [a, b] of [
    [[], {}],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, { b: 1 }],
    [null, {}],
    [
      [1, 2],
      [2, 1],
    ],
  ]) {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([false, false]);
  }
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? { entries: Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)) }
      : Object.is(part, -0)
        ? 0
        : part,
  );
}

test('parts are named, not shown; backends are told apart by themselves', () => {
  const next = { ...CONFIG, slowStart: 1, admin: { ...CONFIG.admin, token: 'hush' }, backends: [backend(1)] };
  expect(changedParts(CONFIG, next)).toEqual(['slowStart', 'admin']);
  expect(changedParts(CONFIG, structuredClone(CONFIG))).toEqual([]);
});

test('what holds until a restart is named by its key in the file', () => {
  const admin = { ...CONFIG.admin, listen: { host: '::1', port: 1 } };
  expect(restartReasons(CONFIG, { ...CONFIG, listen: { host: '::1', port: 1 }, admin, threads: 2 })).toEqual([
    'loadbalancer.listen_address',
    'loadbalancer.listen_port',
    'loadbalancer.threads',
    'admin.listen_address',
    'admin.listen_port',
  ]);
  expect(restartReasons(CONFIG, { ...CONFIG, slowStart: 1 })).toEqual([]);
});

function backend(port: number, weight = 1): BackendConfig {
  return { ...DEFAULT_BACKEND, host: '127.0.0.1', port, weight };
}

test('applied to the present backends it gives those of the new configuration', () => {
  const list = fc.uniqueArray(
    fc.record({ port: fc.integer({ min: 1, max: 8 }), weight: fc.integer({ min: 1, max: 2 }) }),
    {
      selector: ({ port }) => port,
    },
  );
  fc.assert(
    fc.property(list, list, (now, next) => {
      const wanted = next.map(({ port, weight }) => backend(port, weight));
      const table = StateTable.create(8);
      const members = seatAll(
        table,
        now.map(({ port, weight }) => backend(port, weight)),
      );
      const { backends } = createPool({ table, members });
      const { added, gone, changed, kept } = backendDifference(backends, wanted);
      expect([...kept, ...gone].length).toBe(backends.length);
      const result = [
        ...kept.map((one) => changed.find(({ backend: of }) => of === one)?.config ?? one.config),
        ...added,
      ];
      const byPort = (a: BackendConfig, b: BackendConfig): number => a.port - b.port;
      expect(result.sort(byPort)).toEqual([...wanted].sort(byPort));
      // Nobody is touched without need.
      for (const { backend: one, config } of changed) expect(config).not.toEqual(one.config);
    }),
  );
});
