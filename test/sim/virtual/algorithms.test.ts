/** Every algorithm in a whole run: a backend is killed under load and comes back, and no law is broken. */
import { describe, expect, test } from 'vitest';
import { ALGORITHMS, type Algorithm } from '../../../src/balancer/config/config.ts';
import { judge } from '../../../src/checks/judge.ts';
import { historyDigest } from '../../../src/report/digest.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { scenarioNamed, scenarioOf } from '../scenarios.ts';

function crashWith(algorithm: Algorithm): Scenario {
  const scenario = scenarioNamed('backend-crash');
  return { ...scenario, balancer: { ...scenario.balancer, algorithm } };
}

test('a scenario can ask for every algorithm that there is', () => {
  for (const algorithm of ALGORITHMS) {
    const text = `name: x\nbalancer: { algorithm: ${algorithm} }\nbackends: { b1: {} }\nload: [{ rate: 1/s, for: 1s }]\n`;
    expect(scenarioOf(text).balancer.algorithm).toBe(algorithm);
  }
});

describe.each(ALGORITHMS)('%s', (algorithm) => {
  const scenario = crashWith(algorithm);
  const history = runVirtual(scenario);
  const laws = judge({ history, scenario }).filter(({ check }) => check.kind === 'invariant');

  test('holds every law, each on evidence', () => {
    const verdicts = laws.map(({ check, finding }) => [check.name, finding.verdict, finding.violations]);
    expect(verdicts).toEqual(laws.map(({ check }) => [check.name, 'holds', []]));
    expect(laws.length).toBeGreaterThanOrEqual(5);
  });

  test('is held to turns only if it promises them', () => {
    expect(laws.some(({ check }) => check.name === 'round-robin-fairness')).toBe(algorithm === 'round_robin');
  });

  test('loses no request that can be saved', () => {
    const availability = judge({ history, scenario }).find(({ check }) => check.name.startsWith('availability'));
    expect(availability?.finding.verdict).toBe('holds');
  });

  test('same seed, same bytes', () => {
    expect(historyDigest(runVirtual(scenario))).toBe(historyDigest(history));
  });
});
