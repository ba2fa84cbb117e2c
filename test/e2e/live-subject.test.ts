/** Any program as the subject of a live run: one that works, and the ways in which one may not. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/built.ts';
import { lbsim, STACK_TRACE } from './support/lbsim.ts';
import { LiveRun } from './support/live-run.ts';
import { longScenario, shortScenario } from './support/scenarios.ts';
import { tempDir } from './support/temp.ts';
import { processesWith } from './support/traces.ts';
import { eventually } from './support/until.ts';

const PLAIN_BALANCER = join(ROOT, 'test/e2e/fixtures/plain-balancer.ts');

describe('a program of its own', () => {
  it('is judged by what it does, and never accused of what it does not show', async () => {
    const subject = `${process.execPath} ${PLAIN_BALANCER} {config}`;
    const { code, stdout, stderr } = await lbsim(['run', shortScenario(), '--no-report', '--subject', subject]);
    expect(stderr).not.toMatch(STACK_TRACE);
    const verdicts = new Map([...stdout.matchAll(/^ {2}([✓✗?]) ([a-z0-9-]+)/gm)].map(([, mark, name]) => [name, mark]));
    // Those that can be judged however busy the machine is; the others may not be sure of their times.
    for (const law of ['answer-integrity', 'forwarded-headers']) {
      expect([law, verdicts.get(law)]).toEqual([law, '✓']);
    }
    expect([...verdicts.values()]).not.toContain('✗');
    // It has no metrics, so nothing can be said of them.
    expect(verdicts.get('metrics-add-up')).not.toBe('✓');
    expect([0, 3]).toContain(code);
  });

  it('behind a shell, with helpers of its own: all of them end with the run', async () => {
    const directory = tempDir();
    const subject = `echo '${directory}' > /dev/null; sleep 601 & ${process.execPath} ${PLAIN_BALANCER} {config}; echo over`;
    const { code, stdout } = await lbsim(['run', shortScenario(), '--no-report', '--subject', subject]);
    expect(stdout).not.toContain('✗');
    expect([0, 3]).toContain(code);
    await eventually(
      10_000,
      () => `the end of ${JSON.stringify(processesWith('sleep 601'))}`,
      () => processesWith(directory).length === 0 && processesWith('sleep 601').length === 0,
    );
  });
});

describe('a program that is none: exit 4, and it is named', () => {
  it('never gets ready', async () => {
    const subject = 'echo starting; echo hm >&2; sleep 60 # {config}';
    const run = new LiveRun(shortScenario(), ['--subject', subject, '--ready-timeout', '1s']);
    const { code, stderr } = await run.lab.ended(15_000);
    expect(stderr).toContain(`The subject (${subject}) did not answer on 127.`);
    expect(stderr).toContain('within 1 s. It must listen where its configuration says.\n');
    expect(stderr).toMatch(/Its last output:\n {2}\| starting\n {2}\| hm\n$/);
    expect(code).toBe(4);
    await run.gone([]);
    expect(processesWith(run.directory)).toEqual([]);
  });

  it('ends at once', async () => {
    const subject = 'for i in 1 2 3; do echo line $i; done; echo no license >&2; exit 7 # {config}';
    const run = new LiveRun(shortScenario(), ['--subject', subject]);
    const { code, stdout, stderr } = await run.lab.ended(15_000);
    expect(stderr).toContain(`The subject (${subject}) exited with status 7`);
    expect(stderr).toMatch(/\| line 1\n.*\| line 3\n/s);
    expect(stderr).toContain('| no license\n');
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    await run.gone([]);
  });

  it('can not be found', async () => {
    const { code, stderr } = await lbsim(['run', shortScenario(), '--no-report', '--subject', 'no-such-lb {config}']);
    expect(stderr).toMatch(/exited with status 127/);
    expect(stderr).toMatch(/\| .*no-such-lb: not found/);
    expect(code).toBe(4);
  });

  it('dies in the middle', async () => {
    const subject = `${process.execPath} ${PLAIN_BALANCER} {config}`;
    const run = new LiveRun(longScenario(), ['--subject', subject]);
    await run.lab.printed(/b2: crash/);
    const before = run.listeners();
    const [balancer] = processesWith('plain-balancer.ts', run.directory);
    process.kill(balancer?.pid ?? 0, 'SIGKILL');
    const { code, stderr } = await run.lab.ended(15_000);
    expect(stderr).toMatch(/The subject \(.*plain-balancer\.ts \{config\}\) .*(SIGKILL|status 137)/);
    expect(stderr).toMatch(/\| listening on 127\./);
    expect(code).toBe(4);
    await run.gone(before);
  });

  it('the built-in one, killed in the middle', async () => {
    const run = new LiveRun(longScenario());
    await run.lab.printed(/b2: crash/);
    const before = run.listeners();
    const [balancer] = processesWith('subject-main', run.directory);
    process.kill(balancer?.pid ?? 0, 'SIGKILL');
    const { code, stderr } = await run.lab.ended(15_000);
    expect(stderr).toMatch(/The subject \(built-in\) was ended by SIGKILL during the run\./);
    expect(code).toBe(4);
    await run.gone(before);
  });
});

it('a backend that dies by itself is the environment: exit 4, and it is named', async () => {
  const run = new LiveRun(longScenario());
  await run.lab.printed(/b2: crash/);
  const before = run.listeners();
  const [backend] = processesWith('backend-main', run.directory, '"name":"b3"');
  process.kill(backend?.pid ?? 0, 'SIGKILL');
  const { code, stderr } = await run.lab.ended(15_000);
  expect(stderr).toMatch(/backend b3 was ended by SIGKILL/);
  expect(code).toBe(4);
  await run.gone(before);
});
