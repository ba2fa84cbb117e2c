/** `lbsim run` in the virtual world: what it prints, what it writes, and that it can be done again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/built.ts';
import { lbsim } from './support/lbsim.ts';
import { Program } from './support/program.ts';
import { BACKEND_CRASH, IGNORES_STATE, shortScenario } from './support/scenarios.ts';
import { tempDir } from './support/temp.ts';

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The digest's first digits, as the summary shows them. */
function printedDigest(stdout: string): string {
  return /digest ([0-9a-f]{12})/.exec(stdout)?.[1] ?? 'no digest was printed';
}

describe('one scenario', () => {
  it('holds, writes its report, and replays exactly from the printed command', async () => {
    const reports = join(tempDir(), 'of', 'today');
    const first = await lbsim(['run', '--world', 'virtual', BACKEND_CRASH, '--reports', reports]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const report = join(reports, 'backend-crash');
    expect(readdirSync(reports)).toEqual(['backend-crash']);
    expect(readdirSync(report)).toEqual(['history.ndjson', 'report.html', 'report.json', 'scenario.yaml']);
    expect(first.stdout).toContain(join(report, 'report.html'));
    const digest = sha256(join(report, 'history.ndjson'));
    expect(digest).toContain(printedDigest(first.stdout));
    const json = JSON.parse(readFileSync(join(report, 'report.json'), 'utf8')) as Record<string, unknown>;
    expect(json).toMatchObject({ verdict: 'holds' });
    expect(JSON.stringify(json)).toContain(digest);
    expect(readFileSync(join(report, 'scenario.yaml'), 'utf8')).toMatch(/^seed: 7/m);

    const replay = /replay\s+npx lbsim (.*)/.exec(first.stdout.replaceAll(/\\\n\s*/g, ''))?.[1] ?? '';
    expect(replay).toMatch(/^run /);
    const again = await asShell(replay);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(printedDigest(again.stdout)).toBe(printedDigest(first.stdout));
  });

  it('another seed is another run, which replays by itself', async () => {
    const scenario = shortScenario();
    const reports = tempDir();
    const args = ['run', '--world', 'virtual', scenario, '--reports', reports];
    const own = await lbsim(args);
    const other = await lbsim([...args, '--seed', '4242']);
    expect(other.stdout).toContain('seed 4242');
    expect(printedDigest(other.stdout)).not.toBe(printedDigest(own.stdout));
    const copy = join(reports, 'short', 'scenario.yaml');
    expect(readFileSync(copy, 'utf8')).toMatch(/^seed: 4242$/m);
    const again = await lbsim(['run', '--world', 'virtual', copy, '--no-report']);
    expect(printedDigest(again.stdout)).toBe(printedDigest(other.stdout));
  });

  it('writes nothing with --no-report, and the replay needs the seed', async () => {
    const scenario = shortScenario();
    const directory = tempDir();
    const { code, stdout } = await lbsim(['run', '--world', 'virtual', scenario, '--no-report', '--seed', '9'], {
      cwd: directory,
    });
    expect(code).toBe(0);
    expect(readdirSync(directory)).toEqual([]);
    expect(stdout).not.toMatch(/^\s+report /m);
    expect(stdout.replaceAll(/\\\n\s*/g, '')).toContain(`${scenario} --seed 9 --world virtual`);
  });
});

describe('a wrong balancer', () => {
  it('is named by the law it breaks: exit 1', async () => {
    const reports = tempDir();
    const { code, stdout } = await lbsim([
      ...['run', '--world', 'virtual', BACKEND_CRASH],
      ...['--subject', IGNORES_STATE, '--reports', reports],
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ never-routes-to-unhealthy/);
    expect(stdout).toMatch(/✗ VIOLATED/);
    const json = readFileSync(join(reports, 'backend-crash', 'report.json'), 'utf8');
    expect(JSON.parse(json)).toMatchObject({ verdict: 'violated' });
  });
});

describe('several runs', () => {
  it('are told in a line each and one for all, each with its report', async () => {
    const reports = tempDir();
    const short = shortScenario();
    const { code, stdout } = await lbsim([
      ...['run', '--world', 'virtual', short, BACKEND_CRASH, short],
      ...['--repeat', '2', '--reports', reports],
    ]);
    expect(code).toBe(0);
    expect(stdout.match(/^✓ short \(virtual\): .* seed 3 digest [0-9a-f]{12}$/gm)).toHaveLength(4);
    expect(new Set(stdout.match(/short .*digest (.*)$/gm)?.map((line) => line.slice(-12))).size).toBe(1);
    expect(stdout).toMatch(/\n6 runs: 6 held\n$/);
    expect(readdirSync(reports).sort()).toEqual(
      ['backend-crash-1', 'backend-crash-2', 'short-1', 'short-1-2', 'short-2', 'short-2-2'].sort(),
    );
  });

  it('one that is violated is shown whole and decides the exit code', async () => {
    const args = ['run', '--world', 'virtual', shortScenario(), BACKEND_CRASH, '--no-report'];
    const { code, stdout } = await lbsim([...args, '--subject', IGNORES_STATE]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ never-routes-to-unhealthy/);
    expect(stdout).toMatch(/\n2 runs: .*violated/);
  });

  it('in both worlds', async () => {
    const reports = tempDir();
    const { code, stdout } = await lbsim(['run', '--world', 'both', shortScenario(), '--reports', reports]);
    expect(stdout).toMatch(/^✓ short \(virtual\): .*digest/m);
    // On a busy machine a live run may not be sure of everything; it is wrong of nothing.
    expect(stdout).not.toContain('✗');
    if (code === 0) expect(stdout).toMatch(/^✓ short \(live\): .*\n.*\n2 runs: 2 held\n$/m);
    else expect([code, stdout]).toEqual([3, expect.stringMatching(/\? UNKNOWN.*\n2 runs: 1 held, 1 unknown\n$/s)]);
    expect(readdirSync(reports)).toEqual(['short-live', 'short-virtual']);
  });
});

/** A command line as it would be pasted into a shell, with the built program in the place of `npx lbsim`. */
async function asShell(commandLine: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const main = join(ROOT, 'dist/cli/main.js');
  expect(existsSync(main)).toBe(true);
  const directory = tempDir();
  const program = new Program('sh', ['-c', `"$0" "$1" ${commandLine}`, process.execPath, main], { cwd: directory });
  return await program.ended();
}
