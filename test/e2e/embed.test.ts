/** The balancer as a library, as the example shows it: from the built package, by its public name. */
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { builtMain, ROOT } from './support/built.ts';
import { Program } from './support/program.ts';
import { tempDir } from './support/temp.ts';

/** The package as it is where it is installed: Node reads no TypeScript there. */
function installed(): string {
  const modules = join(tempDir(), 'node_modules');
  for (const part of ['package.json', 'dist', 'examples']) {
    cpSync(join(ROOT, part), join(modules, 'lbsim', part), { recursive: true });
  }
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  return join(modules, 'lbsim');
}

it.each([
  ['from a checkout', () => ROOT],
  ['from an installed package', installed],
])('examples/embed.mjs runs as it is, %s, and ends by itself', async (_, directory) => {
  builtMain();
  const { code, stdout, stderr } = await new Program(process.execPath, [
    join(directory(), 'examples/embed.mjs'),
  ]).ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const address = '127\\.0\\.0\\.1:\\d+';
  expect(stdout).toMatch(
    new RegExp(
      [
        `^info: Load balancer starting on ${address}`,
        'info: Threads: 2',
        'info: Algorithm: RoundRobin',
        `info: Backend b1: ${address} - Healthy`,
        `info: Backend b2: ${address} - Healthy`,
        'info: Health checker started \\(interval: 1s\\)',
        'one answered 50, two answered 50',
        `warn: Backend ${address} entering DRAINING mode`,
        `${address}: Draining, 50 requests`,
        `${address}: Healthy, 60 requests\n$`,
      ].join('\n'),
    ),
  );
});
