/** Modules that replace parts of the balancer: what is wrong with one is said before anything starts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { LbsimError } from '../../../src/kernel/errors.ts';
import { loadParts } from '../../../src/sim/live/parts-module.ts';

const directory = mkdtempSync(join(tmpdir(), 'lbsim-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('parts of a real module', async () => {
  const parts = await loadParts(fileURLToPath(new URL('../../canary/ignores-state.ts', import.meta.url)));
  expect(Object.keys(parts)).toEqual(['pool']);
});

test.each([
  ['nothing', 'export const other = 1;', /expected an export named "parts"/],
  ['no object', 'export const parts = 3;', /expected an export named "parts"/],
  ['a part that is none', 'export const parts = { polcy: () => {} };', /no part "polcy". Did you mean "policy"\?/],
  ['a strange part', 'export const parts = { zzzzzz: () => {} };', /no part "zzzzzz". The parts are: .*policy/],
  ['no factory', 'export const parts = { policy: {} };', /part "policy" must be a function/],
  ['no JavaScript', 'export const parts = ;', /can't be loaded/],
])('%s', async (name, code, message) => {
  const file = join(directory, `${name.replaceAll(' ', '-')}.mjs`);
  writeFileSync(file, code);
  const error = await loadParts(file).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LbsimError);
  expect(error).toMatchObject({ code: 'invalid-file', message: expect.stringMatching(message) });
  expect((error as LbsimError).message).toContain(file);
});

test('a missing file', async () => {
  await expect(loadParts(join(directory, 'missing.ts'))).rejects.toMatchObject({ code: 'invalid-file' });
});
