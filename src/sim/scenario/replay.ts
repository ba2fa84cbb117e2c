/**
 * Writes the seed of a run into the text of its scenario, so that the file replays exactly that run.
 */
import { isMap, isScalar, type Pair, parseDocument, Scalar } from 'yaml';

/**
 * The text of a valid scenario with `seed` set. Everything else stays as it was written, comments included; only an
 * unusual layout (a key written with `?`) is set anew by the YAML library, which keeps comments too.
 */
export function replayText(text: string, seed: number): string {
  const edited = edit(text, seed);
  return edited !== null && seedOf(edited) === seed ? edited : rewrite(text, seed);
}

function seedOf(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  return document.errors.length === 0 ? document.get('seed') : undefined;
}

/** Touches nothing but the place where the seed stands; null where that isn't plain to see. */
function edit(text: string, seed: number): string | null {
  const top = parseDocument(text, { logLevel: 'error' }).contents;
  if (!isMap(top)) return null;
  const pairs = top.items as Pair[];
  const written = valueRange(pairs, 'seed');
  if (written !== null && written[0] < written[1]) return splice(text, written[0], written[1], `${seed}`);
  if (written !== null) return splice(text, written[0], written[0], ` ${seed}`);
  const start = top.range?.[0] ?? 0;
  if (top.flow === true) return splice(text, start + 1, start + 1, ` seed: ${seed},`);
  const name = valueRange(pairs, 'name');
  if (name === null) return null;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return insertLine(text, name[1], `${indent}seed: ${seed}`);
}

function valueRange(pairs: readonly Pair[], wanted: string): readonly [number, number] | null {
  const pair = pairs.find(({ key }) => isScalar(key) && key.value === wanted);
  if (!(pair?.value instanceof Scalar) || pair.value.range === undefined || pair.value.range === null) return null;
  return [pair.value.range[0], pair.value.range[1]];
}

/** As a line of its own, after the line that holds `offset`. */
function insertLine(text: string, offset: number, line: string): string {
  const end = text[offset - 1] === '\n' ? offset - 1 : text.indexOf('\n', offset);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (end < 0) return `${text}${newline}${line}${newline}`;
  return splice(text, end + 1, end + 1, `${line}${newline}`);
}

function splice(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}

function rewrite(text: string, seed: number): string {
  const document = parseDocument(text, { logLevel: 'error' });
  document.set('seed', seed);
  return document.toString({ lineWidth: 0 });
}
