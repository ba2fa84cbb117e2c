/** The balancer in the middle as a process: awaited, watched, asked to stop; and what is said when it fails. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/balancer/config/file.ts';
import type { LbsimError } from '../../../src/kernel/errors.ts';
import { monotonicNow, nodeClock } from '../../../src/node/clock.ts';
import { nodeNetwork } from '../../../src/node/network.ts';
import { reserveBlock } from '../../../src/sim/live/block.ts';
import { LiveSubject, type SubjectSpec } from '../../../src/sim/live/subject.ts';
import { subjectConfig } from '../../../src/sim/subject-config.ts';
import { scenarioNamed } from '../scenarios.ts';
import { eventually, markedProcesses, Watch } from './leftovers.ts';

const SCENARIO = scenarioNamed('backend-crash');
const READY_MS = 15_000;

const watch = new Watch();
const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
  await eventually('an end of all processes', () => markedProcesses(watch.directory).length === 0);
  watch.end();
});

/** A subject of its own for each test, so that they can run side by side. */
async function start(spec: SubjectSpec) {
  const block = await reserveBlock((below) => process.pid % below);
  const directory = mkdtempSync(join(watch.directory, 'subject-'));
  const deaths: LbsimError[] = [];
  const subject = new LiveSubject(spec, SCENARIO, {
    clock: nodeClock(),
    network: nodeNetwork(),
    endpoint: block.subject,
    backends: SCENARIO.backends.map((_, i) => block.backend(i)),
    directory,
    epoch: monotonicNow(),
    onDeath: (error) => void deaths.push(error),
  });
  cleanUps.push(async () => {
    await subject.kill();
    block.release();
  });
  return {
    subject,
    block,
    directory,
    deaths,
    death: () => eventually('a death', () => deaths[0]),
    /** The subject made the file that says that it is up. */
    up: () => eventually('its first words', () => existsSync(`${directory}/config.toml.up`)),
  };
}

function command(line: string) {
  return start({ kind: 'command', name: 'mine', command: line });
}

describe.concurrent('a subject', () => {
  test('the built-in one: ready when it answers, stopped when it is asked to', async () => {
    const { subject, deaths } = await start({ kind: 'built-in', name: 'built-in', partsModule: null });
    await subject.ready(READY_MS);
    await subject.stop();
    expect(deaths).toEqual([]);
    expect(subject.traceFiles.every((file) => existsSync(file))).toBe(true);
  });

  test('the built-in one is told all of its configuration', async () => {
    const { block, directory } = await start({ kind: 'built-in', name: 'built-in', partsModule: null });
    const backends = SCENARIO.backends.map((_, i) => block.backend(i));
    const config = subjectConfig(SCENARIO, block.subject, backends);
    // A scenario has one timeout for both; the balancer has two.
    expect(config.timeouts.stall).toBe(SCENARIO.balancer.timeouts.response);
    expect(parseConfig(readFileSync(`${directory}/config.toml`, 'utf8'))).toStrictEqual({ ok: true, config });
  });

  test('never ready: its name, how long it was waited for, and what it printed', async () => {
    const { subject, up, deaths } = await command('echo booting; touch {config}.up; exec sleep 1000');
    await up();
    await expect(subject.ready(300)).rejects.toMatchObject({
      code: 'subject-failed',
      message: expect.stringMatching(/\(mine\) did not answer on 127\.\S+:\d+ within 0\.3 s\.[\s\S]* {2}\| booting/),
    });
    expect(deaths).toEqual([]);
  });

  test('dead before it is ready: told at once, with its exit status and last lines', async () => {
    const { subject, death } = await command('for i in 1 2 3; do echo trouble $i; done; echo no config >&2; exit 3');
    await expect(subject.ready(READY_MS)).rejects.toMatchObject({
      code: 'subject-failed',
      message: expect.stringMatching(/\(mine\) exited with status 3 before it was ready\.[\s\S]*trouble 3/),
    });
    expect((await death()).message).toMatch(/ {2}\| no config/);
  });

  test('killed by a signal, without a word', async () => {
    const { death } = await command('kill -KILL $$');
    expect((await death()).message).toMatch(/was ended by SIGKILL .*\nIt printed nothing\./);
  });

  test('that can’t be started', async () => {
    const { death } = await command('exec /nonexistent/balancer');
    expect((await death()).message).toMatch(/exited with status 127 [\s\S]*\/nonexistent\/balancer/);
  });

  test('a wrong parts module', async () => {
    const { death } = await start({ kind: 'built-in', name: 'built-in', partsModule: '/nonexistent/parts.ts' });
    expect((await death()).message).toMatch(/exited with status 1 [\s\S]*parts\.ts can't be loaded/);
  });

  test('is told its configuration, host and port; other braces are its own', async () => {
    const { death, block, directory } = await command('echo {host} {port} {config} {other}; exit 1');
    const { host, port } = block.subject;
    expect((await death()).message).toContain(`| ${host} ${port} ${directory}/config.toml {other}`);
    expect(readFileSync(`${directory}/config.toml`, 'utf8')).toContain(String(block.backend(0).port));
  });

  test('one that is deaf to SIGTERM is ended all the same, with all that it started', async () => {
    const deaf = "trap '' TERM; (trap '' TERM; sleep 1000) & touch {config}.up; while :; do sleep 1; done";
    const { subject, up, deaths } = await command(deaf);
    await up();
    await subject.stop();
    expect(deaths).toEqual([]);
  });

  test('one that stops at once leaves nothing of what it started', async () => {
    const { subject, up, deaths } = await command("(trap '' TERM; sleep 1000) & touch {config}.up; wait");
    await up();
    await subject.stop();
    expect(deaths).toEqual([]);
  });
});
