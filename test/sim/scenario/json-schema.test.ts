/** The published schema is the parser's own, and the file on disk is the published schema. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, parsePercentage, parseRate } from '../../../src/kernel/units.ts';
import { scenarioJsonSchema, scenarioJsonSchemaText } from '../../../src/sim/scenario/json-schema.ts';

/** Follows keys through the schema, through the branches of a part that may be left empty too. */
function at(...path: string[]): Record<string, unknown> {
  return path.reduce(
    (schema: Record<string, unknown>, key) => {
      const branches = [schema, ...((schema.anyOf as Record<string, unknown>[] | undefined) ?? [])];
      const holder = branches.find((branch) => key in branch);
      expect(holder, `${key} of ${path.join('.')}`).toBeDefined();
      return holder?.[key] as Record<string, unknown>;
    },
    scenarioJsonSchema() as Record<string, unknown>,
  );
}

describe('the JSON Schema', () => {
  it('is what schemas/ holds (after a change on purpose: vitest -u)', async () => {
    await expect(scenarioJsonSchemaText()).toMatchFileSnapshot('../../../schemas/scenario.schema.json');
  });

  it('knows the keys, and no others', () => {
    expect(scenarioJsonSchema()).toMatchObject({
      required: ['name', 'backends', 'load'],
      additionalProperties: false,
    });
    expect(Object.keys(at('properties'))).toEqual([
      'name',
      'about',
      'seed',
      'include',
      'matrix',
      'balancer',
      'network',
      'backends',
      'load',
      'timeline',
      'expect',
    ]);
  });

  it('describes every key', () => {
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties } = schema as { properties?: Record<string, { description?: string }> };
      for (const [key, value] of Object.entries(properties ?? {})) {
        expect(value.description, key).toMatch(/^[A-Z0-9].*\.$/);
      }
      Object.values(schema).forEach(walk);
    };
    walk(scenarioJsonSchema());
  });

  it('asks for one action, and for what the action needs', () => {
    const event = at('properties', 'timeline', 'items');
    expect(event.oneOf).toContainEqual({ required: ['crash'] });
    expect(event.dependencies).toMatchObject({ slow: ['latency'], status: ['code'] });
  });

  it('has patterns that accept nothing the unit parsers refuse', () => {
    const units = [
      [at('properties', 'load', 'items', 'properties', 'for'), parseDuration],
      [at('properties', 'load', 'items', 'properties', 'rate'), parseRate],
      [at('properties', 'expect', 'items', 'properties', 'availability', 'properties', 'min'), parsePercentage],
    ] as const;
    for (const [{ pattern }, parse] of units) {
      const expression = new RegExp(String(pattern));
      // A pattern can't count: percentages above 100 are refused later.
      const text = fc
        .stringMatching(expression)
        .filter((value) => !value.endsWith('%') || Number.parseFloat(value) <= 100);
      fc.assert(
        fc.property(text, (value) => {
          expect(parse(value)).not.toBeNull();
        }),
        { numRuns: 200 },
      );
    }
  });
});
