/** What the command line says to people: help, version, suggestions, and what it can't make sense of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/built.ts';
import { ESCAPE_CODE, lbsim, STACK_TRACE } from './support/lbsim.ts';
import { shortScenario } from './support/scenarios.ts';

describe('asked', () => {
  it('shows its help, with every command and exit code', async () => {
    const { code, stdout, stderr } = await lbsim(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['run', 'check', 'schema', 'serve', '130 interrupted']) expect(stdout).toContain(word);
  });

  it('shows the help of a command, with defaults as they are written', async () => {
    const { code, stdout } = await lbsim(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--ready-timeout[^-]*default: 10s/s);
  });

  it('shows its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await lbsim(['--version'])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
  });

  it('prints the JSON Schema that the repository holds', async () => {
    const { code, stdout } = await lbsim(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(readFileSync(join(ROOT, 'schemas/scenario.schema.json'), 'utf8')) as unknown,
    );
  });
});

describe('asked for what there is not', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no command', [], /Usage: lbsim/],
    ['an unknown command', ['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    ['an unknown option', ['run', 'a.yaml', '--wrld', 'live'], /unknown option '--wrld'\n\(Did you mean --world\?\)/],
    ['no file', ['run'], /missing required argument 'file'/],
    ['an unknown world', ['run', 'a.yaml', '--world', 'moon'], /'moon' is invalid.*live, virtual, both/],
    ['a seed that is none', ['run', 'a.yaml', '--seed', '-1'], /'-1' is invalid.*whole number from 0/],
    ['a seed too large', ['run', 'a.yaml', '--seed', '4294967296'], /is invalid.*to 4294967295/],
    ['no times at all', ['run', 'a.yaml', '--repeat', '0'], /'0' is invalid.*from 1 to/],
    ['a duration without a unit', ['run', 'a.yaml', '--ready-timeout', '5'], /'5' is invalid.*such as 10s/],
    ['serve without a configuration', ['serve'], /required option '-c, --config <file>'/],
    ['serve with a file alone', ['serve', 'x.toml'], /'x\.toml'; .*lbsim serve --config x\.toml/],
    ['serve with one word too many', ['serve', '--config', 'x.toml', 'y'], /no use for the argument 'y'; leave it out/],
    [
      'serve with a wrong option',
      ['serve', '--conf', 'x.toml'],
      /unknown option '--conf'\n\(Did you mean --config\?\)/,
    ],
  ];

  it.each(cases)('%s: exit 2, and what would be right', async (_, args, words) => {
    const { code, stdout, stderr } = await lbsim(args);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('colours', () => {
  const run = (env: Readonly<Record<string, string>>): Promise<string> =>
    lbsim(['run', '--world', 'virtual', '--no-report', shortScenario()], { env }).then(({ stdout }) => stdout);

  it('come with a terminal only', async () => {
    expect(await run({})).not.toMatch(ESCAPE_CODE);
  });

  it('can be asked for, and then refused', async () => {
    expect(await run({ FORCE_COLOR: '1' })).toMatch(ESCAPE_CODE);
    expect(await run({ FORCE_COLOR: '0' })).not.toMatch(ESCAPE_CODE);
    expect(await run({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toMatch(ESCAPE_CODE);
  });
});

it('does not mind that nobody reads on', async () => {
  const { code, stdout, stderr } = await lbsim(['help'], { closeOutput: true });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
});
