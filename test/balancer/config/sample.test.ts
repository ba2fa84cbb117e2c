/** The example file names every key with its default. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BACKEND, DEFAULT_LISTEN, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { formatConfigProblems, parseConfig } from '../../../src/balancer/config/file.ts';
import { TABLES_BY_NAME } from '../../../src/balancer/config/tables.ts';

const EXAMPLE = readFileSync(new URL('../../../examples/config.toml', import.meta.url), 'utf8');
/** With the lines that are commented out put in force. */
const FULL = EXAMPLE.replaceAll(/^# (?=\[|\w+ = )/gm, '');

function config(text: string) {
  const result = parseConfig(text);
  if (!result.ok) throw new Error(formatConfigProblems('config.toml', result.problems));
  return result.config;
}

const backends = [3001, 3002, 3003].map((port) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port }));

test('it shows the defaults', () => {
  expect(config(EXAMPLE)).toStrictEqual({ ...DEFAULTS, listen: DEFAULT_LISTEN, backends });
});

test('what is commented out can be put in force, and is what has no default', () => {
  const full = config(FULL);
  expect(full.session.secret).not.toBe('');
  expect(full.admin.token).not.toBe('');
  expect(full.admin.listen).not.toBeNull();
  expect(full.backends.map(({ healthCheck }) => healthCheck !== undefined)).toEqual([false, true, true]);
  expect({
    ...full,
    session: { ...full.session, secret: '' },
    admin: { ...full.admin, token: '', listen: null },
    backends: full.backends.map(({ healthCheck: _, ...rest }) => rest),
  }).toStrictEqual(config(EXAMPLE));
});

describe('every key is there', () => {
  /** The keys below the headers, by header. */
  const shown = new Map<string, Set<string>>();
  let keys = new Set<string>();
  for (const line of FULL.split('\n')) {
    const header = /^\[+[\w.]+\]+/.exec(line)?.[0];
    if (header !== undefined) {
      keys = shown.get(header) ?? new Set();
      shown.set(header, keys);
    }
    const key = /^(\w+) = /.exec(line)?.[1];
    if (key !== undefined) keys.add(key);
  }

  test.each([...TABLES_BY_NAME.values()])('$header', ({ header, keys }) => {
    expect([...(shown.get(header) ?? [])].sort()).toEqual([...keys].sort());
  });

  test('and no other table', () => {
    expect([...shown.keys()].sort()).toEqual([...TABLES_BY_NAME.values()].map(({ header }) => header).sort());
  });
});
