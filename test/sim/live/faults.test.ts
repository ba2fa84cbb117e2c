/**
 * Faults on real sockets and processes: each shows, each ends, and the balancer is not accused of any of them. Several
 * stand in one story, each on a backend of its own, for a live run takes its time.
 */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/checks/judge.ts';
import { FAULT_KINDS } from '../../../src/sim/behavior/index.ts';
import type { HistoryRow } from '../../../src/sim/history/history.ts';
import { runLive } from '../../../src/sim/live/world.ts';
import { virtualOnly } from '../../../src/sim/scenario/fault-facts.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';
import { rowsOf } from '../rows.ts';
import { scenarioOf } from '../scenarios.ts';

const SUBJECT = { kind: 'built-in', name: 'built-in', partsModule: null } as const;

/** One fault a backend, besides one that is always well. */
const STORIES: readonly (readonly string[])[] = [
  ['refuse: B', 'silent: B', 'accept_close: B', 'connection_cap: B, max: 1', 'exit_after: B, requests: 5', 'hang: B'],
  [
    'reset: B, only: requests',
    'reset: B, bytes: 150, only: requests',
    'truncate: B, only: requests',
    'overlong: B',
    'malformed_head: B',
    'conflicting_lengths: B, only: requests',
  ],
  [
    'crash_loop: B, uptime: 100ms, downtime: 50ms',
    'freeze: B',
    'crash: B',
    'close_idle: B',
    'no_keep_alive: B',
    'early: B, count: 2',
  ],
  [
    'endless_head: B, only: requests',
    'endless_body: B, only: requests',
    'drip: B, bytes: 40, pause: 2ms',
    'throttle: B, rate: 30KB/s',
    'huge_body: B, size: 300KB',
    'status: B, code: 503, only: probes',
    'slow: B, latency: 30ms',
  ],
];

function storyOf(faults: readonly string[]): Scenario {
  const names = faults.map((_, i) => `b${i + 1}`);
  return scenarioOf(`
name: live-faults
seed: 5
balancer:
  health_check: { interval: 100ms, timeout: 80ms, unhealthy_threshold: 2, healthy_threshold: 2 }
backends:
  well: { latency: 1ms }
${names.map((name) => `  ${name}: { latency: 1ms, startup: 20ms }`).join('\n')}
load:
  - { rate: 150/s, for: 2s, clients: 10, timeout: 700ms }
timeline:
${faults.map((fault, i) => `  - { at: 400ms, ${fault.replace('B', `b${i + 1}`)}, for: 600ms }`).join('\n')}
`);
}

/** How faults show, in rows of and about `backend`. */
function signs(rows: readonly HistoryRow[], backend: string): Record<string, number> {
  const count = (what: (row: HistoryRow) => boolean): number => rows.filter(what).length;
  const own = (kind: string) => (row: HistoryRow) => row.kind === kind && row.actor === backend;
  return {
    opened: count(own('backend.open')),
    aborted: count(own('backend.abort')),
    badProbes: count((row) => own('backend.probe-answer')(row) && row.b !== 200),
    out: count((row) => row.kind === 'lb.state' && row.peer === backend && row.text === 'Unhealthy'),
  };
}

/** What must have been seen of a fault at the least. */
const SIGNS: Readonly<Record<string, Record<string, number>>> = {
  exit_after: { out: 1 },
  hang: { out: 1 },
  'reset: B, only': { aborted: 1 },
  'reset: B, bytes': { aborted: 1 },
  truncate: { aborted: 1 },
  malformed_head: { badProbes: 1, out: 1 },
  crash: { out: 1 },
  freeze: { out: 1 },
  no_keep_alive: { opened: 10 },
  endless_head: { aborted: 1 },
  endless_body: { aborted: 1 },
  status: { badProbes: 2, out: 1 },
};

test('every fault that can be had live is in a story', () => {
  const told = new Set(STORIES.flat().map((words) => words.split(':')[0]));
  expect(FAULT_KINDS.filter((kind) => !told.has(kind))).toEqual(
    FAULT_KINDS.filter((kind) => virtualOnly(kind) !== null),
  );
});

describe('live', () => {
  test.for(STORIES)('%s', { timeout: 60_000 }, async (faults, { expect }) => {
    const scenario = storyOf(faults);
    const history = await runLive(scenario, { subject: SUBJECT });
    const broken = judge({ history, scenario }).flatMap(({ check, finding }) =>
      finding.verdict === 'violated' ? [`${check.name}: ${finding.violations[0]?.message}`] : [],
    );
    expect(broken).toEqual([]);
    const rows = rowsOf(history);
    expect(rows.filter((row) => row.kind === 'client.done' && row.b === 0 && row.text !== '')).toEqual([]);
    faults.forEach((fault, i) => {
      const backend = `b${i + 1}`;
      const seen = signs(rows, backend);
      const [, least = {}] = Object.entries(SIGNS).find(([start]) => fault.startsWith(start)) ?? [];
      for (const [sign, count] of Object.entries(least)) {
        expect(seen[sign], `${sign} of ${fault}: ${JSON.stringify(seen)}`).toBeGreaterThanOrEqual(count);
      }
      // It is over, and that shows.
      const off = rows.findLast((row) => row.kind === 'lab.fault' && row.peer === backend);
      expect(off?.a).toBe(0);
      const wellAgain = rows.some((row) => {
        return (
          row.kind === 'backend.probe-answer' && row.actor === backend && row.b === 200 && row.time > (off?.time ?? 0)
        );
      });
      expect(wellAgain, `${fault}: a probe is answered well afterwards`).toBe(true);
    });
  });
});

test('what real sockets cannot do is refused before anything is started', async () => {
  const scenario = storyOf(['backlog_full: B']);
  await expect(runLive(scenario, { subject: SUBJECT })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/can't do backlog_full \(.*--world virtual/),
  });
});
