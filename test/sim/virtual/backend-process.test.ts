/** What is done to the process of a virtual backend, as its rows and its clients tell it. */
import { expect, test } from 'vitest';
import type { HistoryRow } from '../../../src/sim/history/history.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { rowsOf } from '../rows.ts';
import { scenarioOf } from '../scenarios.ts';

function run(events: readonly string[], b2 = 'latency: 1ms'): HistoryRow[] {
  return rowsOf(
    runVirtual(
      scenarioOf(`
name: processes
seed: 1
balancer:
  health_check: { interval: 50ms, timeout: 40ms, unhealthy_threshold: 2, healthy_threshold: 1 }
backends:
  b1: { latency: 1ms }
  b2: { ${b2} }
load:
  - { rate: 400/s, for: 4s }
timeline:
${events.map((event) => `  - { ${event} }`).join('\n')}
`),
    ),
  );
}

/** Requests (or probes) that b2 saw between two times, in s. */
function seen(rows: readonly HistoryRow[], kind: string, from: number, to: number): number {
  return rows.filter((row) => row.kind === kind && row.actor === 'b2' && row.time > from * 1e6 && row.time < to * 1e6)
    .length;
}

test('a crash loop: alive and dead in turns, and alive for good in the end', () => {
  const rows = run(['at: 1s, crash_loop: b2, uptime: 300ms, downtime: 200ms, for: 1s']);
  // Dead from 1 s to 1.2 s and from 1.5 s to 1.7 s.
  expect([seen(rows, 'backend.probe', 1.001, 1.2), seen(rows, 'backend.probe', 1.501, 1.7)]).toEqual([0, 0]);
  expect(seen(rows, 'backend.request', 1.2, 1.5)).toBeGreaterThan(20);
  expect(seen(rows, 'backend.request', 1.7, 2)).toBeGreaterThan(20);
  expect(seen(rows, 'backend.request', 2.1, 4)).toBeGreaterThan(300);
});

test('a crash loop that is over while the process is dead starts it', () => {
  const rows = run(['at: 1s, crash_loop: b2, uptime: 300ms, downtime: 900ms, for: 500ms']);
  expect(seen(rows, 'backend.probe', 1.001, 1.499)).toBe(0);
  expect(seen(rows, 'backend.probe', 1.5, 1.6)).toBeGreaterThan(0);
});

test('what else is on in a crash loop is on in every new process', () => {
  const rows = run([
    'at: 1s, status: b2, code: 418, for: 2s, only: requests',
    'at: 1s, crash_loop: b2, uptime: 300ms, downtime: 200ms, for: 2s',
  ]);
  const statuses = rows.filter(({ kind, actor, time }) => {
    return kind === 'backend.answer' && actor === 'b2' && time > 1.001e6 && time < 3e6;
  });
  expect(statuses.length).toBeGreaterThan(100);
  expect(new Set(statuses.map(({ a }) => a))).toEqual(new Set([418]));
});

test('exit_after: dead from the n-th request on, until it is restarted', () => {
  const rows = run(['at: 1s, exit_after: b2, requests: 7', 'at: 3s, restart: b2']);
  expect(seen(rows, 'backend.request', 1, 3)).toBe(7);
  expect(seen(rows, 'backend.answer', 1.001, 3)).toBe(6);
  expect(seen(rows, 'backend.probe', 1.1, 3)).toBe(0);
  expect(seen(rows, 'backend.request', 3, 4)).toBeGreaterThan(100);
});

test('exit_after that never came to that is switched off', () => {
  const rows = run(['at: 1s, exit_after: b2, requests: 100000', 'at: 2s, restart: b2']);
  expect(seen(rows, 'backend.request', 0, 4)).toBeGreaterThan(700);
});

test('start-up takes its time, and the crash is over only then', () => {
  const rows = run(['at: 1s, crash: b2', 'at: 2s, restart: b2'], 'latency: 1ms, startup: 500ms');
  const off = rows.find(({ kind, a }) => kind === 'lab.fault' && a === 0);
  expect(off?.time).toBe(2.5e6);
  expect(seen(rows, 'backend.probe', 1.001, 2.5)).toBe(0);
  expect(seen(rows, 'backend.probe', 2.5, 2.7)).toBeGreaterThan(0);
});

test('a backlog that is full: nobody is accepted, nobody refused, and who still waits gets through in the end', () => {
  // Connections are not kept, so that each request needs a new one.
  const rows = run(['at: 1s, backlog_full: b2, for: 300ms'], 'latency: 1ms, keep_alive: false');
  expect(seen(rows, 'backend.open', 1.001, 1.3)).toBe(0);
  expect(rows.filter(({ kind, time, text }) => kind === 'lb.probe' && time > 1e6 && text.includes('refused'))).toEqual(
    [],
  );
  expect(rows.some(({ kind, peer, text }) => kind === 'lb.state' && peer === 'b2' && text === 'Unhealthy')).toBe(true);
  expect(seen(rows, 'backend.open', 1.3, 1.301)).toBeGreaterThan(0);
});
