import { describe, expect, it } from 'vitest';
import { latencyOf, quantileOf, sortedByGroup } from '../../src/report/summary/quantiles.ts';
import { type Summary, summarise } from '../../src/report/summary.ts';
import { EVERYTHING } from '../../src/sim/behavior/fault-scope.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import { type DraftRow, historyOf, META, SCENARIO, sampleRun } from './sample-run.ts';

const MS = 1_000;
const S = 1_000_000;

/** A request as a few rows: due, answered by `backend` after `latency`. */
function answered(req: number, due: number, latency: number, backend: string, lag = 0, status = 200): DraftRow[] {
  return [
    { t: due + lag, kind: 'client.send', actor: 'c1', req, conn: 1, a: lag, text: '/' },
    { t: due + lag + 1, kind: 'backend.request', actor: backend, req, conn: 1 },
    { t: due + latency, kind: 'backend.answer', actor: backend, req, conn: 1, a: status },
    { t: due + latency, kind: 'client.done', actor: 'c1', peer: backend, req, conn: 1, a: status, b: 0 },
  ];
}

const LOAD: readonly DraftRow[] = [
  { t: 0, kind: 'lab.phase', actor: 'lab', text: 'load' },
  { t: 8 * S, kind: 'lab.phase', actor: 'lab', text: 'heal' },
];

function fault(t: number, backend: string, on: 0 | 1, text: string): DraftRow {
  return { t, kind: 'lab.fault', actor: 'lab', peer: backend, a: on, text };
}

function state(t: number, backend: string, text: string): DraftRow {
  return { t, kind: 'lb.state', actor: 'lb', peer: backend, text };
}

function summaryOf(rows: readonly DraftRow[], scenario: Partial<Scenario> = {}): Summary {
  return summarise({ scenario: { ...SCENARIO, ...scenario }, history: historyOf([...LOAD, ...rows]) });
}

const labels = (summary: Summary): string[] =>
  summary.phases.map(({ label, from, to }) => `${from / S}-${to / S} ${label}`);

describe('quantiles', () => {
  it('are exact, by nearest rank', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);
    expect(latencyOf(hundred)).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100 });
    expect([0.07, 0.5, 1].map((q) => quantileOf(hundred, q))).toEqual([7, 50, 100]);
    expect(latencyOf(Float64Array.of(5))).toEqual({ count: 1, p50: 5, p90: 5, p99: 5, max: 5 });
    expect(latencyOf(new Float64Array(0))).toBeNull();
  });

  it('are taken group by group, without what has no value or no group', () => {
    const values = Float64Array.of(9, 1, Number.NaN, 4, 3, 7);
    const groups = sortedByGroup(values, 2, (i) => [0, 0, 0, 1, 5, -1][i] ?? -1);
    expect(groups.map((group) => [...group])).toEqual([[1, 9], [4]]);
  });
});

describe('traffic', () => {
  it('counts requests by what became of them', () => {
    const { total } = summaryOf([
      ...answered(1, 1 * S, 10 * MS, 'b1', 200),
      ...answered(2, 2 * S, 30 * MS, 'b2', 0, 404),
      ...answered(3, 3 * S, 20 * MS, 'b3', 0, 500),
      { t: 4 * S, kind: 'client.send', actor: 'c1', req: 4, conn: 1, text: '/' },
      { t: 4 * S + 9, kind: 'client.done', actor: 'c1', req: 4, conn: 1, a: 503, b: 1 },
      { t: 5 * S, kind: 'client.send', actor: 'c1', req: 5, conn: 1, text: '/' },
      // Never sent: the connection was refused.
      { t: 6 * S, kind: 'client.done', actor: 'c1', req: 6, b: 1, text: 'refused' },
    ]);
    expect(total).toEqual({
      requests: 6,
      rate: 0.75,
      ok: 2,
      failed: 4,
      unknown: 1,
      answers: { '1xx': 0, '2xx': 1, '3xx': 0, '4xx': 1, '5xx': 2, other: 0, none: 2 },
      latency: { count: 3, p50: 20 * MS, p90: 30 * MS, p99: 30 * MS, max: 30 * MS },
    });
  });

  it('measures from when a request was due, and shows how late it was sent', () => {
    const summary = summaryOf([...answered(1, S, 10 * MS, 'b1', 4 * MS), ...answered(2, 2 * S, 10 * MS, 'b1', 6 * MS)]);
    expect(summary.total.latency?.max).toBe(10 * MS);
    expect(summary.timing.sendLag).toEqual({ p99: 6 * MS, max: 6 * MS });
    expect(summaryOf([{ t: 1, kind: 'lag', actor: 'c1', a: 77 }]).timing).toEqual({ sendLag: null, clockLag: 77 });
  });

  it('believes the first word on a request, and only that', () => {
    const [send = LOAD[0], ...rest] = answered(1, S, 10 * MS, 'b1');
    const again = { ...rest[2], t: 3 * S, b: 2 } as DraftRow;
    const { total } = summaryOf([send as DraftRow, ...rest, again]);
    expect([total.requests, total.ok, total.unknown]).toEqual([1, 1, 0]);
  });
});

