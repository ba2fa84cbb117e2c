/**
 * One program, two worlds: every scenario of the repository gets the same verdict from every check in virtual time and
 * on real sockets. The counts of both are printed side by side: they differ, but tell the same story.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { INVARIANTS } from '../../src/checks/index.ts';
import { judge } from '../../src/checks/judge.ts';
import type { EventKind } from '../../src/sim/history/event.ts';
import type { History } from '../../src/sim/history/history.ts';
import { runLive } from '../../src/sim/live/world.ts';
import { runVirtual } from '../../src/sim/virtual/world.ts';
import { scenarioNamed, scenarioNames } from '../sim/scenarios.ts';

const LIVE_MS = 90_000;
/**
 * Above this the machine is, by the run's own measurement, busy with other things: promises of speed and of time may
 * then be broken, and a law may be left without evidence. Broken it may never be.
 */
const STEADY_LAG_MS = 10;
const COUNTED: readonly EventKind[] = ['client.send', 'backend.request', 'backend.probe', 'lb.select', 'lb.state'];

/** What is compared of one world. */
interface Side {
  readonly counts: Readonly<Record<string, number>>;
  /** `holds`, or what is wrong, by the check's name. */
  readonly verdicts: Readonly<Record<string, string>>;
}

function sideOf(name: string, history: History): Side {
  const counts: Record<string, number> = {};
  for (let i = 0; i < history.length; i++) {
    const { kind, a, b } = history.row(i);
    // How late the lab and the balancer were at most, in ms: what a busy machine adds to latencies.
    if (kind === 'lag') counts.lag = Math.max(counts.lag ?? 0, Math.ceil(a / 1000));
    if (COUNTED.includes(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
    if (kind === 'client.done') {
      const outcome = ['ok', 'failed', 'unknown'][b] ?? '';
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  }
  const judgements = judge({ history, scenario: scenarioNamed(name) });
  const busy = (counts.lag ?? 0) > STEADY_LAG_MS;
  const verdicts = judgements.map(({ check, finding }) => {
    const excused = busy && (check.kind === 'expectation' || finding.verdict === 'unknown');
    const why = finding.violations[0]?.message ?? finding.note;
    return [check.name, excused || finding.verdict === 'holds' ? 'holds' : `${finding.verdict}: ${why}`] as const;
  });
  return { counts, verdicts: Object.fromEntries(verdicts) };
}

function table(sides: ReadonlyMap<string, { virtual: Side; live: Side }>): string {
  const columns = [...COUNTED, 'ok', 'failed', 'unknown', 'lag'];
  const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(15)).join(' ');
  const rows = [...sides].map(([name, { virtual, live }]) =>
    line([name, ...columns.map((column) => `${virtual.counts[column] ?? 0} / ${live.counts[column] ?? 0}`)]),
  );
  return ['virtual / live', line(['', ...columns]), ...rows, ''].join('\n');
}

/** Laws whose case may not come up: live, the run's own timing error may leave them nothing to go by, and then they say nothing. */
const BY_CHANCE = INVARIANTS.filter(({ byChance }) => byChance === true).map(({ name }) => name);

describe('both worlds agree', () => {
  const names = scenarioNames();
  const sides = new Map<string, { virtual: Side; live: Side }>();

  beforeAll(async () => {
    const subject = { kind: 'built-in', name: 'built-in', partsModule: null } as const;
    const live = await Promise.all(names.map((name) => runLive(scenarioNamed(name), { subject })));
    for (const [i, name] of names.entries()) {
      const history = live[i];
      if (history === undefined) throw new Error(`${name} was not run`);
      sides.set(name, { virtual: sideOf(name, runVirtual(scenarioNamed(name))), live: sideOf(name, history) });
    }
    process.stdout.write(`\n${table(sides)}\n`);
  }, LIVE_MS);

  test.each(names)('%s', (name) => {
    const side = sides.get(name);
    const told = { ...side?.live.verdicts };
    for (const law of BY_CHANCE) told[law] ??= side?.virtual.verdicts[law] ?? '';
    const expected = { ...Object.fromEntries(BY_CHANCE.map((law) => [law, ''])), ...side?.virtual.verdicts };
    expect(told).toEqual(expected);
    const judged = Object.keys(side?.virtual.verdicts ?? {});
    expect(judged.length).toBeGreaterThan(3);
    expect(side?.virtual.verdicts).toEqual(Object.fromEntries(judged.map((check) => [check, 'holds'])));
    // Arrivals are drawn from the seed, so exactly the same requests are sent.
    expect(side?.live.counts['client.send']).toBe(side?.virtual.counts['client.send']);
  });
});
