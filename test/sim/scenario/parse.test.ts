/** Good files: every value arrives in the normalised scenario, and every default is what the page says. */
import { describe, expect, it } from 'vitest';
import { PLAIN_STREAM } from '../../../src/sim/scenario/load-spec.ts';
import { parseScenario } from '../../../src/sim/scenario/parse.ts';
import { loadEnd } from '../../../src/sim/scenario/scenario.ts';
import { DRAWN, GOOD, scenarioOf, story } from './support.ts';

describe('a good file', () => {
  it('arrives whole', () => {
    expect(scenarioOf(GOOD)).toEqual({
      name: 'backend-crash',
      about: 'One of three backends is killed under load.',
      seed: 7,
      balancer: {
        algorithm: 'round_robin',
        healthCheck: {
          interval: 250_000,
          timeout: 100_000,
          unhealthyThreshold: 3,
          healthyThreshold: 2,
          path: '/health',
        },
        timeouts: { connect: 500_000, response: 2_000_000 },
      },
      backends: [
        { name: 'b1', weight: 1, latency: { kind: 'constant', value: 4000 } },
        { name: 'b2', weight: 1, latency: { kind: 'lognormal', p50: 4000, p99: 40_000 } },
        { name: 'b3', weight: 2, latency: { kind: 'constant', value: 4000 } },
      ],
      load: [
        {
          ...PLAIN_STREAM,
          start: 0,
          duration: 8_000_000,
          arrivals: { kind: 'rate', rate: 200, spacing: 'poisson' },
          clients: 50,
        },
      ],
      timeline: [
        { at: 2_000_000, do: 'fault', backend: 'b2', action: 'on', fault: { kind: 'crash' } },
        { at: 5_000_000, do: 'fault', backend: 'b2', action: 'off', fault: { kind: 'crash' } },
      ],
      expect: [
        { kind: 'availability', min: 0.99, window: { from: 0, to: null } },
        {
          kind: 'latency',
          limits: [{ label: 'p99', quantile: 0.99, max: 60_000 }],
          window: { from: 6_000_000, to: null },
        },
        { kind: 'recovers', backend: 'b2', within: 1_000_000 },
      ],
    });
  });

  it('needs no more than a name, a backend and some load', () => {
    const result = parseScenario('name: least\nbackends:\n  b1:\nload:\n  - { rate: 30/min, for: 2m }\n', {
      drawSeed: () => DRAWN,
    });
    expect(result).toEqual({
      ok: true,
      seedDrawn: true,
      files: new Map(),
      merged: null,
      scenario: {
        ...scenarioOf(GOOD),
        name: 'least',
        about: '',
        seed: DRAWN,
        backends: [{ name: 'b1', weight: 1, latency: { kind: 'constant', value: 1000 } }],
        load: [
          {
            ...PLAIN_STREAM,
            start: 0,
            duration: 120_000_000,
            arrivals: { kind: 'rate', rate: 0.5, spacing: 'constant' },
          },
        ],
        timeline: [],
        expect: [],
      },
    });
  });

  it('draws a seed only when none is given, and cuts it to 32 bits', () => {
    const never = () => {
      throw new Error('drawn');
    };
    expect(parseScenario(GOOD, { drawSeed: never })).toMatchObject({ ok: true, seedDrawn: false });
    const drawn = parseScenario(story([]), { drawSeed: () => 2 ** 32 + 5 });
    expect(drawn).toMatchObject({ ok: true, seedDrawn: true, scenario: { seed: 5 } });
  });

  it('takes sections that were left empty for sections that were left out', () => {
    const text = `${story([])}balancer:\n`;
    expect(scenarioOf(text)).toEqual(scenarioOf(story([])));
    expect(scenarioOf(`${story([])}balancer: { health_check: , timeouts: {} }`)).toEqual(scenarioOf(story([])));
  });

  it('starts a load where the one before it ends, unless it says when', () => {
    const scenario = scenarioOf(`name: loads
backends: { b1: {} }
load:
  - { rate: 1/s, for: 2s, at: 1s }
  - { rate: 2/s, for: 500ms }
  - { rate: 3/s, for: 1s, at: 0s, timeout: 1.5s }
  - { rate: 4/s, for: 1s }
`);
    expect(scenario.load.map(({ start }) => start)).toEqual([1e6, 3e6, 0, 1e6]);
    expect(loadEnd(scenario)).toBe(3.5e6);
  });

  it('reads every limit of a latency expectation, in order, with its window', () => {
    const { expect: expectations } = scenarioOf(
      story([], ['latency: { max: 1s, p999: 900ms, p50: 5ms, p90: 6ms, p95: 7ms, p99: 8ms, from: 1s, to: 2s }']),
    );
    expect(expectations).toEqual([
      {
        kind: 'latency',
        limits: [
          { label: 'p50', quantile: 0.5, max: 5000 },
          { label: 'p90', quantile: 0.9, max: 6000 },
          { label: 'p95', quantile: 0.95, max: 7000 },
          { label: 'p99', quantile: 0.99, max: 8000 },
          { label: 'p999', quantile: 0.999, max: 900_000 },
          { label: 'max', quantile: 1, max: 1_000_000 },
        ],
        window: { from: 1e6, to: 2e6 },
      },
    ]);
  });

  it('understands anchors and aliases', () => {
    const text = story([]).replace('b1: , b2: , b3: ', 'b1: &quick { latency: 2ms }, b2: *quick, b3: ');
    expect(scenarioOf(text).backends[1]).toEqual({
      name: 'b2',
      weight: 1,
      latency: { kind: 'constant', value: 2000 },
    });
  });
});
