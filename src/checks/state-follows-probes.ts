/**
 * A balancer that tells its story must tell a true and consistent one: streaks count, states change exactly when a
 * streak reaches its threshold, and no probe is judged against what its backend saw. A story that agrees with itself
 * proves little; one that contradicts itself is wrong for certain.
 */
import { EVENT_CODE } from '../sim/history/event.ts';
import { NONE } from '../sim/history/history.ts';
import { type Check, Findings } from './check.ts';
import { rowsOf, rowsOfAll } from './joins/rows.ts';
import { ejects } from './joins/setup.ts';
import { ToldProbes } from './joins/told-probes.ts';
import { ToldStates } from './joins/told-states.ts';
import { endOfStory } from './joins/trace.ts';
import { viewOf } from './joins/view.ts';

export const stateFollowsProbes: Check = {
  name: 'state-follows-probes',
  kind: 'invariant',
  about: 'Every change of state follows from the probes before it, at exactly the configured thresholds.',
  // Passive checks change states too, and a start from below has thresholds of its own.
  applies: ({ balancer }) => !ejects(balancer) && balancer.healthCheck.initial !== 'unhealthy',
  missing: ({ meta }) => (meta.traced ? null : 'the subject does not tell its states'),
  run(input) {
    const view = viewOf(input);
    const { history, scenario, backendOf, timing } = view;
    const findings = new Findings('probes');
    const health = scenario.balancer.healthCheck;
    const stories = scenario.backends.map(({ name }, at) => {
      const probes = view.probes[at];
      const told = probes && new ToldProbes(history, probes, view.faults[at] ?? [], health, timing);
      return new ToldStates(name, history, health, timing.tolerance, findings, told ?? null);
    });
    const end = endOfStory(history);
    const rows = rowsOfAll(history, ['lb.probe', 'lb.state']).filter((row) => row < end);
    for (const row of rows) {
      const story = stories[backendOf[history.peer[row] as number] as number];
      if (history.kind[row] === EVENT_CODE['lb.probe']) story?.onProbe(row);
      else story?.onState(row);
    }
    const lastRow = Math.max(rows.at(-1) ?? NONE, rowsOf(history, 'lb.select').findLast((row) => row < end) ?? NONE);
    for (const story of stories) story.onEnd(history.time[lastRow] ?? -Infinity);
    return findings.finding('states and streaks agree with the probes', 'the subject told of no probe');
  },
};
