/**
 * The balancer's configuration file: TOML text in, the normalised configuration or all the file's problems out.
 * Pure: whoever reads the file from disk hands its text over and prints the problems.
 */
import { parse, type TomlTable } from 'smol-toml';
import type { BalancerConfig } from './config.ts';
import { duplicateBackends } from './duplicates.ts';
import { problemsOf } from './issues.ts';
import type { ConfigProblem } from './problem.ts';
import { toConfig } from './read.ts';
import { brokenRules } from './rules.ts';
import { configSchema } from './schema.ts';
import { syntaxProblem } from './syntax.ts';
import { positionsOf } from './toml-positions.ts';

export { type ConfigProblem, formatConfigProblems } from './problem.ts';

export type ParsedConfig =
  | { readonly ok: true; readonly config: BalancerConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** No key needs any nesting; a bound keeps hostile text from exhausting the stack. */
const MAX_DEPTH = 32;

/** Reads a configuration. Never throws for what the text holds; problems come in the order of the text. */
export function parseConfig(text: string): ParsedConfig {
  const toml = text.startsWith('\ufeff') ? text.slice(1) : text;
  let raw: TomlTable;
  try {
    // Huge integers are kept, to be told like any other value that is out of bounds.
    raw = parse(toml, { maxDepth: MAX_DEPTH, integersAsBigInt: 'asNeeded' });
  } catch (error) {
    return { ok: false, problems: [syntaxProblem(toml, error)] };
  }
  const result = configSchema.safeParse(raw);
  const positions = positionsOf(toml);
  const problems = [
    ...problemsOf(result.error?.issues ?? [], raw, positions),
    ...duplicateBackends(raw.backends, positions),
    ...brokenRules(raw, positions),
  ];
  if (result.success && problems.length === 0) return { ok: true, config: toConfig(result.data) };
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}
