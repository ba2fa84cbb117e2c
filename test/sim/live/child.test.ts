/** Processes that the lab starts: what they print is kept, how they end is told, and nothing of them outlives the lab. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { Child, describeExit } from '../../../src/sim/live/child.ts';
import { eventually, stateOf, Watch } from './leftovers.ts';

const watch = new Watch();
afterAll(() => watch.end());

function shell(command: string): Child {
  return new Child({ command, args: [], shell: true });
}

/** A process id that a child prints. */
function printedPid(child: Child): Promise<number> {
  return eventually('a process id', () => Number(/^pid (\d+)$/m.exec(child.tail)?.[1]) || null);
}

describe('output', () => {
  test('of both streams is kept, and all of it is there when the process is gone', async () => {
    const child = shell('for i in 1 2 3; do echo out $i; echo err $i >&2; done; exit 3');
    const exit = await child.exited;
    expect(exit).toEqual({ code: 3, signal: null });
    expect(child.exit).toEqual(exit);
    expect(child.tail.split('\n').sort()).toEqual(['err 1', 'err 2', 'err 3', 'out 1', 'out 2', 'out 3']);
  });

  test('the last words of many are not lost', async () => {
    const children = Array.from({ length: 20 }, (_, i) => shell(`echo last words of ${i}; kill -9 $$`));
    for (const [i, child] of children.entries()) {
      await child.exited;
      expect(child.tail).toBe(`last words of ${i}`);
    }
  });

  test('is kept up to a limit, the end of it', async () => {
    const child = shell('i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done');
    await child.exited;
    const lines = child.tail.split('\n');
    expect(lines).toHaveLength(32);
    expect(lines.at(-1)).toBe('line 19999');
  });

  test('somebody who inherited the pipe and lives on does not hold up the end', async () => {
    const child = shell("setsid sh -c 'echo pid $$; exec sleep 1000' & sleep 0.1; exit 5");
    expect((await child.exited).code).toBe(5);
    const pid = await printedPid(child);
    process.kill(pid, 'SIGKILL');
  });
});

describe('the end', () => {
  test('is described', async () => {
    const missing = new Child({ command: '/nonexistent/program', args: [] });
    expect(describeExit(await missing.exited)).toBe('could not be started');
    expect(missing.tail).toMatch(/ENOENT/);
    missing.kill();
    expect(describeExit(await shell('exit 7').exited)).toBe('exited with status 7');
    expect(describeExit(await shell('kill -TERM $$').exited)).toBe('was ended by SIGTERM');
  });

  test('kill ends the whole group, grandchildren included', async () => {
    const child = shell("sh -c 'echo pid $$; exec sleep 1000' & wait");
    const grandchild = await printedPid(child);
    child.kill();
    expect(describeExit(await child.exited)).toBe('was ended by SIGKILL');
    await eventually('its end', () => stateOf(grandchild) === null);
    child.kill();
    child.signal('SIGTERM');
  });

  test('who ends by itself takes what it started along', async () => {
    const child = shell("sh -c 'echo pid $$; exec sleep 1000' & sleep 0.1");
    const grandchild = await printedPid(child);
    await child.exited;
    await eventually('its end', () => stateOf(grandchild) === null);
  });

  test('a signal reaches the program behind a shell', async () => {
    const child = shell('sh -c \'trap "echo asked; exit 9" TERM; echo pid $$; while :; do sleep 0.01; done\'; exit $?');
    await printedPid(child);
    child.signal('SIGTERM');
    await child.exited;
    expect(child.tail).toMatch(/asked|pid/);
  });

  test('the lab’s own end is the end of its children', async () => {
    const script = fileURLToPath(new URL('./fixtures/exiting-lab.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    const pid = Number(stdout);
    expect(pid).toBeGreaterThan(0);
    await eventually('its end', () => stateOf(pid) === null);
  });
});

test('messages go both ways, and to the dead nowhere', async () => {
  const code = 'process.on("message", (m) => process.send({ echo: m }))';
  const child = new Child({ command: process.execPath, args: ['-e', code], ipc: true });
  const answer = new Promise((resolve) => child.onMessage(resolve));
  child.send({ hello: 1 });
  expect(await answer).toEqual({ echo: { hello: 1 } });
  child.kill();
  await child.exited;
  child.send({ hello: 2 });
});
