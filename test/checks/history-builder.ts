/** Hand-made histories and scenarios for the tests of checks: times in milliseconds, rows in any order. */

import { type BackendState, type EventKind, OUTCOMES, type Outcome } from '../../src/sim/history/event.ts';
import { History, NONE } from '../../src/sim/history/history.ts';
import type { BackendSpec } from '../../src/sim/scenario/backend-spec.ts';
import type { BalancerSpec, HealthCheckSpec } from '../../src/sim/scenario/balancer-spec.ts';
import type { Expectation } from '../../src/sim/scenario/expectation-spec.ts';
import { faultFrom } from '../../src/sim/scenario/fault-options.ts';
import type { Fault, FaultKind } from '../../src/sim/scenario/fault-spec.ts';
import { type LoadSpec, PLAIN_STREAM } from '../../src/sim/scenario/load-spec.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import type { TimelineEvent } from '../../src/sim/scenario/timeline-event.ts';

export const MS = 1000;
export const FOREVER = { from: 0, to: null };

/** Detection takes at most 3 * 150 + 50 = 500 ms, return 2 * 150 + 50 = 350 ms. */
export const HEALTH: HealthCheckSpec = {
  interval: 100 * MS,
  timeout: 50 * MS,
  unhealthyThreshold: 3,
  healthyThreshold: 2,
  path: '/health',
};

/** `[ms, backend, 'on' | 'off', fault]`. */
export type Step = readonly [number, string, 'on' | 'off', Fault | FaultKind];

export interface ScenarioParts {
  /** Names and weights. */
  readonly backends?: Readonly<Record<string, number>>;
  readonly timeline?: readonly Step[];
  readonly expect?: readonly Expectation[];
  readonly health?: Partial<HealthCheckSpec>;
  /** How long the load lasts, in ms. */
  readonly until?: number;
  readonly balancer?: Partial<BalancerSpec>;
  readonly load?: Partial<LoadSpec>;
  /** By name: what is special about a backend. */
  readonly special?: Readonly<Record<string, Partial<BackendSpec>>>;
  /** What the timeline holds besides faults. */
  readonly events?: readonly TimelineEvent[];
}

export function scenarioOf(parts: ScenarioParts = {}): Scenario {
  const backends = Object.entries(parts.backends ?? { b1: 1, b2: 1, b3: 1 });
  return {
    name: 'hand-made',
    about: '',
    seed: 1,
    balancer: {
      algorithm: 'round_robin',
      healthCheck: { ...HEALTH, ...parts.health },
      timeouts: { connect: 300 * MS, response: 300 * MS },
      ...parts.balancer,
    },
    backends: backends.map(([name, weight]) => {
      return { name, weight, latency: { kind: 'constant', value: MS }, ...parts.special?.[name] };
    }),
    load: [
      {
        ...PLAIN_STREAM,
        start: 0,
        duration: (parts.until ?? 10_000) * MS,
        arrivals: { kind: 'rate', rate: 100, spacing: 'constant' },
        clients: 2,
        timeout: 400 * MS,
        ...parts.load,
      },
    ],
    timeline: [...(parts.timeline ?? []).map(timelineEvent), ...(parts.events ?? [])],
    expect: parts.expect ?? [],
  };
}

function timelineEvent([at, backend, action, fault]: Step): TimelineEvent {
  return { at: at * MS, do: 'fault', backend, action, fault: typeof fault === 'string' ? faultOf(fault) : fault };
}

function faultOf(kind: FaultKind): Fault {
  return faultFrom(kind, { latency: 200 * MS, code: 500 });
}

interface Row {
  readonly at: number;
  readonly kind: EventKind;
  readonly actor: string;
  readonly peer?: string | undefined;
  readonly req?: number;
  readonly conn?: number;
  readonly a?: number;
  readonly b?: number;
  readonly text?: string;
}

export interface Done {
  /** The backend stamped on the answer. */
  readonly by?: string;
  readonly status?: number;
  readonly outcome?: Outcome;
  readonly problem?: string;
}

const FIELDS = { xff: '127.1.0.1', real: '127.1.0.1', host: 'h', proto: 'http', fwdHost: '127.0.0.1:8080' };

export class HistoryBuilder {
  readonly #rows: Row[] = [];
  readonly #traced: boolean;
  readonly #world: 'virtual' | 'live';
  readonly #probes = new Map<string, number>();

  constructor({ traced = false, world = 'virtual' }: { traced?: boolean; world?: 'virtual' | 'live' } = {}) {
    this.#traced = traced;
    this.#world = world;
  }

  row(row: Row): this {
    this.#rows.push(row);
    return this;
  }

  phase(at: number, text: string): this {
    return this.row({ at, kind: 'lab.phase', actor: 'lab', text });
  }

  /** The run's timing error, in ms. */
  lag(at: number, lag: number, actor = 'lab'): this {
    return this.row({ at, kind: 'lag', actor, a: lag * MS });
  }

  fault(at: number, backend: string, text: FaultKind, on: 'on' | 'off'): this {
    return this.row({ at, kind: 'lab.fault', actor: 'lab', peer: backend, a: on === 'on' ? 1 : 0, text });
  }

