/** The stories that come with the lab: each is good, named like its file, introduced, and short. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadEnd } from '../../../src/sim/scenario/scenario.ts';
import { scenarioOf, wrongs } from './support.ts';

const folder = new URL('../../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('scenarios/', () => {
  it('holds the first five', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'all-down.yaml',
        'backend-crash.yaml',
        'backend-hang.yaml',
        'flapping.yaml',
        'slow-backend.yaml',
      ]),
    );
  });

  it.each(files)('%s', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    expect(wrongs(text)).toEqual([]);
    const [schema, first, second] = text.split('\n');
    expect(schema).toBe('# yaml-language-server: $schema=../schemas/scenario.schema.json');
    expect(first).toMatch(/^# \S/);
    expect(second).toMatch(/^# \S/);
    const scenario = scenarioOf(text);
    expect(`${scenario.name}.yaml`).toBe(file);
    expect(scenario.about).not.toBe('');
    expect(loadEnd(scenario)).toBeLessThanOrEqual(10e6);
    expect(scenario.expect.length).toBeGreaterThan(0);
  });
});
