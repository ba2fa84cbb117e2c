/**
 * A session ends when nobody has come for its time to live: then the algorithm decides anew. One request that goes where
 * the last one went proves nothing; that all of many do can't be chance.
 */

import { formatDuration } from '../kernel/units.ts';
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { IntervalCursor } from './joins/intervals.ts';
import { sessionTtl } from './joins/setup.ts';
import { clockTime, viewOf } from './joins/view.ts';
import { hasSessions, type Visit, visitsOf } from './joins/visits.ts';
import { putsSessionsToTheTest } from './session-stickiness.ts';

/** With two backends luck alone does this once in a million times. */
const ENOUGH = 20;
const TICK = 1_000_000;

export const sessionExpiry: Check = {
  name: 'session-expiry',
  kind: 'invariant',
  byChance: true,
  about: 'A session that was not used for its time to live binds no more.',
  // Others may choose the same backend for reasons of their own.
  applies: (scenario) =>
    putsSessionsToTheTest(scenario) &&
    (scenario.balancer.algorithm === 'round_robin' || scenario.balancer.algorithm === 'random'),
  run(input) {
    const view = viewOf(input);
    const { history, requests, backendOf, scenario, timing } = view;
    const findings = new Findings('sessions');
    if (!hasSessions(view)) return findings.finding('', 'limits or passive checks may move sessions unseen');
    const ttl = sessionTtl(scenario.balancer);
    // Clocks of sessions tick by the second.
    const late = timing.tolerance + 2 * TICK;
    const byTurns = scenario.balancer.algorithm === 'round_robin';
    const calm = new IntervalCursor(view.stretches);
    let judged = 0;
    let stayed = 0;
    let last: Visit | null = null;
    for (const visit of visitsOf(view)) {
      const send = requests.sendRow[visit.request] as number;
      const arrival = requests.firstArrival[visit.request] as number;
      const stretch = calm.at(history.time[send] as number);
      if (visit.pause <= ttl + late || arrival === NONE || stretch === null) continue;
      const eligible = stretch.eligible.filter((is) => is).length;
      const before = history.time[requests.sendRow[visit.before] as number] as number;
      if (eligible < 2 || before < stretch.from || (history.time[arrival] as number) >= stretch.to) continue;
      // Turns may lead back to the same backend, unless they follow each other at once.
      if (byTurns && visit.request !== visit.before + 1) continue;
      judged++;
      if (backendOf[history.actor[arrival] as number] !== visit.backend) continue;
      stayed++;
      last = visit;
    }
    if (judged < ENOUGH) return findings.finding('', `${judged} sessions came back after their time, too few to tell`);
    findings.observe(judged);
    if (stayed === judged && last !== null) {
      const done = requests.doneRow[last.before] as number;
      const send = requests.sendRow[last.request] as number;
      const name = scenario.backends[last.backend]?.name;
      findings.violate(
        `All ${judged} sessions that were not used for more than ${formatDuration(ttl)} were still bound when they came back; the last one ` +
          `got its answer from ${name} at ${clockTime(history, done)}, and ${name} again at ${clockTime(history, send)}.`,
        [done, send, requests.firstArrival[last.request] as number],
      );
    }
    return findings.finding(`${judged - stayed} of ${judged} went elsewhere`);
  },
};
