/**
 * What the tests of the language share: a good file to spoil, and short forms of the parser's two answers.
 */
import { parseScenario } from '../../../src/sim/scenario/parse.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';

export const DRAWN = 4_000_000_000;

/** The example of the design page. */
export const GOOD = `# yaml-language-server: $schema=../schemas/scenario.schema.json
name: backend-crash
about: One of three backends is killed under load.
seed: 7 # lucky
balancer:
  algorithm: round_robin
  health_check: { interval: 250ms, timeout: 100ms, unhealthy_threshold: 3, healthy_threshold: 2 }
backends:
  b1: { latency: 4ms }
  b2: { latency: { lognormal: { p50: 4ms, p99: 40ms } } }
  b3: { latency: 4ms, weight: 2 }
load:
  - { rate: 200/s, for: 8s, arrivals: poisson, clients: 50 }
timeline:
  - { at: 2s, crash: b2 }
  - { at: 5s, restart: b2 }
expect:
  - availability: { min: 99% }
  - latency: { p99: 60ms, from: 6s }
  - recovers: { backend: b2, within: 1s }
`;

/** What is wrong with a text, each as `line:column: message`. */
export function wrongs(text: string): string[] {
  const result = parseScenario(text, { drawSeed: () => DRAWN });
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

/** The scenario of a text that has to be good. */
export function scenarioOf(text: string): Scenario {
  const result = parseScenario(text, { drawSeed: () => DRAWN });
  if (!result.ok) throw new Error(wrongs(text).join('\n'));
  return result.scenario;
}

/** The good file with one text in it replaced; it has to be there. */
export function spoiled(from: string, to: string): string {
  if (!GOOD.includes(from)) throw new Error(`not in the good file: ${from}`);
  return GOOD.replace(from, to);
}

/** A small file with three backends, 8s of load, and this timeline (from line 4 on) and these expectations. */
export function story(timeline: readonly string[], expectations: readonly string[] = []): string {
  return [
    'name: story',
    'backends: { b1: , b2: , b3: }',
    'load: [{ rate: 100/s, for: 8s }]',
    `timeline:${timeline.map((entry) => `\n  - { ${entry} }`).join('')}`,
    `expect:${expectations.map((entry) => `\n  - { ${entry} }`).join('')}`,
    '',
  ].join('\n');
}
