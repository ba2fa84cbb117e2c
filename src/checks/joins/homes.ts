/** Where each client's requests went while the eligible set was known and constant: what hashing by address rests on. */
import { NONE } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { hasLimits, sessionMode, trustsProxies } from './setup.ts';
import type { Stretch } from './standing.ts';
import type { View } from './view.ts';

/** Whether nothing but the client's own address decides. */
export function goesByAddress(scenario: Scenario): boolean {
  const { balancer, backends } = scenario;
  if (balancer.algorithm !== 'ip_hash' || backends.length < 2) return false;
  return sessionMode(balancer) === 'off' && !trustsProxies(balancer) && !hasLimits(scenario);
}

/** `row`: the request's first arrival, sent and received within the stretch. */
export type HomeVisitor = (row: number, client: number, backend: number, stretch: Stretch) => void;

/** In the order in which requests were sent. Those that went to a backend twice, or to several, are left out. */
export function forEachHome(view: View, visit: HomeVisitor): void {
  const { history, requests, backendOf, stretches, timing } = view;
  let at = 0;
  for (let request = 0; request < requests.count; request++) {
    const send = requests.sendRow[request] as number;
    const row = requests.firstArrival[request] as number;
    const sent = (history.time[send] as number) - timing.error;
    let stretch = stretches[at];
    while (stretch !== undefined && stretch.to <= sent) stretch = stretches[++at];
    if (stretch === undefined) return;
    if (row === NONE || requests.arrivals[request] !== 1 || sent < stretch.from) continue;
    if ((history.time[row] as number) + timing.error >= stretch.to) continue;
    visit(row, history.actor[send] as number, backendOf[history.actor[row] as number] as number, stretch);
  }
}
