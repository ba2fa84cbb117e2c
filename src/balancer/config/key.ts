/**
 * A key of the configuration file, described once: what it takes, its default, and where its value is in the
 * configuration. The schema, the writer, the masked view and the messages about unknown keys all come from that.
 *
 * A new key is a field with its default in `config.ts`, a description in `keys.ts`, a line in `read.ts` that
 * puts it into the configuration, and a line in `examples/config.toml`; the compiler and the tests miss each of them.
 */
import type { z } from 'zod';
import { invariant } from '../../kernel/errors.ts';
import { type Kind, type Plain, toToml } from './kind.ts';

/** `Source` is the part of the configuration that the key's table is about. */
export interface Key<Source, Value> {
  /** Reads it, also where the file leaves it out. */
  readonly schema: z.ZodType<Value>;
  /** Reads what is there. */
  readonly present: z.ZodType;
  /** The value as the file has it; undefined: the file leaves it out. */
  write(source: Source): Plain | undefined;
  /** The default as the file has it; undefined: there is none. */
  readonly fallback: Plain | undefined;
  /** Every balancer under test knows it, not only ours. */
  readonly common: boolean;
  /** Its value is never shown. */
  readonly secret: boolean;
}

interface Traits {
  readonly common?: boolean;
  readonly secret?: boolean;
}

/** For a key without a default that could show what a right value looks like. */
interface WithExample extends Traits {
  readonly example: Plain;
}

interface WithDefault<Value> extends Traits {
  /** The default where the configuration's has none. */
  readonly fallback?: Value;
  /** A right value that says more than the default. */
  readonly example?: Plain;
}

/** Makes the keys of a table; `defaults` is what its part of the configuration is without it. */
export function keysOf<Source>(defaults: Source) {
  return {
    /** A key with a default. */
    key<Value>(
      kind: Kind<Value>,
      get: (source: Source) => Value | undefined,
      traits: WithDefault<NoInfer<Value>> = {},
    ): Key<Source, Value> {
      const fallback = traits.fallback ?? get(defaults);
      invariant(fallback !== undefined, 'a key of the configuration has no default');
      const plain = kind.write(fallback);
      const present = kind.schema(toToml(traits.example ?? plain));
      const schema = present.default(fallback as Exclude<Value, undefined>);
      return describe(kind, present, schema, get, plain, traits);
    },
    /** A key that every table of its kind must have. */
    required<Value>(kind: Kind<Value>, get: (source: Source) => Value, traits: WithExample): Key<Source, Value> {
      const present = kind.schema(toToml(traits.example));
      return describe(kind, present, present, get, undefined, traits);
    },
    /** A key that may be left out, to say what no value says. */
    optional<Value>(
      kind: Kind<Value>,
      get: (source: Source) => Value | undefined,
      traits: WithExample,
    ): Key<Source, Value | undefined> {
      const present = kind.schema(toToml(traits.example));
      return describe(kind, present, present.optional(), get, undefined, traits);
    },
  };
}

function describe<Source, Value, Read>(
  kind: Kind<Value>,
  present: z.ZodType<Value>,
  schema: z.ZodType<Read>,
  get: (source: Source) => Value | undefined,
  fallback: Plain | undefined,
  { common = false, secret = false }: Traits,
): Key<Source, Read> {
  const write = (source: Source): Plain | undefined => {
    const value = get(source);
    return value === undefined ? undefined : kind.write(value);
  };
  return { schema, present, write, fallback, common, secret };
}

type SomeKeys = Readonly<Record<string, Key<never, unknown>>>;

type Optional<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Key<infer Source, infer Value>
    ? Key<Partial<Source>, Value | undefined>
    : never;
};

/** The same keys for a table that only says what differs: each may be left out, and none has a default. */
export function optionalKeys<Table extends SomeKeys>(keys: Table): Optional<Table> {
  const entries = Object.entries(keys).map(([name, key]) => {
    return [name, { ...key, schema: key.present.optional(), fallback: undefined, common: false }];
  });
  return Object.fromEntries(entries) as Optional<Table>;
}

/** What is read from a table with these keys. */
export type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Key<never, infer Value> ? Value : never;
};

type Shape<Table> = { [Name in keyof Table]: z.ZodType<Values<Table>[Name]> };

/** What a table with these keys holds, for a schema. */
export function shapeOf<Table extends SomeKeys>(keys: Table): Shape<Table> {
  return Object.fromEntries(Object.entries(keys).map(([name, { schema }]) => [name, schema])) as Shape<Table>;
}
