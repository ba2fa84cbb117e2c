/** The checks against many modelled runs: correct balancers must never be accused, and wrong ones must be caught. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { EVERYTHING } from '../../src/sim/behavior/fault-scope.ts';
import type { Fault } from '../../src/sim/scenario/fault-spec.ts';
import type { Scenario } from '../../src/sim/scenario/scenario.ts';
import { MS, type Step, scenarioOf } from './history-builder.ts';
import { type Flaw, type ModelOptions, modelRun } from './model-run.ts';

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant<Fault>({ kind: 'crash' }),
  fc.constant<Fault>({ kind: 'hang' }),
  fc.constant<Fault>({ kind: 'freeze' }),
  fc.integer({ min: 10, max: 200 }).map((ms): Fault => ({ kind: 'slow', extra: ms * MS })),
  fc
    .constantFrom(0.5, 0.9, 1)
    .map((probability): Fault => ({ kind: 'status', code: 500, scope: { ...EVERYTHING, probability } })),
);

/** Each backend has faults one after the other, of any length, with any pause. */
const faultsOf = (name: string): fc.Arbitrary<Step[]> =>
  fc
    .array(fc.record({ fault, pause: fc.integer({ min: 20, max: 900 }), length: fc.integer({ min: 20, max: 1500 }) }), {
      maxLength: 3,
    })
    .map((faults) => {
      let at = 0;
      return faults.flatMap(({ fault: kind, pause, length }): Step[] => {
        const on = at + pause;
        at = on + length;
        return [
          [on, name, 'on', kind],
          [at, name, 'off', kind],
        ];
      });
    });

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    steps: fc.tuple(faultsOf('b1'), faultsOf('b2'), faultsOf('b3')),
    unhealthyThreshold: fc.integer({ min: 1, max: 3 }),
    healthyThreshold: fc.integer({ min: 1, max: 3 }),
    interval: fc.constantFrom(50 * MS, 60 * MS, 100 * MS, 200 * MS),
  })
  .map(({ steps, ...health }) => {
    const timeline = steps.flat().sort((x, y) => x[0] - y[0]);
    const scenario = scenarioOf({ timeline, health, until: 4000 });
    return { ...scenario, load: scenario.load.map((load) => ({ ...load, rate: 200 })) };
  });

const options = fc.record({
  seed: fc.integer(),
  retries: fc.boolean(),
  traced: fc.boolean(),
  jitter: fc.constantFrom(0.1, 1, 5),
});

function accusations(scenario: Scenario, given: ModelOptions): string[] {
  const history = modelRun(scenario, given).build();
  return judge({ history, scenario }).flatMap(({ check, finding }) => {
    return finding.violations.slice(0, 1).map(({ message }) => `${check.name}: ${message}`);
  });
}

test('a correct balancer is never accused', () => {
  fc.assert(
    fc.property(scenarios, options, (scenario, given) => {
      expect(accusations(scenario, given)).toEqual([]);
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 60) },
  );
}, 600_000);

describe('a wrong one is caught', () => {
  const timeline: readonly Step[] = [
    [800, 'b2', 'on', 'status'],
    [2000, 'b2', 'off', 'status'],
    [2600, 'b3', 'on', 'hang'],
    [4000, 'b3', 'off', 'hang'],
  ];
  const scenario = scenarioOf({ timeline, until: 5000 });

  test.each<[Flaw, boolean, string]>([
    ['selection ignores state', false, 'never-routes-to-unhealthy'],
    ['selection ignores state', true, 'never-routes-to-unhealthy'],
    ['probes never time out', false, 'never-routes-to-unhealthy'],
    ['returns after one good probe', false, 'never-routes-to-unhealthy'],
    ['returns after one good probe', true, 'state-follows-probes'],
    ['removes after one failure', true, 'state-follows-probes'],
    ['never advances', false, 'round-robin-fairness'],
    ['picks by luck', true, 'round-robin-fairness'],
  ])('%s (traced: %s)', (flaw, traced, law) => {
    expect(accusations(scenario, { seed: 5, retries: false, traced, flaw }).join('\n')).toContain(law);
  });

  test('a crashed backend that stays in rotation shows in the errors of clients', () => {
    const crash = scenarioOf({
      timeline: [
        [800, 'b2', 'on', 'crash'],
        [5500, 'b2', 'off', 'crash'],
      ],
      until: 5000,
    });
    const found = accusations(crash, { seed: 5, retries: false, traced: false, flaw: 'selection ignores state' });
    expect(found.join('\n')).toMatch(/never-routes-to-unhealthy: Request \d+ got status 502/);
  });
});
