/** Whole live runs, short ones: however they end, nothing is left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LiveOptions, runLive } from '../../../src/sim/live/world.ts';
import { rowsOf } from '../rows.ts';
import { scenarioOf } from '../scenarios.ts';
import { eventually, markedProcesses, NOTHING, processesAbout, Watch } from './leftovers.ts';
import { SHORT } from './short-scenario.ts';

const BUILT_IN = { kind: 'built-in', name: 'built-in', partsModule: null } as const;
const DYING_SUBJECT = fileURLToPath(new URL('./fixtures/dying-subject.ts', import.meta.url));
const KILLED_LAB = fileURLToPath(new URL('./fixtures/killed-lab.ts', import.meta.url));

let watch: Watch;
beforeEach(() => {
  watch = new Watch();
});
afterEach(() => watch.end());

/** Runs a scenario; `when` is called while its load runs. */
function run(when: () => void = () => {}, options: Partial<LiveOptions> = {}, scenario = scenarioOf(SHORT)) {
  let called = false;
  return runLive(scenario, {
    subject: BUILT_IN,
    ...options,
    onProgress({ sent }) {
      if (called || sent < 10) return;
      called = true;
      when();
    },
  });
}

describe('a live run', () => {
  test('to its end: a history in order, and nothing left behind', async () => {
    let seen = watch.traces();
    const history = await run(() => {
      seen = watch.traces();
    });
    expect(await watch.leftovers()).toEqual(NOTHING);
    // The eyes of this test see what is there while it runs: two backends, the balancer, the guardian; the block; the directory.
    expect([seen.processes.length, seen.listening.length, seen.files.length]).toEqual([4, 1, 1]);
    const rows = rowsOf(history);
    expect(rows.every((row, i) => row.time >= (rows[i - 1]?.time ?? Number.NEGATIVE_INFINITY))).toBe(true);
    expect(rows.filter(({ kind }) => kind === 'lab.phase').map(({ text }) => text)).toEqual([
      'load',
      'heal',
      'settle',
      'end',
    ]);
    const done = rows.filter(({ kind }) => kind === 'client.done');
    expect(done).toHaveLength(60);
    expect(rows.filter(({ kind }) => kind === 'lab.fault').map(({ a, text }) => `${text} ${a}`)).toEqual([
      'crash 1',
      'crash 0',
    ]);
    expect(rows.some(({ kind }) => kind === 'lag')).toBe(true);
    expect(rows.some(({ kind }) => kind === 'lb.select')).toBe(true);
    expect(rows.filter(({ kind }) => kind === 'lab.reading').map(({ a }) => a)).toEqual([200, 200]);
  });

  test('however it ends, nothing is left behind', async () => {
    const interrupted = { code: 'interrupted' };
    const inTheMiddle = new AbortController();
    const atTheSwitch = new AbortController();
    const command = `exec ${process.execPath} ${DYING_SUBJECT} {host} {port}`;
    const victim = scenarioOf(SHORT.replaceAll('b2', 'victim'));
    await Promise.all([
      expect(run(() => inTheMiddle.abort(), { signal: inTheMiddle.signal })).rejects.toMatchObject(interrupted),
      expect(run(() => {}, { signal: AbortSignal.abort() })).rejects.toMatchObject(interrupted),
      expect(run(() => {}, { signal: atTheSwitch.signal, onEvent: () => atTheSwitch.abort() })).rejects.toMatchObject(
        interrupted,
      ),
      expect(run(() => {}, { subject: { kind: 'command', name: 'dying', command } })).rejects.toMatchObject({
        code: 'subject-failed',
        message: expect.stringMatching(/\(dying\) exited with status 7 during the run\.[\s\S]*I give up/),
      }),
      expect(run(killVictim, {}, victim)).rejects.toMatchObject({
        code: 'environment-failed',
        message: expect.stringMatching(/backend victim was ended by SIGKILL/),
      }),
    ]);
    expect(await watch.leftovers()).toEqual(NOTHING);
  });

  test('the lab itself is killed: its processes end by themselves', async () => {
    const lab = spawn(process.execPath, [KILLED_LAB], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(lab.stdout, 'data');
    // Itself, two backends of which one stands still, the balancer, and the guardian.
    expect(markedProcesses(watch.directory)).toHaveLength(5);
    lab.kill('SIGKILL');
    await once(lab, 'exit');
    await eventually('an end of all', () => markedProcesses(watch.directory).length === 0);
  });
});

/** Somebody else ends the process of a backend. */
function killVictim(): void {
  for (const pid of processesAbout(watch.directory, '"name":"victim"')) process.kill(pid, 'SIGKILL');
}