describe('phases', () => {
  it('are cut where faults were switched, and named', () => {
    const summary = summaryOf([
      fault(2 * S, 'b2', 1, 'crash'),
      fault(5 * S, 'b2', 0, 'crash'),
      // Due before the cut, done after it: it belongs to where it was due.
      ...answered(1, 2 * S - 1, S, 'b1'),
      ...answered(2, 2 * S, MS, 'b1'),
      ...answered(3, 5 * S, MS, 'b1'),
    ]);
    expect(labels(summary)).toEqual(['0-2 all up', '2-5 b2 crashed', '5-8 all up again']);
    expect(summary.phases.map((phase) => phase.traffic.requests)).toEqual([1, 1, 1]);
    expect(summary.phases.map((phase) => phase.traffic.latency?.max)).toEqual([S, MS, MS]);
    expect(summary.phases.map((phase) => phase.traffic.rate)).toEqual([0.5, 0.33, 0.33]);
  });

  it('say what the scenario says of a fault', () => {
    const summary = summaryOf(
      [
        fault(1 * S, 'b1', 1, 'slow'),
        fault(2 * S, 'b2', 1, 'status'),
        fault(3 * S, 'b1', 0, 'slow'),
        fault(4 * S, 'b2', 0, 'status'),
        fault(6 * S, 'b3', 1, 'made-up'),
      ],
      {
        timeline: [
          { at: 1 * S, do: 'fault', backend: 'b1', action: 'on', fault: { kind: 'slow', extra: 200 * MS } },
          {
            at: 2 * S,
            do: 'fault',
            backend: 'b2',
            action: 'on',
            fault: { kind: 'status', code: 503, scope: { ...EVERYTHING, probability: 0.3 } },
          },
        ],
      },
    );
    expect(labels(summary)).toEqual([
      '0-1 all up',
      '1-2 b1 slow (+200 ms)',
      '2-3 b1 slow (+200 ms), b2 answers 503 (30%)',
      '3-4 b2 answers 503 (30%)',
      '4-6 all up again',
      '6-8 b3 has made-up',
    ]);
  });

  it('merge cuts that are too close, and blips', () => {
    const close = summaryOf([fault(2 * S, 'b1', 1, 'hang'), fault(2.15 * S, 'b2', 1, 'crash')]);
    expect(labels(close)).toEqual(['0-2 all up', '2-8 b1 hangs, b2 crashed']);
    const blip = summaryOf([fault(2 * S, 'b1', 1, 'hang'), fault(2.1 * S, 'b1', 0, 'hang')]);
    expect(labels(blip)).toEqual(['0-8 all up']);
    const edges = summaryOf([fault(50 * MS, 'b1', 1, 'hang'), fault(7.9 * S, 'b1', 0, 'hang')]);
    expect(labels(edges)).toEqual(['0-8 b1 hangs']);
  });

  it('name a backend that flaps faster than phases can follow', () => {
    const flaps = Array.from({ length: 14 }, (_, i) => fault(2 * S + i * 150 * MS, 'b1', i % 2 === 0 ? 1 : 0, 'hang'));
    expect(labels(summaryOf(flaps))[1]).toMatch(/^2-3\.\d+ b1 hangs$/);
  });

  it('end with the load, not with the wait for the last answers', () => {
    const history = historyOf([
      { t: 0, kind: 'lab.phase', actor: 'lab', text: 'load' },
      ...answered(1, 7 * S, 6 * S, 'b1'),
      { t: 13 * S, kind: 'lab.phase', actor: 'lab', text: 'heal' },
    ]);
    const summary = summarise({ scenario: SCENARIO, history });
    expect(labels(summary)).toEqual(['0-8 all up']);
    expect(summary.view).toEqual({ from: 0, to: 10 * S });
  });

  it('ignore the healing at the end', () => {
    const summary = summaryOf([fault(4 * S, 'b1', 1, 'freeze'), fault(8 * S, 'b1', 0, 'freeze')]);
    expect(labels(summary)).toEqual(['0-4 all up', '4-8 b1 frozen']);
    expect(summary.moments.map((moment) => moment.text)).toEqual(['b1 frozen', 'load is over, faults are healed']);
  });
});

