/**
 * The shape of one event of the timeline: a time, one action, and what that action needs.
 */
import { z } from 'zod';
import { EXPECTED } from './expected.ts';
import { NETWORK_FAULTS } from './fault-spec.ts';
import { bandwidth, duration, fields, instant, list, percentage, whole } from './fields.ts';
import { exactlyOneKey } from './one-key.ts';
import {
  checkOperation,
  OPERATION_DEPENDENCIES,
  OPERATIONS,
  operationFields,
  WHOLE_ACTIONS,
} from './operation-schema.ts';
import { wholeMap } from './when-map.ts';

/** Switched on for a backend, and off again by `for`, `restart` or `recover`. */
const FAULTS = ['crash', 'hang', 'freeze', 'slow', 'status', ...NETWORK_FAULTS] as const;
/** What an event can do. */
export const ACTIONS = [...FAULTS, 'restart', 'recover', ...OPERATIONS] as const;
export type Action = (typeof ACTIONS)[number];
type WholeAction = (typeof WHOLE_ACTIONS)[number];
export type TargetAction = Exclude<Action, WholeAction>;
/** Those that name backends. */
export const TARGET_ACTIONS = ACTIONS.filter((action): action is TargetAction => !isWhole(action));

const targets = z.union([z.string(), list(z.string({ error: 'a backend name' }), 'backend name')], {
  error: EXPECTED.targets,
});

function action(description: string) {
  return targets.optional().describe(`${description} A backend, a list of backends, or all.`);
}

function line(description: string) {
  return targets
    .optional()
    .describe(`${description} The line to a backend, to a list of them, to all, or that of clients.`);
}

/** Which keys only make sense beside which others; those that an action can't do without are `needed`. */
const COMPANIONS = {
  latency: { of: ['slow', 'link_latency'], needed: true, example: 'latency: 300ms' },
  jitter: { of: ['link_latency'], needed: false, example: 'jitter: 50ms' },
  rate: { of: ['bandwidth'], needed: true, example: 'rate: 100KB/s' },
  direction: { of: ['partition'], needed: false, example: 'direction: to' },
  bytes: { of: ['fragment'], needed: false, example: 'bytes: 1' },
  code: { of: ['status'], needed: true, example: 'code: 500' },
  probability: { of: ['status'], needed: false, example: 'probability: 20%' },
  for: { of: FAULTS, needed: false, example: 'for: 2s' },
} as const;

/** One event of the timeline. */
export const timelineEntrySchema = fields(
  {
    at: instant('When it happens, from the start of the run. With when: since when it is waited for.').optional(),
    crash: action('The process dies at once.'),
    hang: action('It accepts and reads, and answers nothing, probes included.'),
    freeze: action('The process is stopped: nothing runs, sockets stay open.'),
    slow: action('Every answer, probes included, takes `latency` longer.'),
    status: action('Answers, probes included, carry the status `code` with `probability`.'),
    partition: line('No packet passes; TCP sends them again when it is over.'),
    black_hole: line('Connections open, and what is sent on them vanishes.'),
    reset_connections: line('All connections that are open at that moment are reset, at both ends.'),
    link_latency: line('Every packet takes `latency` longer, and up to `jitter` more.'),
    bandwidth: line('It carries `rate`, each way.'),
    fragment: line('Everything arrives in pieces of at most `bytes`.'),
    restart: action('Ends a crash. Or balancer: it is stopped and started.'),
    recover: action('Ends every fault but a crash.'),
    for: duration('The fault ends by itself after this long.').optional(),
    ...operationFields(action),
    latency: duration('With slow: how much longer an answer takes. With link_latency: a packet.').optional(),
    jitter: duration('With link_latency: up to this much longer, by luck.').optional(),
    rate: bandwidth('With bandwidth: what passes, each way.').optional(),
    direction: z
      .enum(['both', 'to', 'from'], { error: 'both, to or from' })
      .optional()
      .describe('With partition: what does not pass, to or from the backend; both when not said.'),
    bytes: whole(1, 65536, 'With fragment: the longest piece; 1 when not said.').optional(),
    code: whole(400, 599, 'With status: the status of the answers.').optional(),
    probability: percentage('With status: how many of the answers; 100% when not said.')
      .refine((value) => value > 0, { error: 'a percentage above 0%' })
      .optional(),
  },
  '{ at: 2s, crash: b1 }',
)
  .superRefine((entry, context) => {
    const present = exactlyOneKey(entry, ACTIONS, 'action', 'make each an event of its own', context);
    if (present === null) return;
    checkCompanions(entry, present, context);
    checkOperation(entry, present, context);
  }, wholeMap)
  .meta({
    oneOf: ACTIONS.map((key) => ({ required: [key] })),
    dependencies: {
      slow: ['latency'],
      status: ['code'],
      latency: { anyOf: [{ required: ['slow'] }, { required: ['link_latency'] }] },
      code: ['status'],
      probability: ['status'],
      link_latency: ['latency'],
      bandwidth: ['rate'],
      jitter: ['link_latency'],
      rate: ['bandwidth'],
      direction: ['partition'],
      bytes: ['fragment'],
      ...OPERATION_DEPENDENCIES,
    },
  });

export type TimelineEntry = z.output<typeof timelineEntrySchema>;

function isWhole(action: Action): action is WholeAction {
  return WHOLE_ACTIONS.some((whole) => whole === action);
}

/** What an event does. */
export function actionOf(entry: TimelineEntry): Action {
  return ACTIONS.find((key) => entry[key] !== undefined) ?? 'recover';
}

/** Whether it switches a fault on. */
export function isFault(action: Action): action is (typeof FAULTS)[number] {
  return FAULTS.some((fault) => fault === action);
}

function checkCompanions(entry: object, present: Action, context: z.RefinementCtx): void {
  for (const [key, { of, needed, example }] of Object.entries(COMPANIONS)) {
    const fits = of.some((owner) => owner === present);
    if (Object.hasOwn(entry, key) && !fits) {
      const message =
        of.length > 5
          ? `"${key}" makes no sense with ${present}; remove it`
          : `"${key}" goes with ${of.join(', ')}, not with ${present}; remove it`;
      context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
    } else if (!Object.hasOwn(entry, key) && fits && needed) {
      const message = `${present} needs "${key}", such as ${example}`;
      context.addIssue({ code: 'custom', message, params: { at: 'item' } });
    }
  }
}
