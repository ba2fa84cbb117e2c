/**
 * Nobody waits for ever: whatever its backends do, a balancer has an answer (or closes the connection) when its own
 * time-outs are over. Only clients that waited for longer than that can tell.
 */

import type { Micros } from '../kernel/clock.ts';
import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import { isExact } from '../sim/scenario/fault-facts.ts';
import { type Check, Findings } from './check.ts';
import { merged, OverlapCursor } from './joins/intervals.ts';
import { hasLimits, isPlainStream, queueTimeout, retryRules } from './joins/setup.ts';
import { shapeReader } from './joins/shapes.ts';
import { clockTime, type View, viewOf } from './joins/view.ts';

/** A body that fits into the buffers on its way can't be held up by a backend that does not read. */
const SMALL = 16_384;

export const everyRequestIsAnswered: Check = {
  name: 'every-request-is-answered',
  kind: 'invariant',
  byChance: true,
  about: "Every request is answered, or its connection closed, within the balancer's own time-outs.",
  applies: () => true,
  run(input) {
    const view = viewOf(input);
    const { history, requests, scenario, timing } = view;
    const findings = new Findings('requests');
    const shapeOf = shapeReader(history);
    const odd = new OverlapCursor(oddTimes(view));
    const timedOut = history.texts.indexOf('timeout');
    const bound = boundOf(view);
    for (let request = 0; request < requests.count; request++) {
      const send = requests.sendRow[request] as number;
      const done = requests.doneRow[request] as number;
      const sent = history.time[send] as number;
      // Who never heard the end of it waited until the run was over.
      const over = history.time[done === NONE ? history.length - 1 : done] as number;
      const gaveUp = done === NONE || (history.a[done] === 0 && history.text[done] === timedOut && timedOut !== NONE);
      const took = over - sent;
      if (gaveUp && took <= bound) continue;
      if (done !== NONE && !gaveUp && history.a[done] === 0 && took <= bound) {
        findings.observe();
        continue;
      }
      const shape = shapeOf(send);
      const isJudged = isPlainStream(scenario.load[history.b[send] as number]) && !shape.isBad && shape.bytes <= SMALL;
      if (!isJudged || odd.touches(sent, over)) continue;
      findings.observe();
      if (!gaveUp) continue;
      findings.violate(
        `Request ${history.req[send]}, sent at ${clockTime(history, send)}, had no answer after ${formatDuration(took)}; by its own ` +
          `time-outs the balancer has one within ${formatDuration(bound)}.`,
        done === NONE ? [send] : [send, done],
      );
    }
    return findings.finding(
      'every request came to an end',
      `no client waited for longer than ${formatDuration(bound + timing.tolerance)}`,
    );
  },
};

/** All attempts that there may be, one after the other, each as slow as it can. */
function boundOf({ scenario, timing }: View): Micros {
  const { balancer } = scenario;
  const queue = hasLimits(scenario) ? queueTimeout(balancer) : 0;
  return (
    queue +
    retryRules(balancer).attempts * (balancer.timeouts.connect + balancer.timeouts.response) +
    2 * timing.tolerance
  );
}

/** When bytes may come for as long as one likes, or are lost on their way to a client. Merged. */
function oddTimes({ faults, clientFaults, absences, timing, scenario }: View) {
  const after = scenario.balancer.timeouts.response + timing.tolerance;
  const spans = [...faults.flat().filter(({ kind }) => !isExact(kind)), ...clientFaults];
  return merged([
    ...spans.map(({ onEarliest, offLatest }) => ({ from: onEarliest - timing.tolerance, to: offLatest + after })),
    ...absences,
  ]);
}
