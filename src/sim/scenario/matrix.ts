/**
 * One file, many stories: `matrix` names values, `{{name}}` stands for one of them anywhere in the file, and each
 * combination is a story of its own.
 */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { type Problem, positionIn, sortProblems } from './problems.ts';
import { type Path, readSource } from './source.ts';
import { isMap } from './when-map.ts';
import { listed, quote } from './words.ts';

const VARIABLE = /\{\{ *([A-Za-z_]\w*) *\}\}/g;
const NAME = /^[A-Za-z_]\w*$/;
const MOST_STORIES = 200;
const LONGEST_NAME = 64;

/** As the JSON Schema has it; `combinationsOf` says what is wrong with one. */
export const matrixSchema = z
  .record(z.string(), z.array(z.unknown()))
  .describe('One story for each combination of these values; {{name}} stands for one of them.');

interface Combination {
  /** The file's text with every `{{name}}` replaced. */
  readonly text: string;
  /** What tells the story's name from its siblings': `-round-robin-2`; empty without a matrix. */
  readonly suffix: string;
}

type Result =
  | { readonly ok: true; readonly combinations: readonly Combination[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The texts that a text stands for; itself alone when it has no matrix. */
export function combinationsOf(text: string): Result {
  const source = readSource(text.replace(VARIABLE, (variable) => 'x'.repeat(variable.length)));
  const matrix = isMap(source.value) ? source.value.matrix : undefined;
  const problems: Problem[] = [];
  const complain = (path: Path, part: 'key' | 'value', message: string) => {
    problems.push({ ...source.position(path, part), message });
  };
  const axes = matrix === undefined || matrix === null ? [] : axesOf(matrix, complain);
  const used = [...text.matchAll(VARIABLE)].filter(({ index }) => !isComment(text, index));
  const names = axes.map(({ name }) => name);
  for (const { 1: name = '', index } of used) {
    if (names.includes(name) || problems.length > 0) continue;
    const known = names.length === 0 ? '; there is no matrix' : `; the matrix has ${listed(names)}`;
    problems.push({ ...positionIn(text, index), message: `unknown name {{${name}}}${didYouMean(name, names, known)}` });
  }
  for (const name of names) {
    if (!used.some((variable) => variable[1] === name)) {
      complain(['matrix', name], 'key', `{{${name}}} stands nowhere in the file, so all its stories would be the same`);
    }
  }
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_STORIES) {
    complain(['matrix'], 'key', `this makes ${count} stories; at most ${MOST_STORIES} are possible`);
  }
  if (problems.length > 0) return { ok: false, problems: sortProblems(problems) };
  return { ok: true, combinations: product(axes).map((choice) => combine(text, choice)) };
}

/** The name of a story of a matrix. */
export function suffixedName(name: string, suffix: string): string {
  return `${name.slice(0, LONGEST_NAME - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** The text of one story: the matrix is gone, and the name is its own. Comments stay. */
export function withoutMatrix(text: string, name: string): string {
  const document = parseDocument(text, { logLevel: 'error' });
  document.delete('matrix');
  document.set('name', name);
  return document.toString({ lineWidth: 0 });
}

interface Axis {
  readonly name: string;
  readonly values: readonly unknown[];
}

interface Choice {
  readonly name: string;
  readonly value: unknown;
  readonly nth: number;
}

function axesOf(matrix: unknown, complain: (path: Path, part: 'key' | 'value', message: string) => void): Axis[] {
  if (!isMap(matrix)) {
    complain(['matrix'], 'value', 'expected a map such as { algorithm: [round_robin, random] }');
    return [];
  }
  return Object.entries(matrix).flatMap(([name, values]) => {
    if (!NAME.test(name)) complain(['matrix', name], 'key', `${quote(name)} cannot stand in {{…}}; expected a word`);
    if (Array.isArray(values) && values.length > 0) return [{ name, values }];
    complain(['matrix', name], 'value', 'expected a list of values such as [1, 2]');
    return [];
  });
}

function product(axes: readonly Axis[]): Choice[][] {
  return axes.reduce<Choice[][]>(
    (choices, { name, values }) =>
      choices.flatMap((choice) => values.map((value, nth) => [...choice, { name, value, nth }])),
    [[]],
  );
}

function combine(text: string, choice: readonly Choice[]): Combination {
  const written = new Map(choice.map(({ name, value }) => [name, spelledOut(value)]));
  return {
    text: text.replace(VARIABLE, (variable, name: string) => written.get(name) ?? variable),
    suffix: suffixOf(choice),
  };
}

function spelledOut(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function suffixOf(choice: readonly Choice[]): string {
  const words = choice.map(({ value, nth }) => slug(value) ?? String(nth + 1));
  const suffix = words.map((word) => `-${word}`).join('');
  return suffix.length < LONGEST_NAME - 8 ? suffix : choice.map(({ nth }) => `-${nth + 1}`).join('');
}

/** A value as a part of a name; null for one that makes none. */
function slug(value: unknown): string | null {
  if (typeof value === 'object') return null;
  const word = String(value)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return word === '' ? null : word;
}

function isComment(text: string, index: number): boolean {
  return /(^|\s)#/.test(text.slice(text.lastIndexOf('\n', index) + 1, index));
}
