/** Whatever way a live run ends, nothing of it stays behind: no process, no port, no temporary file. */
import { describe, expect, it } from 'vitest';
import { STACK_TRACE } from './support/lbsim.ts';
import { LiveRun } from './support/live-run.ts';
import { longScenario } from './support/scenarios.ts';
import { tempFile } from './support/temp.ts';
import { processesWith, processorSeconds } from './support/traces.ts';
import { eventually } from './support/until.ts';

const START_MS = 15_000;
const END_MS = 10_000;

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s in the middle of a run', (signal) => {
  it('ends it with exit code 130, and cleans up', async () => {
    const run = new LiveRun(longScenario());
    await run.lab.printed(/b2: crash/);
    const before = run.listeners();
    // Two backends, the balancer, and the lab's own claim on the addresses.
    expect(before).toHaveLength(4);
    expect(run.processes()).toHaveLength(3);
    run.lab.signal(signal);
    const { code, stderr } = await run.lab.ended(END_MS);
    expect(stderr).toMatch(/Interrupted\.\n$/);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(code).toBe(130);
    await run.gone(before);
  });
});

it('a signal while the subject is still awaited ends the run as well', async () => {
  const run = new LiveRun(longScenario(), ['--subject', 'echo here; sleep 600 # {config}']);
  await eventually(START_MS, 'the subject', () => processesWith('sleep 600', run.directory)[0]);
  const before = run.listeners();
  run.lab.signal('SIGINT');
  expect(await run.lab.ended(END_MS)).toMatchObject({ code: 130 });
  await run.gone(before);
  expect(processesWith(run.directory)).toEqual([]);
});

it('a second signal makes it no less tidy', async () => {
  const run = new LiveRun(longScenario());
  await run.lab.printed(/b2: crash/);
  const before = run.listeners();
  run.lab.signal('SIGINT');
  run.lab.signal('SIGTERM');
  expect(await run.lab.ended(END_MS)).toMatchObject({ code: 130 });
  await run.gone(before);
});

it('SIGKILL of the lab: its backends and its balancer end by themselves', async () => {
  const run = new LiveRun(longScenario());
  await run.lab.printed(/b2: crash/);
  const before = run.listeners();
  expect(run.processes()).toHaveLength(3);
  run.lab.signal('SIGKILL');
  expect(await run.lab.ended(END_MS)).toMatchObject({ code: null, signal: 'SIGKILL' });
  await run.gone(before, 'kept');
});

it('of several runs the first interrupted one is the last', async () => {
  const run = new LiveRun(longScenario(), ['--repeat', '3']);
  await run.lab.printed(/b2: crash/);
  const before = run.listeners();
  run.lab.signal('SIGINT');
  const { code, stdout } = await run.lab.ended(END_MS);
  expect({ code, stdout }).toEqual({ code: 130, stdout: '1 of 3 runs: 1 interrupted\n' });
  await run.gone(before);
});

it('Ctrl-C ends a virtual run there and then', async () => {
  const scenario = tempFile(
    'endless.yaml',
    'name: endless\nseed: 1\nbackends: { b1: {} }\nload: [{ rate: 5000/s, for: 3600s }]\n',
  );
  const run = new LiveRun(scenario, ['--world', 'virtual']);
  // Deep in its work when it has computed for longer than it takes to start.
  await eventually(START_MS, 'the simulation', () => processorSeconds(run.lab.pid) > 1.2);
  run.lab.signal('SIGINT');
  expect(await run.lab.ended(END_MS)).toMatchObject({ code: null, signal: 'SIGINT', stdout: '' });
});
