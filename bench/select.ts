/**
 * What a pick costs: time and memory, for every policy of the registry, with few and with many backends:
 * `npm run bench:select`. The new generation is made so large there that nothing is collected while allocation is counted.
 */
import { DEFAULT_BACKEND, DEFAULTS } from '../src/balancer/config/config.ts';
import { createPool, type Snapshot, seatAll } from '../src/balancer/core/pool.ts';
import { StateTable } from '../src/balancer/core/state-table.ts';
import { POLICIES } from '../src/balancer/policies/index.ts';
import type { PickRequest, Policy } from '../src/balancer/policies/policy.ts';
import { seededRandom } from '../src/kernel/seeded-random.ts';
import { median } from './report/statistics.ts';
import { figure, toText } from './report/table.ts';
import { describeMachine } from './stage/environment.ts';

const COUNTS = [10, 100, 1000];
const BATCHES = 9;
const BATCH_MS = 20;
const COUNTED_PICKS = 1_000_000;
/** A power of two. */
const CLIENTS = 1024;

const requests: readonly PickRequest[] = Array.from({ length: CLIENTS }, (_, i) => ({
  clientHost: `10.0.${i >> 8}.${i & 255}`,
  path: `/items/${i}`,
  hashField: `user-${i}`,
  seen: -1,
}));

/** So many Healthy backends, of weights 1 to 3, each with some requests under way. */
function backends(table: StateTable): Snapshot {
  const configs = Array.from({ length: table.slots }, (_, i) => ({
    ...DEFAULT_BACKEND,
    host: `127.0.${i >> 8}.${i & 255}`,
    port: 3000,
    weight: 1 + (i % 3),
  }));
  const { eligible } = createPool({ table, members: seatAll(table, configs) });
  for (const { index } of eligible) table.active[index] = 1 + ((index * 7919) % 97);
  return eligible;
}

function pickOften(policy: Policy, eligible: Snapshot, times: number): void {
  for (let i = 0; i < times; i++) {
    const request = requests[i & (CLIENTS - 1)] as PickRequest;
    if (policy.pick(eligible, request) === null) throw new Error('nothing picked');
  }
}

/** Doubles a batch until it takes long enough for the clock; that warms the code up as well. */
function batchSize(policy: Policy, eligible: Snapshot): number {
  for (let size = 1000; ; size *= 2) {
    if (milliseconds(() => pickOften(policy, eligible, size)) >= BATCH_MS) return size;
  }
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function nanosecondsPerPick(policy: Policy, eligible: Snapshot): number {
  const size = batchSize(policy, eligible);
  const batches = Array.from({ length: BATCHES }, () => milliseconds(() => pickOften(policy, eligible, size)));
  return (median(batches) / size) * 1e6;
}

function bytesPerPick(policy: Policy, eligible: Snapshot, collect: () => void): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  pickOften(policy, eligible, COUNTED_PICKS);
  return (process.memoryUsage().heapUsed - before) / COUNTED_PICKS;
}

const collect = globalThis.gc;
if (collect === undefined) throw new Error('Start it by `npm run bench:select`: it needs --expose-gc.');
const rows = Object.entries(POLICIES).flatMap(([name, create]) =>
  COUNTS.map((count) => {
    const table = StateTable.create(count);
    const eligible = backends(table);
    const policy = create({ table, random: seededRandom(1), hash: DEFAULTS.hash });
    const time = nanosecondsPerPick(policy, eligible);
    return [
      name,
      figure(count),
      figure(time, 1),
      figure(
        bytesPerPick(policy, eligible, () => collect()),
        1,
      ),
    ];
  }),
);
const titles = ['policy', 'backends', 'ns/pick', 'bytes/pick'];
const columns = titles.map((title, i) => ({ title, align: i === 0 ? ('left' as const) : ('right' as const) }));
console.log(toText({ title: `Selection, median of ${BATCHES} batches`, columns, rows }));
console.log(`\n${describeMachine()}`);
