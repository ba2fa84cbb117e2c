/** Every kind of load at once, through the whole virtual world. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/checks/judge.ts';
import { runVirtual } from '../../../src/sim/virtual/world.ts';
import { allLoads, ENDS, endsByStream } from '../loads.ts';
import { rowsOf } from '../rows.ts';

describe('every kind of load', () => {
  const scenario = allLoads();
  const history = runVirtual(scenario);

  test('comes to what it should', () => {
    expect(endsByStream(history)).toEqual(ENDS);
  });

  test('reaches the backends as it was sent', () => {
    const untold = rowsOf(history, 'backend.request').filter(({ a }) => a !== 0);
    expect(untold).toEqual([]);
    const bodies = rowsOf(history, 'backend.body');
    expect(bodies.length).toBeGreaterThan(50);
    expect(bodies.filter(({ b }) => b !== 0)).toEqual([]);
  });

  test('says of each stream how it went', () => {
    const rows = rowsOf(history, 'lab.load');
    expect(rows.map(({ text }) => Number(text)).sort((a, b) => a - b)).toEqual(scenario.load.map((_, index) => index));
    expect(rows.every(({ a, b }) => a === 0 && b === 0)).toBe(true);
  });

  test('breaks no law, and no promise: what is odd on purpose is not counted', () => {
    const judged = judge({ history, scenario });
    expect(judged.filter(({ finding }) => finding.verdict !== 'holds')).toEqual([]);
    const odd = scenario.load.flatMap(({ behavior }, index) => (behavior.kind === 'none' ? [] : [index]));
    const sends = rowsOf(history, 'client.send').filter(({ b }) => !odd.includes(b));
    expect(judged.find(({ check }) => check.name === 'availability')?.finding.evidence).toBe(sends.length);
  });
});
