/** Positions of keys and values in TOML, against hand-counted text and against text that the parser's own writer made. */
import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import { positionsOf, type TomlPath } from '../../../src/balancer/config/toml-positions.ts';

const TEXT = `# [not.a.table]
top = 1 # = 2
"quo\\u0074ed key" = 'va#lue'
a . b.'c d' = [ 1, # ]
  "x]", { k = 2, l.m = "}" } ]
text = """
[not] a header
k = "v" \\""""""
raw = '''
[[not]]'''''
[ t . u ]
k = 1979-05-27 07:32:00
[[list]]
n = 1
[[list.inner]]
z = 1
[[list]]
  n = 2
[[list.inner]]
[[list.inner]]
z = {}
[list.inner.deep]
y = { p = [
  {q = 1}
] }
`;

test.each<readonly [TomlPath, string, string]>([
  [['top'], '2:1', '2:7'],
  [['quoted key'], '3:1', '3:21'],
  [['a'], '4:1', '4:1'],
  [['a', 'b'], '4:5', '4:5'],
  [['a', 'b', 'c d'], '4:7', '4:15'],
  [['a', 'b', 'c d', 0], '4:17', '4:17'],
  [['a', 'b', 'c d', 1], '5:3', '5:3'],
  [['a', 'b', 'c d', 2], '5:9', '5:9'],
  [['a', 'b', 'c d', 2, 'k'], '5:11', '5:15'],
  [['a', 'b', 'c d', 2, 'l', 'm'], '5:20', '5:24'],
  [['text'], '6:1', '6:8'],
  [['raw'], '9:1', '9:7'],
  [['t', 'u'], '11:7', '11:7'],
  [['t', 'u', 'k'], '12:1', '12:5'],
  [['list'], '13:3', '13:3'],
  [['list', 0, 'n'], '14:1', '14:5'],
  [['list', 0, 'inner', 0, 'z'], '16:1', '16:5'],
  [['list', 1], '17:3', '17:3'],
  [['list', 1, 'n'], '18:3', '18:7'],
  [['list', 1, 'inner', 0], '19:8', '19:8'],
  [['list', 1, 'inner', 1, 'z'], '21:1', '21:5'],
  [['list', 1, 'inner', 1, 'deep', 'y', 'p', 0, 'q'], '24:4', '24:8'],
  [['list', 1, 'missing', 'key'], '17:3', '17:3'],
  [['nowhere'], '1:1', '1:1'],
  [[], '1:1', '1:1'],
])('%j', (path, key, value) => {
  const positions = positionsOf(TEXT);
  const format = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;
  expect([format(positions.keyAt(path)), format(positions.valueAt(path))]).toEqual([key, value]);
});

test('the text above is TOML', () => {
  expect(() => parse(TEXT)).not.toThrow();
});

test('finds every scalar that the writer wrote', () => {
  const key = fc.oneof(fc.constantFrom('a', 'b', 'c-d'), fc.string({ unit: 'grapheme', maxLength: 6 }));
  const safeKey = key.filter((text) => text !== '__proto__');
  const { table } = fc.letrec<{ table: Record<string, unknown>; value: unknown }>((tie) => ({
    table: fc.dictionary(safeKey, tie('value'), { maxKeys: 4 }),
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(tie('table'), { maxLength: 3 }),
      tie('table'),
    ),
  }));
  fc.assert(
    fc.property(table, (data) => {
      const text = stringify(data);
      const lines = text.split('\n');
      const positions = positionsOf(text);
      for (const [path, scalar] of scalars(data, [])) {
        const { line, column } = positions.valueAt(path);
        const written = stringify({ k: scalar }).slice('k = '.length).trimEnd();
        expect(lines[line - 1]?.slice(column - 1).startsWith(written)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

function* scalars(value: unknown, path: TomlPath): Generator<readonly [TomlPath, unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* scalars(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* scalars(item, [...path, key]);
  } else {
    yield [path, value];
  }
}
