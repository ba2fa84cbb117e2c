/**
 * A configuration that a program made, held to the same rules as a file, and normalised the same way: it is written as the
 * tables of a file and read back.
 */
import { LbsimError } from '../../kernel/errors.ts';
import type { BalancerConfig } from './config.ts';
import { duplicateBackends } from './duplicates.ts';
import { problemsOf } from './issues.ts';
import type { PlainTable } from './kind.ts';
import { toConfig } from './read.ts';
import { brokenRules } from './rules.ts';
import { configSchema } from './schema.ts';
import { CONFIG_TABLES } from './tables.ts';
import type { TomlPositions } from './toml-positions.ts';

const NOWHERE: TomlPositions = { keyAt: () => ({ line: 0, column: 0 }), valueAt: () => ({ line: 0, column: 0 }) };

/**
 * The configuration in its canonical form: addresses as they are compared, `localhost` as 127.0.0.1, names of fields in
 * lower case. Throws an `LbsimError` (`usage`) that names all that is wrong with it, in the words of the file.
 */
export function checkedConfig(config: BalancerConfig): BalancerConfig {
  const raw = tablesOf(config);
  const result = configSchema.safeParse(raw);
  const problems = [
    ...problemsOf(result.error?.issues ?? [], raw, NOWHERE),
    ...duplicateBackends(raw.backends, NOWHERE),
    ...brokenRules(raw, NOWHERE),
  ];
  if (result.success && problems.length === 0) return toConfig(result.data);
  throw invalid(problems.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`));
}

function tablesOf(config: BalancerConfig): Readonly<Record<string, PlainTable | readonly PlainTable[]>> {
  const incomplete: string[] = [];
  const tables = CONFIG_TABLES.map(({ name, repeated, fill }) => {
    try {
      const filled = fill(config).map((entries) => Object.fromEntries(entries.map((one) => [one.name, one.value])));
      return [name, repeated ? filled : (filled[0] ?? {})] as const;
    } catch {
      // Only a program without types gets here: a whole part is not there.
      incomplete.push(
        `${name}: not all parts are there, expected a configuration such as { ...DEFAULTS, listen, backends }`,
      );
      return [name, {}] as const;
    }
  });
  if (incomplete.length > 0) throw invalid(incomplete);
  return Object.fromEntries(tables);
}

function invalid(problems: readonly string[]): LbsimError {
  const list = problems.map((problem) => `\n  ${problem}`).join('');
  return new LbsimError(
    'usage',
    `The configuration is not valid (named by the keys of a file, times in seconds):${list}`,
  );
}
