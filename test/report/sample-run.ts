/**
 * A fabricated run that looks like a real one: 8 s at 200/s over three backends, b2 crashed from 2 s to 5 s, with a
 * broken, an open and some kept promises. Deterministic by its seed.
 */
import type { Finding } from '../../src/checks/check.ts';
import { seededRandom } from '../../src/kernel/seeded-random.ts';
import { historyDigest } from '../../src/report/digest.ts';
import type { CheckResult, RunResult } from '../../src/report/run-result.ts';
import type { EventKind } from '../../src/sim/history/event.ts';
import { History, type HistoryMeta, NONE } from '../../src/sim/history/history.ts';
import { PLAIN_STREAM } from '../../src/sim/scenario/load-spec.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';

export const SCENARIO_TEXT = `name: backend-crash
about: One of three backends is killed under load; traffic fails over, and comes back when it does.
seed: 7
balancer:
  algorithm: round_robin
  health_check: { interval: 250ms, timeout: 100ms, unhealthy_threshold: 3, healthy_threshold: 2 }
backends:
  b1: { latency: 4ms }
  b2: { latency: { lognormal: { p50: 4ms, p99: 40ms } } }
  b3: { latency: 4ms }
load:
  - { rate: 200/s, for: 8s, arrivals: poisson, clients: 50 }
timeline:
  - { at: 2s, crash: b2 }
  - { at: 5s, restart: b2 }
expect:
  - availability: { min: 99% }
  - latency: { p99: 60ms, from: 6s }
  - recovers: { backend: b2, within: 1s }
`;

export const SCENARIO: Scenario = {
  name: 'backend-crash',
  about: 'One of three backends is killed under load; traffic fails over, and comes back when it does.',
  seed: 7,
  balancer: {
    algorithm: 'round_robin',
    healthCheck: { interval: 250_000, timeout: 100_000, unhealthyThreshold: 3, healthyThreshold: 2, path: '/health' },
    timeouts: { connect: 2_000_000, response: 30_000_000 },
  },
  backends: [
    { name: 'b1', weight: 1, latency: { kind: 'constant', value: 4_000 } },
    { name: 'b2', weight: 1, latency: { kind: 'lognormal', p50: 4_000, p99: 40_000 } },
    { name: 'b3', weight: 1, latency: { kind: 'constant', value: 4_000 } },
  ],
  load: [
    {
      ...PLAIN_STREAM,
      start: 0,
      duration: 8_000_000,
      arrivals: { kind: 'rate', rate: 200, spacing: 'poisson' },
      clients: 50,
    },
  ],
  timeline: [
    { at: 2_000_000, do: 'fault', backend: 'b2', action: 'on', fault: { kind: 'crash' } },
    { at: 5_000_000, do: 'fault', backend: 'b2', action: 'off', fault: { kind: 'crash' } },
  ],
  expect: [],
};

