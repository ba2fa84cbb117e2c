/**
 * The shape of one event of the timeline: a time, one action, and what that action needs.
 */
import { z } from 'zod';
import { EXPECTED } from './expected.ts';
import { duration, fields, instant, list, percentage, whole } from './fields.ts';
import { exactlyOneKey } from './one-key.ts';
import { wholeMap } from './when-map.ts';

/** Switched on for a backend, and off again by `for`, `restart` or `recover`. */
const FAULTS = ['crash', 'hang', 'freeze', 'slow', 'status'] as const;
/** What an event can do. */
export const ACTIONS = [...FAULTS, 'restart', 'recover'] as const;
export type Action = (typeof ACTIONS)[number];

const targets = z.union([z.string(), list(z.string({ error: 'a backend name' }), 'backend name')], {
  error: EXPECTED.targets,
});

function action(description: string) {
  return targets.optional().describe(`${description} A backend, a list of backends, or all.`);
}

/** Which keys only make sense beside which others; those that an action can't do without are `needed`. */
const COMPANIONS = {
  latency: { of: ['slow'], needed: true, example: 'latency: 300ms' },
  code: { of: ['status'], needed: true, example: 'code: 500' },
  probability: { of: ['status'], needed: false, example: 'probability: 20%' },
  for: { of: FAULTS, needed: false, example: 'for: 2s' },
} as const;

/** One event of the timeline. */
export const timelineEntrySchema = fields(
  {
    at: instant('When it happens, from the start of the run.'),
    crash: action('The process dies at once.'),
    hang: action('It accepts and reads, and answers nothing, probes included.'),
    freeze: action('The process is stopped: nothing runs, sockets stay open.'),
    slow: action('Every answer, probes included, takes `latency` longer.'),
    status: action('Answers, probes included, carry the status `code` with `probability`.'),
    restart: action('Ends a crash.'),
    recover: action('Ends every fault but a crash.'),
    for: duration('The fault ends by itself after this long.').optional(),
    latency: duration('With slow: how much longer an answer takes.').optional(),
    code: whole(400, 599, 'With status: the status of the answers.').optional(),
    probability: percentage('With status: how many of the answers; 100% when not said.')
      .refine((value) => value > 0, { error: 'a percentage above 0%' })
      .optional(),
  },
  '{ at: 2s, crash: b1 }',
)
  .superRefine((entry, context) => {
    const present = exactlyOneKey(entry, ACTIONS, 'action', 'make each an event of its own', context);
    if (present !== null) checkCompanions(entry, present, context);
  }, wholeMap)
  .meta({
    oneOf: ACTIONS.map((key) => ({ required: [key] })),
    dependencies: { slow: ['latency'], status: ['code'], latency: ['slow'], code: ['status'], probability: ['status'] },
  });

export type TimelineEntry = z.output<typeof timelineEntrySchema>;

function checkCompanions(entry: object, present: Action, context: z.RefinementCtx): void {
  for (const [key, { of, needed, example }] of Object.entries(COMPANIONS)) {
    const fits = of.some((owner) => owner === present);
    if (Object.hasOwn(entry, key) && !fits) {
      const message = `"${key}" goes with ${of.join(', ')}, not with ${present}; remove it`;
      context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
    } else if (!Object.hasOwn(entry, key) && fits && needed) {
      const message = `${present} needs "${key}", such as ${example}`;
      context.addIssue({ code: 'custom', message, params: { at: 'item' } });
    }
  }
}