describe('backends', () => {
  const summary = summaryOf([
    ...answered(1, 1 * S, 10 * MS, 'b1'),
    ...answered(2, 2 * S, 20 * MS, 'b1'),
    ...answered(3, 3 * S, 30 * MS, 'b1'),
    { t: 3 * S + 1, kind: 'backend.request', actor: 'b2', req: 4, conn: 1 },
    { t: 3 * S + 2, kind: 'backend.abort', actor: 'b2', req: 4, conn: 1 },
    { t: 3 * S + 3, kind: 'backend.probe', actor: 'b2', conn: 2, a: 0 },
    { t: 3 * S + 3, kind: 'backend.open', actor: 'b2', conn: 2 },
    fault(4 * S, 'b2', 1, 'crash'),
    fault(6 * S, 'b2', 0, 'crash'),
    state(10, 'b2', 'Healthy'),
    state(5 * S, 'b2', 'Unhealthy'),
    state(7 * S, 'b2', 'Healthy'),
  ]);
  const [b1, b2, b3] = summary.backends;

  it('count what they saw', () => {
    expect(summary.backends.map((backend) => backend.name)).toEqual(['b1', 'b2', 'b3']);
    expect(b1).toMatchObject({ requests: 3, share: 0.75, answers: 3, aborts: 0, weight: 1 });
    expect(b1?.latency).toEqual({ count: 3, p50: 20 * MS, p90: 30 * MS, p99: 30 * MS, max: 30 * MS });
    expect(b2).toMatchObject({ requests: 1, share: 0.25, answers: 0, aborts: 1, probes: 1, connections: 1 });
    expect(b3).toMatchObject({ requests: 0, share: 0, latency: null, faults: [], states: [] });
  });

  it('have a lane of what happened to them', () => {
    expect(b2?.lane.map(({ from, to, words }) => `${from / S}-${to / S} ${words}`)).toEqual([
      '0-4 well',
      '4-5 crashed',
      '5-6 crashed, out of rotation',
      '6-7 well, out of rotation',
      '7-8 well',
    ]);
  });

  it('have moments, with how long the balancer took to notice', () => {
    expect(summary.moments.map(({ at, source, text }) => `${at / S} ${source}: ${text}`)).toEqual([
      '4 lab: b2 crashed',
      '5 balancer: b2 is Unhealthy, 1 s later',
      '6 lab: b2 restarted',
      '7 balancer: b2 is Healthy, 1 s later',
      '8 lab: load is over',
    ]);
  });
});

describe('series', () => {
  it('put requests into buckets by when they were due', () => {
    const { series } = summaryOf([
      ...answered(1, 0, 10 * MS, 'b1'),
      ...answered(2, 99 * MS, 30 * MS, 'b1'),
      ...answered(3, 100 * MS, 5 * MS, 'b1', 0, 500),
      { t: 7.95 * S, kind: 'client.send', actor: 'c1', req: 9, conn: 1, text: '/' },
    ]);
    expect([series.bucket, series.requests.length]).toEqual([100 * MS, 80]);
    expect(series.requests.slice(0, 3)).toEqual([2, 1, 0]);
    expect(series.failed.slice(0, 3)).toEqual([0, 1, 0]);
    expect(series.p50.slice(0, 3)).toEqual([10 * MS, 5 * MS, null]);
    expect(series.p99.slice(0, 3)).toEqual([30 * MS, 5 * MS, null]);
    expect([series.requests[79], series.p50[79]]).toEqual([1, null]);
  });

  it('never have more than a hundred buckets', () => {
    const long = summarise({
      scenario: { ...SCENARIO, load: SCENARIO.load.map((load) => ({ ...load, duration: 999 * S })) },
      history: historyOf([
        { t: 0, kind: 'lab.phase', actor: 'lab', text: 'load' },
        { t: 999 * S, kind: 'lab.phase', actor: 'lab', text: 'heal' },
      ]),
    });
    expect(long.series.requests.length).toBeLessThanOrEqual(100);
  });
});

describe('a whole run', () => {
  const result = sampleRun();
  const summary = summarise(result);

  it('adds up', () => {
    const { total, phases, series, backends } = summary;
    expect(total.requests).toBeGreaterThan(1_400);
    expect(phases.reduce((sum, phase) => sum + phase.traffic.requests, 0)).toBe(total.requests);
    expect(series.requests.reduce((sum, count) => sum + count, 0)).toBe(total.requests);
    expect(series.failed.reduce((sum, count) => sum + count, 0)).toBe(total.failed);
    expect(total.ok + total.failed).toBe(total.requests);
    expect(total.unknown).toBeLessThanOrEqual(total.failed);
    expect(Object.values(total.answers).reduce((sum, count) => sum + count, 0)).toBe(total.requests);
    expect(backends.reduce((sum, backend) => sum + backend.share, 0)).toBeCloseTo(1);
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it('can do with an empty history', () => {
    const empty = summarise({ scenario: SCENARIO, history: historyOf([], META) });
    expect(labels(empty)).toEqual(['0-8 all up']);
    expect(empty.total).toMatchObject({ requests: 0, rate: 0, latency: null });
  });
});
