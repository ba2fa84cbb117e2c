/** Which numbers come together in the tables of `bench:proxy`. */
import { expect, test } from 'vitest';
import type { Plan, Run } from '../../bench/measure/rounds.ts';
import { readmeTables, terminalTables } from '../../bench/report/proxy-tables.ts';
import { summarize } from '../../bench/report/summary.ts';
import { SUBJECTS } from '../../bench/subjects/index.ts';
import type { Subject } from '../../bench/subjects/subject.ts';

const PLAN: Plan = {
  rounds: 3,
  seconds: 5,
  warmUpSeconds: 2,
  connections: 64,
  steady: { rate: 1000, connections: 10, seconds: 5 },
};

function subject(id: string): Subject {
  const found = SUBJECTS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no subject ${id}`);
  return found;
}

/** Three rounds whose median is the numbers given. */
function measured(id: string, cpu: number, latencyMean: number) {
  const rounds = [cpu, cpu * 3, cpu / 2].map((cpuMicrosPerRequest) => ({
    cpuMicrosPerRequest,
    requestsPerSecond: 1e6 / cpu,
    busyPercent: 99.6,
    residentMb: 42,
  }));
  const latency = [1, 9, 0.5].map((factor) => ({
    count: 5000,
    mean: latencyMean * factor,
    p50: 80,
    p99: 200,
    sentLateP99: 5,
  }));
  return { subject: subject(id), small: rounds, large: rounds, latency };
}

const DIRECT = [{ count: 5000, mean: 40, p50: 30, p99: 90, sentLateP99: 4 }];

function run(...subjects: Run['subjects']) {
  return summarize({ subjects, direct: DIRECT });
}

test('ratios are to nginx, to HAProxy and to the npm peer that spends least', () => {
  const all = run(
    measured('lbsim', 20, 100),
    measured('nginx', 10, 90),
    measured('haproxy', 12.5, 95),
    measured('http-proxy-3', 100, 300),
    measured('fast-proxy', 80, 250),
  );
  const [small] = terminalTables(all, PLAN);
  expect(small?.rows[0]).toEqual(['lbsim', '20.0', '2.00', '1.60', '0.25', '50,000', '100 %', '42']);
  expect(small?.rows[3]?.slice(0, 5)).toEqual(['http-proxy-3', '100.0', '10.00', '8.00', '1.25']);
});

test('added latency is counted from that of the upstream alone', () => {
  const latency = terminalTables(run(measured('lbsim', 20, 100)), PLAN).find(({ title }) =>
    title.startsWith('Latency'),
  );
  expect(latency?.rows).toEqual([
    ['upstream directly', '40', '', '30', '', '90', '4'],
    ['lbsim', '100', '60', '80', '50', '200', '5'],
  ]);
});

test('without nginx, HAProxy or npm peers there is nothing to be held against', () => {
  const [small] = terminalTables(run(measured('lbsim', 20, 100)), PLAN);
  expect(small?.rows[0]?.slice(2, 5)).toEqual(['–', '–', '–']);
});

test('a subject that never answered has dashes', () => {
  const silent = { subject: subject('caddy'), small: [], large: [], latency: [] };
  const [small] = terminalTables(run(measured('nginx', 10, 90), silent), PLAN);
  expect(small?.rows[1]).toEqual(['Caddy (GOMAXPROCS=1)', '–', '–', '–', '–', '–', '–', '–']);
});

test.each([
  [22, '+10.0 % ✓'],
  [24, '+20.0 % ✗'],
  [19, '-5.0 % ✓'],
])('two threads at %d µs against one at 20: %s', (cpu, growth) => {
  const tables = terminalTables(run(measured('lbsim-1-thread', 20, 0), measured('lbsim-2-threads', cpu, 0)), PLAN);
  const threads = tables.at(-1);
  expect(threads?.rows[0]?.[2]).toBe('');
  expect(threads?.rows[1]?.[2]).toBe(growth);
});

test('two threads alone grow by nobody knows how much', () => {
  const threads = terminalTables(run(measured('lbsim-2-threads', 20, 0)), PLAN).at(-1);
  expect(threads?.rows[0]?.[2]).toBe('–');
});

test("the README's table has one row a subject; subjects on both cores have a table of their own", () => {
  const all = run(measured('lbsim', 20, 100), measured('nginx', 10, 90), measured('lbsim-1-thread', 21, 0));
  const [main, threads] = readmeTables(all, PLAN);
  expect(main?.rows).toEqual([
    ['lbsim', '20.0', '2.00', '50,000', '20.0', '2.00', '60', '200', '42'],
    ['nginx (1 worker)', '10.0', '1.00', '100,000', '10.0', '1.00', '50', '200', '42'],
  ]);
  expect(threads?.rows).toHaveLength(1);
});
