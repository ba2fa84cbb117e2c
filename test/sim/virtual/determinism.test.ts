/**
 * Same scenario and seed, same bytes: in one process, in another, on any machine. And luck is dealt by name: what one
 * component draws never changes what another gets.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { historyDigest } from '../../../src/report/digest.ts';
import type { History } from '../../../src/sim/history/history.ts';
import type { Scenario } from '../../../src/sim/scenario/scenario.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { scenarioFile, scenarioNamed, scenarioNames } from '../scenarios.ts';

/**
 * The digest of scenarios/backend-crash.yaml. It changes with whatever changes a virtual run: the scenario, the
 * balancer's behaviour, the format of histories. If such a change was meant, put the new value here (the failing test
 * prints it) and say why in the commit; if nothing of the kind was meant, determinism or behaviour broke by accident.
 */
const PINNED = 'd03751c038957a449c7731d9fe027c00858e1aa21725abc9c6ebdedb3c06fea2';

/** Of every scenario, run once. */
const digests = new Map(scenarioNames().map((name) => [name, historyDigest(runVirtual(scenarioNamed(name)))]));

const DIGEST_MAIN = fileURLToPath(new URL('./fixtures/digest-main.ts', import.meta.url));
const run = promisify(execFile);

/** When each request was due, by its id, and which client sent it. */
function arrivals(history: History): string[] {
  const seen: string[] = [];
  for (let i = 0; i < history.length; i++) {
    const row = history.row(i);
    if (row.kind === 'client.send') seen.push(`${row.req} ${row.actor} ${row.time - row.a} ${row.text}`);
  }
  return seen;
}

describe('a virtual run', () => {
  test.each(scenarioNames())('%s: the same bytes each time, others with another seed', (name) => {
    const scenario = scenarioNamed(name);
    const first = digests.get(name);
    expect(historyDigest(runVirtual(scenario))).toBe(first);
    // Lent memory that is spoiled at once changes nothing either: nobody keeps it.
    expect(historyDigest(runVirtual(scenario, { scribble: true }))).toBe(first);
    expect(historyDigest(runVirtual({ ...scenario, seed: scenario.seed + 1 }))).not.toBe(first);
  });

  test('the same in processes of their own', async () => {
    const scenario = scenarioNamed('backend-crash');
    const here = digests.get('backend-crash');
    const file = scenarioFile('backend-crash');
    const there = (seed: number) => run(process.execPath, [DIGEST_MAIN, file, String(seed)]);
    const [one, two, other] = await Promise.all([there(scenario.seed), there(scenario.seed), there(scenario.seed + 1)]);
    expect([one.stdout, two.stdout]).toEqual([here, here]);
    expect(other.stdout).not.toBe(here);
  });

  test('has the pinned digest', () => {
    expect(digests.get('backend-crash')).toBe(PINNED);
  });
});

describe('streams are independent', () => {
  const scenario = scenarioNamed('backend-crash');
  const before = arrivals(runVirtual(scenario));

  test('another fault does not change the arrivals of the load', () => {
    const fault = { kind: 'slow', extra: 20_000 } as const;
    const more: Scenario = {
      ...scenario,
      timeline: [...scenario.timeline, { at: 7_000_000, do: 'fault', backend: 'b1', action: 'on', fault }],
    };
    expect(arrivals(runVirtual(more))).toEqual(before);
    expect(historyDigest(runVirtual(more))).not.toBe(digests.get('backend-crash'));
  });

  test('nor does another backend, nor another latency', () => {
    const [first] = scenario.backends;
    const more: Scenario = {
      ...scenario,
      backends: [
        ...scenario.backends.map((spec) => ({ ...spec, latency: { kind: 'lognormal', p50: 900, p99: 2000 } as const })),
        { name: 'b4', weight: 1, latency: first?.latency ?? { kind: 'constant', value: 1 } },
      ],
    };
    expect(arrivals(runVirtual(more))).toEqual(before);
  });

  test('a second stream of load leaves the first as it was', () => {
    const [load] = scenario.load;
    if (load === undefined) throw new Error('the scenario has no load');
    const more: Scenario = {
      ...scenario,
      load: [load, { ...load, arrivals: { kind: 'rate', rate: 20, spacing: 'constant' } }],
    };
    // Ids are counted over all streams, so the times and clients are compared.
    const place = (line: string): string => line.split(' ').slice(1, 3).join(' ');
    const both = new Set(arrivals(runVirtual(more)).map(place));
    expect(
      arrivals(runVirtual(scenario))
        .map(place)
        .filter((one) => !both.has(one)),
    ).toEqual([]);
  });
});
