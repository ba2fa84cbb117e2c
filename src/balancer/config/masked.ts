/** A configuration to be shown: as its file has it, but without what must stay secret. */
import type { BalancerConfig } from './config.ts';
import type { PlainTable } from './kind.ts';
import { CONFIG_TABLES } from './tables.ts';

/** Plain JSON: the tables of the file by name, with its keys. */
export type MaskedConfig = Readonly<Record<string, PlainTable | readonly PlainTable[]>>;

const MASK = '***';

/** Defaults included. A key that the file would leave out, such as a secret that is not set, is missing. */
export function maskedConfig(config: BalancerConfig): MaskedConfig {
  const tables = CONFIG_TABLES.map(({ name, repeated, fill }) => {
    const filled = fill(config).map((entries): PlainTable => {
      return Object.fromEntries(entries.map((entry) => [entry.name, entry.secret ? MASK : entry.value]));
    });
    return [name, repeated ? filled : (filled[0] ?? {})] as const;
  });
  return Object.fromEntries(tables);
}
