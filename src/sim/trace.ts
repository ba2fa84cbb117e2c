/** The built-in balancer's own story as rows of the history. */
import type { Backend } from '../balancer/core/backend.ts';
import type { BalancerObserver } from '../balancer/core/observer.ts';
import type { Clock } from '../kernel/clock.ts';
import { NONE } from './history/history.ts';
import type { EventSink } from './history/sink.ts';

const LB = 'lb';

/** An observer that writes to `sink`; `names` are the backends' names by address: places change as backends come and go. */
export function traceObserver(
  clock: Clock,
  sink: EventSink,
  names: Readonly<Record<string, string>>,
): BalancerObserver {
  const lb = sink.actorId(LB);
  const actors = new Map(Object.entries(names).map(([address, name]) => [address, sink.actorId(name)]));
  const actorOf = ({ address }: Backend): number => actors.get(address) ?? NONE;
  return {
    onSelect: (backend) => sink.append(clock.now(), 'lb.select', lb, actorOf(backend), NONE, NONE, 0, 0, NONE),
    onProbe: (backend, ok, streak, reason) => {
      const text = reason === '' ? NONE : sink.textId(reason);
      sink.append(clock.now(), 'lb.probe', lb, actorOf(backend), NONE, NONE, ok ? 1 : 0, streak, text);
    },
    onState: (backend, state) => {
      sink.append(clock.now(), 'lb.state', lb, actorOf(backend), NONE, NONE, 0, 0, sink.textId(state));
    },
  };
}
