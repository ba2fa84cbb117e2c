/** Disorder by luck: which faults a timeline may draw, how often, and what each is like. */
import { z } from 'zod';
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { EVERYTHING } from '../behavior/fault-scope.ts';
import type { Fault } from './fault-spec.ts';
import { duration, fields, list, rate, whole } from './fields.ts';
import type { Path } from './source.ts';
import { listed } from './words.ts';

const MS = 1000;

/** A fault of each kind, with what it needs drawn from ranges that hurt and heal. */
const DRAWN = {
  crash: () => ({ kind: 'crash' }),
  hang: () => ({ kind: 'hang' }),
  freeze: () => ({ kind: 'freeze' }),
  slow: (random) => ({ kind: 'slow', extra: (20 + random.below(481)) * MS }),
  status: (random) => ({
    kind: 'status',
    code: 500 + random.below(4),
    scope: { ...EVERYTHING, probability: (1 + random.below(10)) / 10 },
  }),
  link_latency: (random) => ({
    kind: 'link_latency',
    latency: (5 + random.below(196)) * MS,
    jitter: random.below(51) * MS,
  }),
  bandwidth: (random) => ({ kind: 'bandwidth', rate: 1024 * (10 + random.below(991)) }),
  partition: (random) => ({
    kind: 'partition',
    direction: (['both', 'to', 'from'] as const)[random.below(3)] ?? 'both',
  }),
  black_hole: () => ({ kind: 'black_hole' }),
  reset_connections: () => ({ kind: 'reset_connections' }),
  fragment: (random) => ({ kind: 'fragment', bytes: 1 + random.below(64) }),
} as const satisfies { readonly [Kind in Fault['kind']]?: (random: Random) => Extract<Fault, { kind: Kind }> };

export const CHAOS_FAULTS = Object.keys(DRAWN) as readonly (keyof typeof DRAWN)[];

export const chaosSchema = fields(
  {
    faults: list(z.enum(CHAOS_FAULTS, { error: listed(CHAOS_FAULTS, 'or') }), 'fault').describe(
      'Which kinds of fault; each is as likely as the others.',
    ),
    rate: rate('How often one begins, on average.'),
    heal: duration('Each ends after this long.'),
    backends: list(z.string({ error: 'a backend name' }), 'backend name')
      .describe('Which; all when not said.')
      .optional(),
    leave: whole(0, 1000, 'So many backends are left alone at any time; 1 when not said.').optional(),
  },
  '{ faults: [crash, hang], rate: 20/min, heal: 1s }',
);

type ChaosEntry = z.output<typeof chaosSchema>;

/** An entry of chaos, with its place in the file. */
export interface ChaosPlan {
  readonly index: number;
  readonly path: Path;
  readonly entry: ChaosEntry;
  readonly from: Micros;
  readonly to: Micros;
  readonly backends: readonly string[];
}

export function drawFault(kind: (typeof CHAOS_FAULTS)[number], random: Random): Fault {
  return DRAWN[kind](random);
}
