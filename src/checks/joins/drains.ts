/** When a backend drains: from an order that was obeyed until it may be back. */
import type { Micros } from '../../kernel/clock.ts';
import type { Interval } from './intervals.ts';
import { drainTimeout } from './setup.ts';
import type { Story } from './story.ts';

/** `from`: the order was obeyed; `to`: it may have been taken back. */
export interface Drained extends Interval {
  /** When the order was sent. */
  readonly ordered: Micros;
  /** When its last request must be over. */
  readonly deadline: Micros;
  readonly row: number;
}

/** One backend's, in order; disjoint. */
export function drainsOf({ orders, absences, scenario, timing }: Story, backend: number): Drained[] {
  const drains: Drained[] = [];
  let current: Drained | null = null;
  const end = (to: Micros) => {
    if (current !== null && current.from < to) drains.push({ ...current, to });
    current = null;
  };
  const restarts = absences.map(({ from }) => from);
  for (const { kind, backend: whose, result, sent, answered, row } of orders) {
    const restart = restarts.find((at) => current !== null && at > current.ordered && at < answered);
    if (restart !== undefined) end(restart);
    const about = kind === 'reload' || whose === backend;
    if (!about || kind === 'weight' || result === 'refused') continue;
    const leaves = (kind === 'drain' || kind === 'remove') && result === 'done';
    // A second order to go changes nothing of the first.
    if (leaves && current !== null) continue;
    end(sent - timing.error);
    if (!leaves) continue;
    const deadline = answered + drainTimeout(scenario.balancer);
    current = { from: answered + timing.error, to: Infinity, ordered: sent, deadline, row };
  }
  const last: Drained | null = current;
  end(restarts.find((at) => last !== null && at > (last as Drained).ordered) ?? Infinity);
  return drains;
}