  send(at: number, req: number, lag = 0): this {
    return this.row({ at, kind: 'client.send', actor: 'c1', req, a: lag * MS, text: '/' });
  }

  arrive(at: number, req: number, backend: string, fields: object = {}): this {
    return this.row({
      at,
      kind: 'backend.request',
      actor: backend,
      req,
      text: JSON.stringify({ ...FIELDS, ...fields }),
    });
  }

  answer(at: number, req: number, backend: string, status = 200): this {
    return this.row({ at, kind: 'backend.answer', actor: backend, req, a: status });
  }

  done(at: number, req: number, { by, status = by ? 200 : 0, outcome, problem = '' }: Done): this {
    const b = OUTCOMES.indexOf(outcome ?? (by === undefined ? 'unknown' : 'ok'));
    return this.row({ at, kind: 'client.done', actor: 'c1', peer: by, req, a: status, b, text: problem });
  }

  /** A whole exchange of 1 ms: there after 0.2 ms, answered after 0.6 ms. */
  exchange(at: number, req: number, backend: string, status = 200): this {
    this.send(at, req)
      .arrive(at + 0.2, req, backend)
      .answer(at + 0.6, req, backend, status);
    return this.done(at + 1, req, { by: backend, status });
  }

  /** A whole exchange of one of several clients; `shape` is what it sent, `took` in ms. */
  visit(
    at: number,
    req: number,
    backend: string,
    { client = 'c1', shape = 'GET /r 0', took = 1, stream = 0 } = {},
  ): this {
    const host = `127.1.0.${client.slice(1)}`;
    this.row({ at, kind: 'client.send', actor: client, req, b: stream, text: shape });
    this.arrive(at + 0.2 * took, req, backend, { xff: host, real: host }).answer(at + 0.6 * took, req, backend);
    return this.row({ at: at + took, kind: 'client.done', actor: client, peer: backend, req, a: 200, b: 0 });
  }

  /** Sent and received by a backend; what comes of it is another row's. */
  begun(at: number, req: number, backend: string, shape = 'GET /r 0'): this {
    return this.row({ at, kind: 'client.send', actor: 'c1', req, text: shape }).arrive(at + 0.2, req, backend);
  }

  abort(at: number, req: number, backend: string): this {
    return this.row({ at, kind: 'backend.abort', actor: backend, req });
  }

  open(at: number, backend: string, conn: number): this {
    return this.row({ at, kind: 'backend.open', actor: backend, conn });
  }

  close(at: number, backend: string, conn: number): this {
    return this.row({ at, kind: 'backend.close', actor: backend, conn });
  }

  /** Answered at `at`, 1 ms after it was sent. */
  order(at: number, text: string, backend?: string, status = 200): this {
    return this.row({ at, kind: 'lab.order', actor: 'lab', peer: backend, a: status, b: MS, text });
  }

  subject(at: number, text: 'sigterm' | 'sigkill' | 'start' | 'ready' | 'exit'): this {
    return this.row({ at, kind: 'lab.subject', actor: 'lab', text });
  }

  /** What the balancer answers by itself, after 1 ms. */
  refusal(at: number, req: number, status: number): this {
    return this.send(at, req).done(at + 1, req, { status, outcome: status === 503 ? 'failed' : 'unknown' });
  }

  /** A probe arrives; null: it is never answered. */
  probe(at: number, backend: string, after: number | null = 0.1, status = 200): this {
    const number = this.#probes.get(backend) ?? 0;
    this.#probes.set(backend, number + 1);
    this.row({ at, kind: 'backend.probe', actor: backend, a: number });
    if (after === null) return this;
    return this.row({ at: at + after, kind: 'backend.probe-answer', actor: backend, a: number, b: status });
  }

  select(at: number, backend: string): this {
    return this.row({ at, kind: 'lb.select', actor: 'lb', peer: backend });
  }

  told(at: number, backend: string, ok: boolean, streak: number): this {
    return this.row({ at, kind: 'lb.probe', actor: 'lb', peer: backend, a: ok ? 1 : 0, b: streak });
  }

  state(at: number, backend: string, text: BackendState): this {
    return this.row({ at, kind: 'lb.state', actor: 'lb', peer: backend, text });
  }

  metrics(at: number, body: object | string, status = 200): this {
    const text = `metrics ${typeof body === 'string' ? body : JSON.stringify(body)}`;
    return this.row({ at, kind: 'lab.reading', actor: 'lab', a: status, text });
  }

  build(): History {
    const history = new History({
      scenario: 'hand-made',
      seed: 1,
      world: this.#world,
      subject: 'by hand',
      traced: this.#traced,
      clientHosts: Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`c${i + 1}`, `127.1.0.${i + 1}`])),
      backendAddresses: { b1: '127.0.0.1:3001', b2: '127.0.0.1:3002', b3: '127.0.0.1:3003', b4: '127.0.0.1:3004' },
      subjectAddress: '127.0.0.1:8080',
    });
    for (const row of this.#rows.toSorted((x, y) => x.at - y.at)) {
      history.append(
        Math.round(row.at * MS),
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
}
