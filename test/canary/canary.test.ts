/**
 * Canaries: balancers that are wrong on purpose must be accused, in both worlds, and the right one never. If a canary
 * sings no more, the law that should hear it has gone deaf.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Parts } from '../../src/balancer/parts.ts';
import type { Verdict } from '../../src/checks/check.ts';
import { judge } from '../../src/checks/judge.ts';
import type { History } from '../../src/sim/history/history.ts';
import type { SubjectSpec } from '../../src/sim/live/subject.ts';
import { runLive } from '../../src/sim/live/world.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import { runVirtual } from '../../src/sim/virtual/world.ts';
import { scenarioNamed, scenarioNames, scenarioOf } from '../sim/scenarios.ts';
import { parts as ignoresState } from './ignores-state.ts';
import { parts as noProbeTimeout } from './no-probe-timeout.ts';

const LIVE_MS = 90_000;
const TRIES = 3;
const LAW = 'never-routes-to-unhealthy';

/** A short run in which b2 is out for most of the time. */
function outage(fault: string): Scenario {
  return scenarioOf(`
name: outage
about: One of three backends is out for a while.
seed: 5
balancer:
  health_check: { interval: 100ms, timeout: 80ms, unhealthy_threshold: 2, healthy_threshold: 2 }
  timeouts: { response: 500ms }
backends:
  b1: { latency: 2ms }
  b2: { latency: 2ms }
  b3: { latency: 2ms }
load:
  - { rate: 100/s, for: 3s, clients: 20 }
timeline:
  - { at: 300ms, ${fault}, for: 2.4s }
`);
}

const FAILING = outage('status: b2, code: 503');
const HUNG = outage('hang: b2');

function verdictOn(law: string, history: History, scenario: Scenario): Verdict | undefined {
  return judge({ history, scenario }).find(({ check }) => check.name === law)?.finding.verdict;
}

/** The laws that a run broke. */
function broken(history: History, scenario: Scenario): string[] {
  return judge({ history, scenario })
    .filter(({ check, finding }) => check.kind === 'invariant' && finding.verdict === 'violated')
    .map(({ check, finding }) => `${check.name}: ${finding.violations[0]?.message}`);
}

describe('in the virtual world', () => {
  test.each<[string, Partial<Parts>, string, Scenario]>([
    ['ignores-state', ignoresState, 'backend-crash', scenarioNamed('backend-crash')],
    ['ignores-state', ignoresState, 'flapping', scenarioNamed('flapping')],
    ['ignores-state', ignoresState, 'a failing backend', FAILING],
    ['no-probe-timeout', noProbeTimeout, 'backend-hang', scenarioNamed('backend-hang')],
    ['no-probe-timeout', noProbeTimeout, 'a hung backend', HUNG],
  ])('%s is accused in %s #3', (_, parts, __, scenario) => {
    expect(verdictOn(LAW, runVirtual(scenario, { parts }), scenario)).toBe('violated');
  });

  test('the built-in balancer is never accused, whatever the seed', () => {
    const scenarios = [...scenarioNames().map(scenarioNamed), FAILING, HUNG];
    for (const scenario of scenarios) {
      for (const seed of [1, 2, 3]) {
        expect(broken(runVirtual({ ...scenario, seed }), scenario)).toEqual([]);
      }
    }
  });
});

describe('in the live world', () => {
  const LIVE = [
    { name: 'ignores-state', module: './ignores-state.ts', scenario: FAILING },
    { name: 'no-probe-timeout', module: './no-probe-timeout.ts', scenario: HUNG },
    { name: 'the built-in balancer with a failing backend', module: null, scenario: FAILING },
    { name: 'the built-in balancer with a hung backend', module: null, scenario: HUNG },
  ] as const;
  let verdicts: Judged[] = [];

  beforeAll(async () => {
    verdicts = await Promise.all(
      LIVE.map(({ name, module, scenario }) => {
        const partsModule = module === null ? null : fileURLToPath(new URL(module, import.meta.url));
        return runUntilKnown(scenario, { kind: 'built-in', name, partsModule });
      }),
    );
  }, LIVE_MS);

  test.each(LIVE.map((one, i) => ({ ...one, i })))('$name', ({ module, i }) => {
    if (module === null) expect(verdicts[i]?.broken).toEqual([]);
    else expect(verdicts[i]?.law).toBe('violated');
  });
});

interface Judged {
  readonly law: Verdict | undefined;
  readonly broken: readonly string[];
}

/** A run on a busy machine may prove nothing, and says so: then it is tried again. */
async function runUntilKnown(scenario: Scenario, subject: SubjectSpec): Promise<Judged> {
  for (let tries = 1; ; tries++) {
    const history = await runLive(scenario, { subject });
    const law = verdictOn(LAW, history, scenario);
    if (law !== 'unknown' || tries === TRIES) return { law, broken: broken(history, scenario) };
  }
}