export const META: HistoryMeta = {
  scenario: 'backend-crash',
  seed: 7,
  world: 'virtual',
  subject: 'built-in',
  traced: true,
  clientHosts: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c${i + 1}`, `10.1.0.${i + 1}`])),
  backendAddresses: { b1: '10.2.0.1:8000', b2: '10.2.0.2:8000', b3: '10.2.0.3:8000' },
  subjectAddress: '10.0.0.1:8080',
};

/** A row before it has its place; missing columns are empty. */
export interface DraftRow {
  readonly t: number;
  readonly kind: EventKind;
  readonly actor: string;
  readonly peer?: string;
  readonly req?: number;
  readonly conn?: number;
  readonly a?: number;
  readonly b?: number;
  readonly text?: string;
}

/** A history of these rows, put in order of time. */
export function historyOf(rows: readonly DraftRow[], meta: HistoryMeta = META): History {
  const history = new History(meta);
  for (const row of rows.toSorted((x, y) => x.t - y.t)) {
    history.append(
      row.t,
      row.kind,
      history.actorId(row.actor),
      row.peer === undefined ? NONE : history.actorId(row.peer),
      row.req ?? NONE,
      row.conn ?? NONE,
      row.a ?? 0,
      row.b ?? 0,
      row.text === undefined ? NONE : history.textId(row.text),
    );
  }
  return history;
}

const CRASH = 2_000_000;
const RESTART = 5_000_000;
const OUT = 2_741_000;
const BACK = 5_502_000;
const END = 8_000_000;

/** The rows of the run. One request is sent to b2 right after its restart, before it passed a probe. */
export function sampleRows(rate = 200, seed = 7): DraftRow[] {
  const random = seededRandom(seed);
  const rows: DraftRow[] = [
    { t: 0, kind: 'lab.phase', actor: 'lab', text: 'load' },
    { t: CRASH, kind: 'lab.fault', actor: 'lab', peer: 'b2', a: 1, text: 'crash' },
    { t: RESTART, kind: 'lab.fault', actor: 'lab', peer: 'b2', a: 0, text: 'crash' },
    { t: OUT, kind: 'lb.state', actor: 'lb', peer: 'b2', text: 'Unhealthy' },
    { t: BACK, kind: 'lb.state', actor: 'lb', peer: 'b2', text: 'Healthy' },
    { t: END, kind: 'lab.phase', actor: 'lab', text: 'heal' },
    { t: END + 20, kind: 'lab.phase', actor: 'lab', text: 'settle' },
    { t: END + 800_000, kind: 'lab.phase', actor: 'lab', text: 'end' },
    { t: END + 800_010, kind: 'lab.reading', actor: 'lab', a: 200, text: 'metrics' },
  ];
  for (const backend of ['b1', 'b2', 'b3']) {
    rows.push({ t: 900, kind: 'lb.state', actor: 'lb', peer: backend, text: 'Healthy' });
    for (let probe = 0, t = 500; t < END + 700_000; t += 250_000, probe++) {
      if (backend === 'b2' && t >= CRASH && t < RESTART) continue;
      rows.push({ t, kind: 'backend.probe', actor: backend, conn: 1, a: probe });
      rows.push({ t: t + 300, kind: 'backend.probe-answer', actor: backend, conn: 1, a: probe, b: 200 });
    }
    for (let conn = 2; conn < 10; conn++) rows.push({ t: 1_000 * conn, kind: 'backend.open', actor: backend, conn });
  }
  let turn = 0;
  let wrong = 0;
  let due = 0;
  for (let req = 1; ; req++) {
    due += Math.max(1, Math.round((-Math.log(1 - random.float()) * 1e6) / rate));
    if (due >= END) break;
    const client = `c${1 + (req % 50)}`;
    const lag = random.below(140);
    const out = due >= OUT && due < BACK;
    let backend = `b${1 + (turn++ % 3)}`;
    if (out && backend === 'b2') backend = turn % 2 === 0 ? 'b1' : 'b3';
    if (wrong < 2 && due >= RESTART + 60_000) {
      backend = 'b2';
      wrong++;
    }
    rows.push({ t: due + lag, kind: 'client.send', actor: client, req, conn: 1, a: lag, text: '/item' });
    rows.push({ t: due + lag + 150, kind: 'lb.select', actor: 'lb', peer: backend });
    const spread = Math.exp((random.float() + random.float() + random.float() - 1.5) * (backend === 'b2' ? 1.8 : 0.35));
    const work = Math.round(4_000 * spread);
    if (backend === 'b2' && due >= CRASH && due < RESTART) {
      // A dead backend: mostly refused at once and tried elsewhere, now and then a reset after the request was sent.
      const lost = random.float() < 0.3;
      if (lost) {
        const done: DraftRow = { t: due + lag + 900, kind: 'client.done', actor: client, req, conn: 1, a: 502, b: 2 };
        rows.push({ ...done, text: 'connection reset' });
        continue;
      }
      backend = 'b1';
    }
    const arrival = due + lag + 320;
    rows.push({ t: arrival, kind: 'backend.request', actor: backend, req, conn: 2 + (req % 8), text: '{}' });
    rows.push({ t: arrival + work, kind: 'backend.answer', actor: backend, req, conn: 2 + (req % 8), a: 200 });
    const answered: DraftRow = { t: arrival + work + 280, kind: 'client.done', actor: client, peer: backend, req };
    rows.push({ ...answered, conn: 1, a: 200, b: 0 });
  }
  return rows;
}

function finding(verdict: Finding['verdict'], evidence: number, unit: string, note: string): Finding {
  return { verdict, evidence, unit, note, violations: [], violationCount: 0 };
}

function result(kind: 'invariant' | 'expectation', name: string, about: string, found: Finding): CheckResult {
  return { check: { name, kind, about }, finding: found };
}

/** The run, judged by nobody: the verdicts are made up, the rows they point at exist. */
export function sampleRun(overrides: Partial<RunResult> = {}): RunResult {
  const history = overrides.history ?? historyOf(sampleRows());
  return {
    scenario: SCENARIO,
    scenarioText: SCENARIO_TEXT,
    file: 'scenarios/backend-crash.yaml',
    history,
    results: sampleResults(history),
    leftOut: [],
    verdict: 'violated',
    digest: historyDigest(history),
    wallMs: 183.4,
    replay: 'lbsim run scenarios/backend-crash.yaml --world virtual --seed 7',
    directory: 'reports/backend-crash',
    ...overrides,
  };
}

export function sampleResults(history: History): CheckResult[] {
  const shown = evidenceRows(history);
  return [
    result(
      'invariant',
      'every-request-answered-once',
      'Every request that a client sends gets at most one answer, and a whole one.',
      finding('holds', 1_515, 'requests', 'no answer was lost, swapped or doubled'),
    ),
    result(
      'invariant',
      'never-routes-to-unhealthy',
      'After unhealthy_threshold failed probes in a row a backend gets no request until it passes healthy_threshold.',
      {
        ...finding('violated', 1_204, 'requests', '2 requests reached b2 while it was out'),
        violationCount: 12,
        violations: [
          {
            message:
              'b2 failed 3 probes in a row by 2.741 s, yet got a request 60 ms after its restart; none was expected before it passed 2 probes.',
            rows: shown,
          },
          { message: 'b2 got another one 3 ms later.', rows: shown.slice(-4) },
        ],
      },
    ),
    result(
      'invariant',
      'forwarding-headers',
      'Every request carries X-Forwarded-For with the address of its client.',
      finding('holds', 1_498, 'requests', ''),
    ),
    result(
      'invariant',
      'drains-cleanly',
      'A draining backend finishes what it began and gets nothing new.',
      finding('unknown', 0, 'drains', 'no backend was drained in this run'),
    ),
    result(
      'expectation',
      'availability ≥ 98%',
      'At least 98% of all requests are answered without an error.',
      finding('holds', 1_515, 'requests', '98.9% of 1,515 requests were answered; 98% were promised'),
    ),
    result(
      'expectation',
      'latency p99 ≤ 60 ms from 6 s',
      'From 6 s on, p99 is at most 60 ms.',
      finding('holds', 402, 'answers', 'p99 24.1 ms'),
    ),
    result(
      'expectation',
      'b2 recovers within 1 s',
      'b2 gets requests again within 1 s of its restart.',
      finding('holds', 1, 'recovery', '502 ms after its restart'),
    ),
  ];
}

/** The crash, the balancer's word on it, the restart, and the first request to b2 after it from end to end. */
function evidenceRows(history: History): number[] {
  const all = Array.from({ length: history.length }, (_, i) => history.row(i));
  const first = all.find((row) => row.time > RESTART && row.kind === 'backend.request' && row.actor === 'b2');
  return all
    .filter(
      (row) =>
        row.kind === 'lab.fault' ||
        (row.kind === 'lb.state' && row.text === 'Unhealthy') ||
        (first !== undefined && row.req === first.req),
    )
    .map((row) => row.index);
}
