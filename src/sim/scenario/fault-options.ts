/**
 * The options of faults as keys of a timeline event, made of what each fault says of itself: which keys there are, which
 * go with which fault, and what they become.
 */
import { z } from 'zod';
import type { FaultOption } from '../behavior/fault-option.ts';
import { EVERYTHING, type FaultScope, type ScopeKey } from '../behavior/fault-scope.ts';
import { definitionOf, FAULT_KINDS } from '../behavior/index.ts';
import type { Fault, FaultKind } from './fault-spec.ts';
import { bandwidth, duration, path, percentage, size, whole } from './fields.ts';
import { listed } from './words.ts';

/** One fault's use of a key. */
interface Use {
  readonly fault: FaultKind;
  readonly option: FaultOption;
}

const SCOPE_KEYS: readonly ScopeKey[] = ['probability', 'share', 'paths', 'only'];

/** Every option's key, and the faults that know it. */
const USES: ReadonlyMap<string, readonly Use[]> = usesByKey();

function usesByKey(): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const fault of FAULT_KINDS) {
    for (const [key, option] of Object.entries(definitionOf(fault).options)) {
      uses.set(key, [...(uses.get(key) ?? []), { fault, option }]);
    }
  }
  return uses;
}

type OptionSchema = ReturnType<typeof duration | typeof whole | typeof size | typeof bandwidth | typeof word>;

/** The keys of options, as optional fields of an event. */
export function optionFields(): Record<string, z.ZodOptional<OptionSchema>> {
  return Object.fromEntries([...USES].map(([key, uses]) => [key, schemaOf(uses).optional()]));
}

/** The keys that limit a fault. */
export const scopeFields = {
  probability: percentage('How many of the requests it hits, by luck; 100% when not said.')
    .refine((value) => value > 0, { error: 'a percentage above 0%' })
    .optional(),
  share: percentage('How many of the connections it hits, each for good; 100% when not said.')
    .refine((value) => value > 0, { error: 'a percentage above 0%' })
    .optional(),
  paths: path('Only requests for paths that begin so.').optional(),
  only: z
    .enum(['requests', 'probes'], { error: 'requests or probes' })
    .optional()
    .describe('Only requests, or only probes: a gray failure.'),
};

/** Faults may use one key with different limits: the widest stand here, and `outOfRange` has the last word. */
function schemaOf(uses: readonly Use[]): OptionSchema {
  const about = uses.map(({ fault, option }) => `With ${fault}: ${option.about}${standardOf(option)}.`).join(' ');
  const [{ option }] = uses as [Use];
  const ranges = uses.flatMap(({ option: one }) => (one.type === 'whole' ? [one] : []));
  switch (option.type) {
    case 'duration':
      return duration(about);
    case 'bandwidth':
      return bandwidth(about);
    case 'size':
      return size(option.to, about);
    case 'word':
      return word(option.of, about);
    case 'whole':
      return whole(Math.min(...ranges.map(({ from }) => from)), Math.max(...ranges.map(({ to }) => to)), about);
  }
}

function word(words: readonly [string, ...string[]], about: string) {
  return z.enum(words, { error: listed(words, 'or') }).describe(about);
}

function standardOf({ standard, example }: FaultOption): string {
  return standard === undefined ? '' : `; such as ${example.slice(example.indexOf(' ') + 1)}`;
}

/** A key that goes with some faults, and whether one of them can't do without it. */
interface Companion {
  readonly key: string;
  readonly of: readonly FaultKind[];
  neededBy(fault: FaultKind): string | null;
}

/** Which keys only make sense beside which faults. */
export const COMPANIONS: readonly Companion[] = [
  ...[...USES].map(([key, uses]) => ({
    key,
    of: uses.map(({ fault }) => fault),
    neededBy(fault: FaultKind) {
      const option = uses.find((use) => use.fault === fault)?.option;
      return option !== undefined && option.standard === undefined ? option.example : null;
    },
  })),
  ...SCOPE_KEYS.map((key) => ({
    key,
    of: FAULT_KINDS.filter((fault) => definitionOf(fault).scopes.includes(key)),
    neededBy: () => null,
  })),
  { key: 'for', of: FAULT_KINDS, neededBy: () => null },
];

/** Which action a key goes with, in words; few enough to be read are listed. */
export function goesWith({ key, of }: Companion, present: string): string {
  if (of.length > 5) return `"${key}" makes no sense with ${present}; remove it`;
  return `"${key}" goes with ${of.join(', ')}, not with ${present}; remove it`;
}

/** What an editor is told of it: a key needs one of its faults, a fault needs some keys. */
export function dependencies(): Record<string, object> {
  const byFault = FAULT_KINDS.map((fault) => {
    return [fault, COMPANIONS.flatMap(({ key, neededBy }) => (neededBy(fault) === null ? [] : [key]))] as const;
  });
  const byKey = COMPANIONS.filter(({ key }) => key !== 'for').map(({ key, of }) => {
    return [key, of.length === 1 ? of : { anyOf: of.map((fault) => ({ required: [fault] })) }] as const;
  });
  return Object.fromEntries([...byFault.filter(([, keys]) => keys.length > 0), ...byKey]);
}

/** An option of a fault that is out of the range it has with this fault; null when all is well. */
export function outOfRange(fault: FaultKind, entry: Readonly<Record<string, unknown>>): [string, string] | null {
  for (const [key, option] of Object.entries(definitionOf(fault).options)) {
    const value = entry[key];
    if (option.type !== 'whole' || typeof value !== 'number') continue;
    if (value < option.from || value > option.to) {
      return [key, `with ${fault}, "${key}" is a whole number from ${option.from} to ${option.to}`];
    }
  }
  return null;
}

/** The fault that an event switches on, with its defaults filled in. */
export function faultFrom(kind: FaultKind, entry: Readonly<Record<string, unknown>>): Fault {
  const values = Object.entries(definitionOf(kind).options).map(([key, { as = key, standard }]) => {
    return [as, entry[key] ?? standard];
  });
  const limits = Object.fromEntries(SCOPE_KEYS.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])));
  const scope: FaultScope = { ...EVERYTHING, ...limits };
  const limited = SCOPE_KEYS.some((key) => scope[key] !== EVERYTHING[key]);
  // The definitions are where both the schema and the type come from.
  return { kind, ...Object.fromEntries(values), ...(limited ? { scope } : {}) } as Fault;
}
