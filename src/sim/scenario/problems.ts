/**
 * What is wrong with a scenario file, and where: the only form in which the language speaks to its reader.
 */

/** Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The included file that it is in; absent: the file itself. */
  readonly file?: string;
}

export interface Problem extends Position {
  /** The offending text, what was expected and, where it can be told, the fix. */
  readonly message: string;
}

/** Where a character of a text stands. */
export function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(offset, 0)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** In the order of the file; the same thing said twice of one place is said once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems
    .toSorted(
      (one, other) => inOrder(one.file ?? '', other.file ?? '') || one.line - other.line || one.column - other.column,
    )
    .filter((problem) => {
      const key = formatProblem('', problem);
      return !seen.has(key) && seen.add(key);
    });
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** `file:line:column: message`, which terminals and editors turn into a link. */
function formatProblem(file: string, problem: Problem): string {
  return `${problem.file ?? file}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** One line a problem. */
export function formatProblems(file: string, problems: readonly Problem[]): string {
  return problems.map((problem) => formatProblem(file, problem)).join('\n');
}
