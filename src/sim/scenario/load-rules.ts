/** The rules between the keys of a load entry: which kind it is, and what goes with that kind. */
import type { z } from 'zod';
import { exactlyOneKey } from './one-key.ts';
import { isMap } from './when-map.ts';
import { listed } from './words.ts';

/** The kinds of load, and the key that each can't do without. */
export const KINDS_NEED = {
  rate: 'for',
  ramp: 'for',
  steps: 'each',
  sine: 'for',
  bursts: 'for',
  replay: null,
  closed: 'for',
} as const;

type LoadKind = keyof typeof KINDS_NEED;
const LOAD_KINDS = Object.keys(KINDS_NEED) as readonly LoadKind[];

const EXAMPLES = { for: 'for: 8s', each: 'each: 2s' } as const;

/** Keys that only some kinds know, and why the others don't. */
const COMPANIONS: readonly { key: string; of: readonly LoadKind[]; otherwise?: string }[] = [
  { key: 'each', of: ['steps'] },
  { key: 'think', of: ['closed'] },
  { key: 'arrivals', of: ['rate', 'ramp', 'steps', 'sine'] },
  {
    key: 'for',
    of: ['rate', 'ramp', 'sine', 'bursts', 'replay', 'closed'],
    otherwise: 'steps last as long as "each" says',
  },
  {
    key: 'clients',
    of: ['rate', 'ramp', 'steps', 'sine', 'bursts', 'replay'],
    otherwise: '"closed" says how many clients there are',
  },
];

/** Shares may miss a whole by rounding: 33.3% three times. */
const SHARES_OFF = 0.0011;

/** Reports what does not fit. */
export function checkLoad(entry: object, context: z.RefinementCtx): void {
  const kind = exactlyOneKey(entry, LOAD_KINDS, 'kind of load', 'make each an item of its own', context);
  if (kind !== null) checkCompanions(entry, kind, context);
  checkShares(entry, context);
}

function checkCompanions(entry: object, kind: LoadKind, context: z.RefinementCtx): void {
  const needed = KINDS_NEED[kind];
  if (needed !== null && !Object.hasOwn(entry, needed)) {
    const message = `${kind} needs "${needed}", such as ${EXAMPLES[needed]}`;
    context.addIssue({ code: 'custom', message, params: { at: 'item' } });
  }
  for (const { key, of, otherwise } of COMPANIONS) {
    if (!Object.hasOwn(entry, key) || of.includes(kind)) continue;
    const message = `${otherwise ?? `"${key}" goes with ${listed(of, 'or')}, not with ${kind}`}; remove it`;
    context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
  }
}

/** Either no request of a mix says its share, or all do and together they are everything. */
function checkShares(entry: object, context: z.RefinementCtx): void {
  const requests: unknown = Reflect.get(entry, 'requests');
  if (!Array.isArray(requests)) return;
  const shares = requests.map((request: unknown) => (isMap(request) ? request.share : undefined));
  if (shares.every((share) => share === undefined)) return;
  const silent = shares.indexOf(undefined);
  if (silent >= 0) {
    const message = 'other requests of this mix say their "share", this one does not';
    context.addIssue({ code: 'custom', message, path: ['requests', silent], params: { at: 'item' } });
    return;
  }
  const numbers = shares.filter((share): share is number => typeof share === 'number' && !Number.isNaN(share));
  const sum = numbers.reduce((total, share) => total + share, 0);
  if (numbers.length < shares.length || Math.abs(sum - 1) < SHARES_OFF) return;
  const message = `the shares of a mix add up to 100%, these to ${Number((sum * 100).toFixed(2))}%`;
  context.addIssue({ code: 'custom', message, path: ['requests'], params: { at: 'key' } });
}
