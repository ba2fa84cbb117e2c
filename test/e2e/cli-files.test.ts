/** Files from the command line: all are read and checked before anything starts, and everything wrong is said at once. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lbsim, STACK_TRACE } from './support/lbsim.ts';
import { BACKEND_CRASH, BROKEN, BROKEN_STORY, shortScenario } from './support/scenarios.ts';
import { tempDir, tempFile } from './support/temp.ts';

describe('lbsim check', () => {
  it('says of good files what is in them', async () => {
    const short = shortScenario();
    const { code, stdout, stderr } = await lbsim(['check', BACKEND_CRASH, short]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      `${BACKEND_CRASH}: backend-crash is valid (backends: 3, load: 1, timeline: 2)\n` +
        `${short}: short is valid (backends: 3, load: 1, timeline: 2)\n`,
    );
  });
});

describe('a trace of latencies', () => {
  const scenario = `name: traced
backends:
  b1: { latency: { trace: took.csv } }
load: [{ rate: 50/s, for: 1s }]
`;

  it('is read from beside the scenario, and a report takes it along for the replay', async () => {
    const directory = tempDir();
    const file = join(directory, 'traced.yaml');
    writeFileSync(file, scenario);
    writeFileSync(join(directory, 'took.csv'), 'took_ms\n3\n5\n');
    const reports = join(directory, 'reports');
    const { code, stdout } = await lbsim(['run', file, '--world', 'virtual', '--seed', '9', '--reports', reports]);
    expect(code).toBe(0);
    const copy = /replay {2}npx lbsim run (\S+scenario\.yaml)/.exec(stdout)?.[1] ?? '';
    const again = await lbsim(['run', copy, '--world', 'virtual', '--no-report']);
    expect(again.code).toBe(0);
  });

  it('that is not there is a mistake of the scenario, at its place', async () => {
    const directory = tempDir();
    const file = join(directory, 'traced.yaml');
    writeFileSync(file, scenario);
    const { code, stderr } = await lbsim(['check', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:3:18: the trace "took.csv" can't be used: `);
  });
});

describe.each([
  ['check', []],
  ['run', ['--world', 'both']],
] as const)('lbsim %s with broken files %j', (command, options) => {
  it('names every place in every file, and starts nothing', async () => {
    const directory = tempDir();
    const broken = join(directory, 'broken.yaml');
    const noYaml = join(directory, 'no-yaml.yaml');
    const story = join(directory, 'story.yaml');
    writeFileSync(broken, BROKEN);
    writeFileSync(story, BROKEN_STORY);
    writeFileSync(noYaml, 'name: [\n');
    mkdirSync(join(directory, 'folder'));
    const files = [broken, BACKEND_CRASH, story, noYaml, join(directory, 'missing.yaml'), join(directory, 'folder')];
    const reports = join(directory, 'reports');
    const { code, stdout, stderr } = await lbsim(
      [command, ...files, ...options, ...(command === 'run' ? ['--reports', reports] : [])],
      { env: { TMPDIR: directory } },
    );
    expect(stderr).toMatch(/broken\.yaml:2:1: .*"?sede"?.*seed/);
    expect(stderr).toMatch(/broken\.yaml:3:\d+: .*100 parsecs/);
    expect(stderr).toMatch(/broken\.yaml:7:\d+: .*b9/);
    expect(stderr).toMatch(/story\.yaml:7:\d+: b2 is not crashed/);
    expect(stderr).toMatch(/no-yaml\.yaml:\d+:\d+: /);
    expect(stderr).toMatch(/missing\.yaml: there is no such file/);
    expect(stderr).toMatch(/folder: is a directory/);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(directory)).toEqual(['broken.yaml', 'folder', 'no-yaml.yaml', 'story.yaml']);
  });
});

describe('a report that would have no place', () => {
  it('is refused before the run', async () => {
    const scenario = shortScenario();
    const busy = tempDir();
    mkdirSync(join(busy, 'short'));
    writeFileSync(join(busy, 'short', 'letter.txt'), 'dear');
    for (const [reports, words] of [
      [scenario, /is not a directory: give another directory/],
      [join(scenario, 'deep', 'down'), /is not a directory: give another directory/],
      [busy, /holds other files and no report/],
      ...(existsSync('/proc/self') ? [['/proc/x', /can't be made .*: give another directory/] as const] : []),
    ] as const) {
      const { code, stdout, stderr } = await lbsim(['run', scenario, '--reports', reports]);
      expect(stderr).toMatch(words);
      expect(stderr).not.toMatch(STACK_TRACE);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
  });
});

describe('--subject', () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /"" is not "built-in", not a \.js or \.ts module, and not a command line with \{config\}/],
    ['a word', 'builtin', /"builtin" is not "built-in"/],
    ['a command without a place for its configuration', 'nginx -g x', /"nginx -g x" is not "built-in"/],
    ['a module that is not there', 'nowhere/parts.ts', /there is no file nowhere\/parts\.ts/],
  ];
  it.each(refused)('%s: exit 2', async (_, subject, words) => {
    const { code, stderr } = await lbsim(['run', shortScenario(), '--no-report', '--subject', subject]);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(code).toBe(2);
  });

  it('a command in the virtual world: exit 2', async () => {
    for (const world of ['virtual', 'both']) {
      const { code, stderr } = await lbsim(['run', shortScenario(), '--world', world, '--subject', 'lb {config}']);
      expect(stderr).toMatch(/only be run with --world live/);
      expect(code).toBe(2);
    }
  });

  const modules: readonly (readonly [string, string, string, RegExp])[] = [
    ['with an unknown part', 'unknown.mjs', 'export const parts = { pol: () => 1 };', /no part "pol".*"pool"/],
    ['without the export', 'none.mjs', 'export const part = {};', /expected an export named "parts"/],
    ['with a part that is no function', 'number.mjs', 'export const parts = { policy: 3 };', /"policy" must be/],
    ['with a syntax error', 'syntax.mjs', 'export const parts = {\n  policy = 3\n};', /syntax\.mjs.*can't be loaded/],
    ['with a syntax error in TypeScript', 'syntax.ts', 'export const parts: = {};', /syntax\.ts.*can't be loaded/],
    ['that throws', 'throws.mjs', 'throw new Error("no way");', /throws\.mjs.*can't be loaded: no way/],
  ];
  it.each(modules)('a module %s: exit 2, before anything starts', async (_, name, text, words) => {
    const module = tempFile(name, text);
    const { code, stdout, stderr } = await lbsim(['run', shortScenario(), '--no-report', '--subject', module], {
      env: { TMPDIR: tempDir() },
    });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('a module that throws while it balances: exit 4, with where', async () => {
    const module = tempFile(
      'picky.mjs',
      'export const parts = { policy: () => ({ pick() { throw new Error("picked badly"); } }) };',
    );
    const { code, stderr } = await lbsim([
      'run',
      shortScenario(),
      '--no-report',
      '--world',
      'virtual',
      '--subject',
      module,
    ]);
    expect(stderr).toContain(`The subject (${module}) threw an error during the run.`);
    expect(stderr).toMatch(new RegExp(`picked badly.*${basename(module)}:1:`, 's'));
    expect(code).toBe(4);
  });
});
