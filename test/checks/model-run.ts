/**
 * A small model of a balancer between clients and faulty backends, with jitter on every leg: it writes the history that
 * such a run would leave. Correct by default, and wrong in one way where `flaw` says so. It exists to try the checks
 * on many runs; it shares nothing with the balancer or the worlds.
 */
import { seededRandom } from '../../src/kernel/seeded-random.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import { type FaultEvent, faultEvents } from '../../src/sim/scenario/timeline-event.ts';
import { HistoryBuilder } from './history-builder.ts';

export type Flaw =
  | 'none'
  | 'selection ignores state'
  | 'probes never time out'
  | 'returns after one good probe'
  | 'never advances'
  | 'picks by luck'
  | 'removes after one failure';

export interface ModelOptions {
  readonly seed: number;
  readonly retries: boolean;
  readonly traced: boolean;
  readonly flaw?: Flaw;
  /** The longest a leg of the network takes, in ms. */
  readonly jitter?: number;
}

interface Backend {
  readonly name: string;
  fault: string;
  extra: number;
  chance: number;
  /** Grows with each crash: what a dead process had in hand is lost. */
  life: number;
  frozen: (() => void)[];
  healthy: boolean;
  good: number;
  bad: number;
  selected: number;
}

const RESPONSE_TIMEOUT = 300;
const CLIENT_TIMEOUT = 450;

