/** The balancer as a library, as the example shows it: from the built package, by its public name. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtMain, ROOT } from './support/built.ts';
import { Program } from './support/program.ts';

it('examples/embed.ts runs as it is, and ends by itself', async () => {
  builtMain();
  const { code, stdout, stderr } = await new Program(process.execPath, [join(ROOT, 'examples/embed.ts')]).ended();
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
