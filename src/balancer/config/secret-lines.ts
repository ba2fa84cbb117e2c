/**
 * Whether a line of a broken file may hold a part of a secret. What it means is not known, since it could not be read: so
 * it is judged by its words and by where it stands, and rather once too often.
 */
import { didYouMean } from '../../kernel/did-you-mean.ts';
import { ADMIN, SESSION } from './keys.ts';
import { TABLES_BY_NAME } from './tables.ts';

const HOMES = { session: SESSION, admin: ADMIN };
const SECRETS = Object.values(HOMES).flatMap((keys) =>
  Object.entries(keys).flatMap(([name, { secret }]) => (secret ? [name] : [])),
);
const HARMLESS = new Set([...TABLES_BY_NAME.values()].flatMap(({ keys }) => keys));
for (const name of SECRETS) HARMLESS.delete(name);

/** `lines[at]`, among the lines of its file. */
export function mayHoldSecret(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (speaksOfSecret(line)) return true;
  if (isHeader(line) || HARMLESS.has(firstWord(line))) return false;
  // Its key is no known one, or it goes on with what began above.
  for (let above = at; above >= 0; above--) {
    const one = lines[above] ?? '';
    if (speaksOfSecret(one) || Object.hasOwn(HOMES, firstWord(one))) return true;
    if (isHeader(one) && TABLES_BY_NAME.has(firstWord(one))) return false;
  }
  return false;
}

const OTHER_WORDS = /secret|token|auth|passw|passphrase|credential|bearer/i;

function speaksOfSecret(line: string): boolean {
  const words = line.match(/[\w-]+/g) ?? [];
  return words.some((word) => OTHER_WORDS.test(word) || didYouMean(word, SECRETS) !== null);
}

function isHeader(line: string): boolean {
  return /^\s*\[+[\w\s."'-]*\]*\s*$/.test(line);
}

/** The name of a key or a table. */
function firstWord(line: string): string {
  return /[\w-]+/.exec(line)?.[0] ?? '';
}
