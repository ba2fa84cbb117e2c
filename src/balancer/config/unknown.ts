/** Keys and tables that nothing reads: a typing error, a key in the wrong table, or another product's word for it. */
import { didYouMean } from '../../kernel/did-you-mean.ts';
import { type ConfigProblem, describeValue, fileValue, formatKey, formatPath } from './problem.ts';
import { TABLES_BY_NAME } from './tables.ts';
import type { TomlPath, TomlPositions } from './toml-positions.ts';

const TOP_LEVEL = [...TABLES_BY_NAME.keys()].filter((name) => !name.includes('.'));
const HEADERS = TOP_LEVEL.map((name) => TABLES_BY_NAME.get(name)?.header).join(', ');

/** What people write for a table, or for another key of a table: other products' words, too far off to be guessed. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ['retry', 'retries'],
  ['ejection', 'passive_health'],
  ['backends.host', 'address'],
  ['backends.ip', 'address'],
  ['backends.max_conns', 'max_connections'],
  ['loadbalancer.host', 'listen_address'],
  ['admin.host', 'listen_address'],
  ['admin.token', 'auth_token'],
]);

/** The problem with the key `key` of the table at `parent`. */
export function unknownKey(parent: TomlPath, key: string, raw: unknown, positions: TomlPositions): ConfigProblem {
  const path = [...parent, key];
  const position = positions.keyAt(path);
  const isSection = parent.length === 0 && /table|array/.test(describeValue(fileValue(raw, path)));
  const found = `an unknown ${isSection ? 'table' : 'key'}`;
  const home = parent.filter((part) => typeof part === 'string').join('.');
  const keys = TABLES_BY_NAME.get(home)?.keys ?? null;
  const expected = keys === null ? `one of the tables ${HEADERS}` : `one of ${keys.join(', ')}`;
  const advice = ownTable(home, key, fileValue(raw, path)) ?? remedy(home, keys, key);
  return { ...position, path: formatPath(path), found, expected, advice };
}

/** A table of the file that was put into another one: `backends = []` under `[[backends]]`. */
function ownTable(home: string, key: string, value: unknown): string | null {
  const header = TOP_LEVEL.includes(key) ? TABLES_BY_NAME.get(key)?.header : undefined;
  if (home === '' || header === undefined || !/table|array/.test(describeValue(value))) return null;
  return home === key
    ? `Remove it: each ${header} table is one of them.`
    : `Move it out of ${TABLES_BY_NAME.get(home)?.header ?? 'its table'}: it is written as ${header}, on a line of its own.`;
}

function remedy(home: string, keys: readonly string[] | null, key: string): string {
  const word = OTHER_WORDS.get(keys === null ? key : `${home}.${key}`);
  const meant = word ?? keys?.find((known) => known.endsWith(`_${key}`));
  if (meant !== undefined) return didYou(meant, keys === null);
  const elsewhere = tableWith(key, home);
  if (elsewhere !== null) return `${formatKey(key)} belongs under ${elsewhere}: move it there.`;
  const near = didYouMean(key, keys ?? TOP_LEVEL);
  return near === null ? 'Remove it: nothing reads it.' : didYou(near, keys === null);
}

function didYou(mean: string, isTable: boolean): string {
  return `Did you mean ${isTable ? TABLES_BY_NAME.get(mean)?.header : mean}?`;
}

/** The header of the table that knows `key`; one inside `home` before all others. */
function tableWith(key: string, home: string): string | null {
  const knowing = [...TABLES_BY_NAME].filter(([, { keys }]) => keys.includes(key));
  const inner = knowing.find(([name]) => home !== '' && name.startsWith(`${home}.`));
  return (inner ?? knowing[0])?.[1].header ?? null;
}
