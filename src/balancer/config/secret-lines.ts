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
const HARMLESS = [...TABLES_BY_NAME.values()].flatMap(({ keys }) => keys).filter((key) => !SECRETS.includes(key));

/** `lines[at]`, among the lines of its file. */
export function mayHoldSecret(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  const key = firstWord(line);
  if (speaksOfSecret(line)) return true;
  if (isHeader(line)) return false;
  // Two lines that became one: nobody knows what the second one was.
  if (line.split('=').length > 2) return true;
  if (HARMLESS.includes(key)) return false;
  const above = lines.slice(0, at + 1);
  if (Object.hasOwn(HOMES, firstWord(above.findLast(isHeader) ?? ''))) return true;
  // A key of no known word may be the rest of a text that began above.
  return didYouMean(key, HARMLESS) === null && above.some(beginsSecret);
}

function beginsSecret(line: string): boolean {
  return speaksOfSecret(line) || Object.hasOwn(HOMES, firstWord(line));
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
