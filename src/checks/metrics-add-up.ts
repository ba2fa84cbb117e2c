/**
 * Counters are worth what they agree with: after the traffic has settled, the subject's numbers must be the ones that
 * backends and clients counted. Where the lab could not see every attempt (a crashed or frozen backend), or where it is
 * a matter of convention what counts, the number has to lie in between.
 */
import { type Check, Findings } from './check.ts';
import { hasNoMetrics, lastMetrics, type MetricsReading, type NumberGroup } from './joins/metrics-reading.ts';
import { type BackendTraffic, type Traffic, trafficUntil } from './joins/traffic.ts';
import { type View, viewOf } from './joins/view.ts';

export const metricsAddUp: Check = {
  name: 'metrics-add-up',
  kind: 'invariant',
  about: "The balancer's final counters are those that backends and clients counted.",
  applies: () => true,
  missing: (history) => (hasNoMetrics(history) ? 'the subject has no page /lb/metrics' : null),
  run(input) {
    const view = viewOf(input);
    const findings = new Findings('numbers');
    const reading = lastMetrics(view.history);
    if (typeof reading === 'string') return findings.finding('', reading);
    if (view.absences.length > 0) return findings.finding('', 'the balancer was restarted, and its counters with it');
    new Audit(view, reading, findings).run();
    return findings.finding('all counters agree with the lab', 'the metrics hold none of the known numbers');
  },
};

class Audit {
  readonly #view: View;
  readonly #reading: MetricsReading;
  readonly #findings: Findings;
  readonly #traffic: Traffic;

  constructor(view: View, reading: MetricsReading, findings: Findings) {
    this.#view = view;
    this.#reading = reading;
    this.#findings = findings;
    this.#traffic = trafficUntil(view, reading.row);
  }

  run(): void {
    const { backends } = this.#view.scenario;
    let total = 0;
    const settled = backends.map((_, at) => !this.#isMoved(at));
    backends.forEach(({ name }, at) => {
      if (settled[at] !== true) return;
      const address = this.#view.history.meta.backendAddresses[name] ?? '';
      const entry = this.#reading.backends.find((candidate) => candidate.address === address);
      this.#findings.observe();
      if (entry === undefined) {
        this.#violate(`name no backend ${address} (${name})`);
        return;
      }
      total += this.#backend(name, entry.numbers, this.#traffic.backends[at] as BackendTraffic) ?? Number.NaN;
    });
    this.#whole(total, settled.includes(false) ? null : backends.length);
  }

  /** A backend that comes and goes may be unknown to the metrics, and has new counters each time. */
  #isMoved(backend: number): boolean {
    const { scenario, orders } = this.#view;
    if (scenario.backends[backend]?.absent === true) return true;
    return orders.some((order) => order.kind === 'add' || (order.kind === 'remove' && order.backend === backend));
  }

  /** Returns its total, or null when it has none. */
  #backend(name: string, numbers: NumberGroup, seen: BackendTraffic): number | null {
    const { sent, reached } = this.#traffic;
    const total = this.#number(numbers, 'total_requests', ` of ${name}`);
    // An undisturbed backend saw every attempt, but for requests that no backend received at all.
    const most = seen.hadBlindSpots ? Infinity : seen.received + sent - reached;
    const least = seen.received - seen.abandoned;
    this.#expect(`total_requests of ${name}`, total, least, most, `it received ${seen.received}`);
    const active = this.#number(numbers, 'active_connections', ` of ${name}`);
    this.#expect(`active_connections of ${name}`, active, 0, seen.open, 'no request is in flight');
    const errors = this.#number(numbers, 'total_errors', ` of ${name}`);
    this.#expect(`total_errors of ${name}`, errors, 0, total ?? Infinity, `it counts ${total} requests`);
    this.#number(numbers, 'avg_latency_us', ` of ${name}`);
    this.#number(numbers, 'error_rate', ` of ${name}`);
    return total;
  }

  /** `count`: how many backends there are, all of them counted in `sum`; null when some come and go. */
  #whole(sum: number, count: number | null): void {
    const { whole, backends } = this.#reading;
    const { sent, reached, reachedAndAbandoned } = this.#traffic;
    const total = this.#number(whole, 'total_requests', '');
    // Counted per choice of a backend, per request that was passed on, or per request of a client: all are usual.
    if (count !== null && total !== null && total !== sum) {
      const why = `its backends add up to ${sum}, and of ${sent} requests sent ${reached} reached a backend`;
      this.#expect('total_requests', total, reached - reachedAndAbandoned, sent, why);
    }
    const errors = this.#number(whole, 'total_errors', '');
    const most = Math.max(total ?? Infinity, sum) + sent - reached;
    this.#expect(
      'total_errors',
      errors,
      0,
      count === null || Number.isNaN(most) ? Infinity : most,
      `it counts ${total} requests`,
    );
    this.#number(whole, 'requests_per_second', '');
    this.#number(whole, 'avg_latency_us', '');
    const healthy = backends.filter(({ state }) => state.toLowerCase() === 'healthy').length;
    const saidHealthy = this.#number(whole, 'healthy_backends', '');
    this.#expect('healthy_backends', saidHealthy, healthy, healthy, `${healthy} are listed as Healthy`);
    const saidTotal = this.#number(whole, 'total_backends', '');
    if (count !== null) this.#expect('total_backends', saidTotal, count, count, `it was given ${count}`);
  }

  /** A value that must be a number of at least 0 where it stands at all; null when it is absent or is none. */
  #number(group: NumberGroup, name: string, of: string): number | null {
    const value = group[name];
    if (value === undefined) return null;
    this.#findings.observe();
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    this.#violate(`show ${name}${of} as ${JSON.stringify(value)}, which is no count or rate`);
    return null;
  }

  #expect(what: string, value: number | null, least: number, most: number, why: string): void {
    if (value === null || (value >= least && value <= most)) return;
    this.#violate(`show ${what} as ${value} where ${range(least, most)} is right: ${why}`);
  }

  #violate(what: string): void {
    this.#findings.violate(`The final metrics ${what}.`, [this.#reading.row]);
  }
}

function range(least: number, most: number): string {
  if (least === most) return `${least}`;
  return most === Infinity ? `at least ${least}` : `${least} to ${most}`;
}