/** Times in ms; the scenario's load must be constant. */
export function modelRun(scenario: Scenario, options: ModelOptions): HistoryBuilder {
  const { flaw = 'none', jitter = 1 } = options;
  const random = seededRandom(options.seed);
  const health = scenario.balancer.healthCheck;
  const interval = health.interval / 1000;
  const timeout = health.timeout / 1000;
  const story = new HistoryBuilder({ traced: options.traced });
  const backends = scenario.backends.map(({ name }): Backend => {
    const none = { fault: '', extra: 0, chance: 0, life: 0, frozen: [] };
    return { name, ...none, healthy: true, good: 0, bad: 0, selected: 0 };
  });
  const queue: { at: number; nth: number; run: () => void }[] = [];
  const timeline = faultEvents(scenario.timeline);
  let now = 0;
  let nth = 0;
  const after = (delay: number, run: () => void) => {
    const item = { at: now + Math.max(0, delay), nth: nth++, run };
    let at = queue.length;
    while (
      at > 0 &&
      (queue[at - 1]?.at ?? 0) <= item.at &&
      (queue[at - 1]?.at !== item.at || (queue[at - 1]?.nth ?? 0) > item.nth)
    )
      at--;
    // Kept in falling order of time, so that the next one is popped from the end.
    queue.splice(at, 0, item);
  };
  const leg = () => 0.05 + random.float() * jitter;
  /** Runs when the process gets to it: not while it is frozen, and never once it is dead. */
  const inProcess = (backend: Backend, run: () => void) => {
    const { life } = backend;
    const step = () => {
      if (backend.life === life) run();
    };
    if (backend.fault === 'freeze') backend.frozen.push(step);
    else step();
  };

  const switchFault = (backend: Backend, on: boolean, fault: FaultEvent['fault']) => {
    if (fault.kind === 'crash' && on) {
      backend.life++;
      backend.frozen = [];
    }
    backend.fault = on ? fault.kind : '';
    backend.extra = on && fault.kind === 'slow' ? fault.extra / 1000 : 0;
    backend.chance = on && fault.kind === 'status' ? (fault.scope?.probability ?? 1) : 0;
    if (fault.kind === 'freeze' && !on) for (const step of backend.frozen.splice(0)) step();
    const row = now + random.float();
    story.fault(row, backend.name, fault.kind, on ? 'on' : 'off');
  };

  /** What a backend does with a request or a probe: `arrived`, then `answered` with a status, or nothing. */
  const serve = (backend: Backend, work: number, arrived: () => void, answered: (status: number) => void) => {
    inProcess(backend, () => {
      arrived();
      if (backend.fault === 'hang') return;
      const status = random.float() < backend.chance ? 500 : 200;
      after(work + backend.extra, () => inProcess(backend, () => answered(status)));
    });
  };

  const judgeProbe = (backend: Backend, ok: boolean) => {
    backend.good = ok ? backend.good + 1 : 0;
    backend.bad = ok ? 0 : backend.bad + 1;
    story.told(now, backend.name, ok, ok ? backend.good : backend.bad);
    const enough = flaw === 'returns after one good probe' ? 1 : health.healthyThreshold;
    const tooMany = flaw === 'removes after one failure' ? 1 : health.unhealthyThreshold;
    if (backend.healthy ? backend.bad < tooMany : backend.good < enough) return;
    if (backend.healthy !== ok) story.state(now, backend.name, ok ? 'Healthy' : 'Unhealthy');
    backend.healthy = ok;
  };

  const probe = (backend: Backend) => {
    const started = now;
    let open = true;
    const finish = (ok: boolean) => {
      if (!open) return;
      open = false;
      judgeProbe(backend, ok);
      after(Math.max(0.01, started + interval - now), () => probe(backend));
    };
    if (flaw !== 'probes never time out') after(timeout, () => finish(false));
    const number = probes++;
    const row = { actor: backend.name, a: number };
    after(leg(), () => {
      if (backend.fault === 'crash') return after(leg(), () => finish(false));
      const { life } = backend;
      watchDeath(backend, life, () => finish(false));
      serve(
        backend,
        0,
        () => story.row({ at: now, kind: 'backend.probe', ...row }),
        (status) => {
          // A thawed process finds the connections of probes long given up closed, and may not even answer.
          if (!open && random.below(2) === 0) return;
          story.row({ at: now, kind: 'backend.probe-answer', ...row, b: status });
          after(leg(), () => finish(status === 200));
        },
      );
    });
  };
  let probes = 0;

  const watchDeath = (backend: Backend, life: number, died: () => void) => {
    const deaths = timeline.filter(({ backend: name, action, fault, at }) => {
      return name === backend.name && action === 'on' && fault.kind === 'crash' && at / 1000 > now;
    });
    for (const { at } of deaths.slice(0, 1)) {
      after(at / 1000 + 0.02 - now + leg(), () => {
        if (backend.life !== life) died();
      });
    }
  };

  let turn = 0;
  const choose = (tried: readonly Backend[]): Backend | null => {
    const eligible = backends.filter((it) => flaw === 'selection ignores state' || it.healthy);
    if (eligible.length === 0) return null;
    const fresh = eligible.filter((it) => !tried.includes(it));
    const pool = fresh.length > 0 ? fresh : eligible;
    if (flaw === 'picks by luck') return pool[random.below(pool.length)] ?? null;
    if (flaw === 'never advances') return pool[0] ?? null;
    for (;;) {
      const next = backends[turn++ % backends.length] as Backend;
      if (pool.includes(next)) return next;
    }
  };

  const request = (req: number) => {
    story.send(now, req);
    let open = true;
    const done = (result: Parameters<HistoryBuilder['done']>[2]) => {
      if (open) story.done(now, req, result);
      open = false;
    };
    after(CLIENT_TIMEOUT, () => done({ problem: 'timeout' }));
    const reply = (result: Parameters<HistoryBuilder['done']>[2]) => after(leg(), () => done(result));
    const attempt = (tried: readonly Backend[]) => {
      const backend = choose(tried);
      if (backend === null) return reply({ status: 503, outcome: 'failed' });
      backend.selected++;
      story.select(now, backend.name);
      let waiting = true;
      const fail = (status: number, again: boolean) => {
        if (!waiting) return;
        waiting = false;
        if (again && options.retries && tried.length < 2) attempt([...tried, backend]);
        else reply({ status });
      };
      after(RESPONSE_TIMEOUT, () => fail(504, false));
      after(leg(), () => {
        if (backend.fault === 'crash') return after(leg(), () => fail(502, true));
        watchDeath(backend, backend.life, () => fail(502, true));
        const work = 1 + random.float() * 5;
        serve(
          backend,
          work,
          () => {
            // What a thawed process finds may have been reset meanwhile: then it never sees it.
            if (waiting || random.below(2) === 0) story.arrive(now, req, backend.name);
          },
          (status) => {
            if (!waiting) return;
            story.answer(now, req, backend.name, status);
            after(leg(), () => {
              if (!waiting) return;
              waiting = false;
              reply({ by: backend.name, status });
            });
          },
        );
      });
    };
    after(leg(), () => attempt([]));
  };

  story.phase(0, 'load');
  for (const backend of backends) after(random.float() * interval, () => probe(backend));
  for (const { at, backend: name, action, fault } of timeline) {
    const backend = backends.find((it) => it.name === name) as Backend;
    after(at / 1000 + random.float() * 0.02, () => switchFault(backend, action === 'on', fault));
  }
  const [load] = scenario.load;
  const gap = 1000 / (load?.arrivals.kind === 'rate' ? load.arrivals.rate : 1);
  const end = (load?.duration ?? 0) / 1000;
  for (let i = 0; i * gap < end; i++) after(i * gap + random.float() * gap, () => request(i));
  for (let next = queue.pop(); next !== undefined && next.at <= end + 1000; next = queue.pop()) {
    now = next.at;
    next.run();
  }
  return story;
}
