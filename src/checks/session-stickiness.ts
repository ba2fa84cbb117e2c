/** A session stays where it is while its backend is well. */
import { NONE } from '../sim/history/history.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { type Check, Findings } from './check.ts';
import { OverlapCursor } from './joins/intervals.ts';
import { keepsSessions, sessionMode, sessionTtl } from './joins/setup.ts';
import { clockTime, viewOf } from './joins/view.ts';
import { hasSessions, visitsOf } from './joins/visits.ts';

export const sessionStickiness: Check = {
  name: 'session-stickiness',
  kind: 'invariant',
  byChance: true,
  about: 'Requests of one session go to the backend that answered before, while that is eligible.',
  applies: putsSessionsToTheTest,
  run(input) {
    const view = viewOf(input);
    const { history, requests, backendOf, scenario, standings, timing } = view;
    const findings = new Findings('requests');
    if (!hasSessions(view)) return findings.finding('', 'limits or passive checks may move sessions unseen');
    // What is told to clients anew only now and then may be older than the last request.
    const ttl = sessionTtl(scenario.balancer);
    const disturbed = standings.map((standing) => new OverlapCursor(standing.disturbed));
    for (const { before, request, backend, pause } of visitsOf(view)) {
      const send = requests.sendRow[request] as number;
      const arrival = requests.firstArrival[request] as number;
      if (arrival === NONE || pause >= ttl / 2) continue;
      const received = history.time[arrival] as number;
      if (disturbed[backend]?.touches((history.time[send] as number) - timing.error, received + timing.error)) continue;
      findings.observe();
      const went = backendOf[history.actor[arrival] as number] as number;
      if (went === backend) continue;
      const answer = requests.doneRow[before] as number;
      findings.violate(
        `${history.actors[history.actor[send] as number]} got its answer from ${scenario.backends[backend]?.name} at ${clockTime(history, answer)}; its ` +
          `next request ${history.req[send]} went to ${scenario.backends[went]?.name} (${clockTime(history, arrival)}), though nothing was ` +
          'wrong with the first.',
        [answer, send, arrival].sort((x, y) => x - y),
      );
    }
    return findings.finding('every session stayed', 'no client with a session came twice while its backend was well');
  },
};

/** Whether the balancer keeps sessions, and clients send them back. */
export function putsSessionsToTheTest({ balancer, load, backends }: Scenario): boolean {
  return (
    sessionMode(balancer) !== 'off' && load.some((stream) => keepsSessions(stream, balancer)) && backends.length > 1
  );
}
