/**
 * How backends stand when not only faults but orders, restarts and passive checks move them: each adds to when a backend
 * is disturbed, and some to when it must be out.
 */

import type { Micros } from '../../kernel/clock.ts';
import { OUTCOMES } from '../../sim/history/event.ts';
import { NONE } from '../../sim/history/history.ts';
import { wholeStory } from '../../sim/scenario/scenario.ts';
import { type Interval, merged, without } from './intervals.ts';
import type { Given } from './orders.ts';
import { detectionBound, returnBound } from './outages.ts';
import { ejects, slowStart } from './setup.ts';
import { type Standing, standingOf } from './standing.ts';
import type { Story } from './story.ts';

/** From the answer to an order, or a restart, until everybody goes by it. */
function settlingTime({ scenario, timing }: Story): Micros {
  const { balancer } = scenario;
  return (
    Math.max(detectionBound(balancer.healthCheck, timing), returnBound(balancer.healthCheck, timing)) +
    slowStart(balancer)
  );
}

export function standingsOf(story: Story): Standing[] {
  const { scenario, timing, faults } = story;
  const { healthCheck } = scenario.balancer;
  const settling = settlingTime(story);
  const everywhere: Interval[] = story.absences.map(({ from, to }) => ({ from, to: to + settling }));
  if (healthCheck.initial === 'unhealthy') everywhere.push({ from: -Infinity, to: timing.origin + settling });
  if (ejects(scenario.balancer) && hasFailures(story)) everywhere.push({ from: -Infinity, to: Infinity });
  const stable = keepsHealthChecks(story);
  for (const { kind, sent, answered } of story.orders) {
    if (kind === 'reload') everywhere.push({ from: sent - timing.error, to: stable ? answered + settling : Infinity });
  }
  return scenario.backends.map((spec, backend) => {
    const byFaults = standingOf(faults[backend] ?? [], healthCheck, timing, spec);
    const extra = slowStart(scenario.balancer);
    const byOrders = orderedStanding(story, backend, settling);
    // A process that is new starts with everybody in, and has to find out again.
    const dead = without(byFaults.out, merged(relearning(story, backend)));
    const out = merged([...dead, ...byOrders.out]);
    const disturbed = merged([
      ...byFaults.disturbed.map(({ from, to }) => ({ from, to: to + extra })),
      ...byOrders.disturbed,
      ...everywhere,
      ...out,
    ]);
    return { disturbed, out };
  });
}

/** When what the balancer had learnt of a backend by its probes is gone, and not yet learnt again. */
function relearning(story: Story, backend: number): Interval[] {
  const bound = detectionBound(story.scenario.balancer.healthCheck, story.timing);
  return forgettings(story, backend).map(({ from, to }) => ({ from, to: to + bound }));
}

/** When the balancer forgets what it knew of a backend: it restarts, or the backend is made anew. Merged. */
export function forgettings(story: Story, backend: number): Interval[] {
  const { absences, orders, timing } = story;
  const times: Interval[] = absences.map(({ from, to }) => ({ from, to }));
  let isMoved = story.scenario.backends[backend]?.absent === true;
  for (const order of orders) {
    const from = order.sent - timing.error;
    if (order.kind === 'reload') {
      if (isMoved || !keepsHealthChecks(story)) times.push({ from, to: Infinity });
    } else if (order.backend === backend && order.kind !== 'weight' && order.result !== 'refused') {
      isMoved = true;
      times.push({ from, to: order.answered + timing.error });
    }
  }
  return merged(times);
}

/** What the lab's orders make of a backend. */
function orderedStanding(story: Story, backend: number, settling: Micros): Standing {
  const { orders, absences, timing, scenario } = story;
  const disturbed: Interval[] = [];
  const out: Interval[] = [];
  let outSince: Micros | null = scenario.backends[backend]?.absent === true ? -Infinity : null;
  let isMoved = outSince !== null;
  const end = (at: Micros) => {
    if (outSince !== null && outSince < at) out.push({ from: outSince, to: at });
    outSince = null;
  };
  for (const event of [...orders, ...absences].sort((x, y) => begin(x) - begin(y))) {
    const from = begin(event) - timing.error;
    if (!('kind' in event)) {
      // A new process has the configuration of a file: whether that knows of the orders is not for us to say.
      end(from);
      if (isMoved) disturbed.push({ from, to: Infinity });
    } else if (event.kind === 'reload') {
      end(from);
      if (isMoved) disturbed.push({ from, to: Infinity });
    } else if (event.backend === backend && event.kind !== 'weight' && event.result !== 'refused') {
      end(from);
      isMoved = true;
      const known = event.result === 'done';
      disturbed.push({ from, to: known ? event.answered + settling : Infinity });
      if (known && takesOut(event)) outSince = event.answered + timing.tolerance;
    }
  }
  end(Infinity);
  return { disturbed, out };
}

function begin(event: Given | Interval): Micros {
  return 'kind' in event ? event.sent : event.from;
}

function takesOut({ kind }: Given): boolean {
  return kind === 'drain' || kind === 'remove';
}

/** Whether no reload of the story changes how backends are probed. */
function keepsHealthChecks({ scenario, orders }: Story): boolean {
  const now = JSON.stringify(scenario.balancer.healthCheck);
  const reloads = wholeStory(scenario).flatMap((event) =>
    event.do === 'order' && event.order.kind === 'reload' ? [event.order] : [],
  );
  const given = orders.filter(({ kind }) => kind === 'reload').length;
  return given <= reloads.length && reloads.every(({ balancer }) => JSON.stringify(balancer.healthCheck) === now);
}

/** Whether anything went wrong that passive checks could count. */
function hasFailures({ history, requests }: Story): boolean {
  const ok = OUTCOMES.indexOf('ok');
  for (let request = 0; request < requests.count; request++) {
    const done = requests.doneRow[request] as number;
    if ((requests.arrivals[request] as number) > 1 || done === NONE) return true;
    if (history.b[done] !== ok || (history.a[done] as number) >= 500) return true;
  }
  return false;
}
