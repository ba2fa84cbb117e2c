/**
 * The shape of one event of the timeline: a time, one action, and what that action needs.
 */
import { z } from 'zod';
import { definitionOf, FAULT_KINDS } from '../behavior/index.ts';
import { EXPECTED } from './expected.ts';
import { COMPANIONS, dependencies, goesWith, optionFields, outOfRange, scopeFields } from './fault-options.ts';
import type { FaultKind } from './fault-spec.ts';
import { duration, fields, instant, list } from './fields.ts';
import { exactlyOneKey } from './one-key.ts';
import {
  checkOperation,
  OPERATION_DEPENDENCIES,
  OPERATIONS,
  operationFields,
  WHOLE_ACTIONS,
} from './operation-schema.ts';
import { wholeMap } from './when-map.ts';

/** What an event can do: switch a fault on (off again by `for`, `restart` or `recover`), or one off, or operate. */
export const ACTIONS = [...FAULT_KINDS, 'restart', 'recover', ...OPERATIONS] as const;
export type Action = (typeof ACTIONS)[number];
type WholeAction = (typeof WHOLE_ACTIONS)[number];
export type TargetAction = Exclude<Action, WholeAction>;
/** Those that name backends. */
export const TARGET_ACTIONS = ACTIONS.filter((action): action is TargetAction => !isWhole(action));

const targets = z.union([z.string(), list(z.string({ error: 'a backend name' }), 'backend name')], {
  error: EXPECTED.targets,
});

type TargetField = z.ZodOptional<typeof targets>;

function action(description: string): TargetField {
  return targets.optional().describe(`${description} A backend, a list of backends, or all.`);
}

/** Every fault is a key. */
const faultFields = Object.fromEntries(
  FAULT_KINDS.map((kind) => {
    const { about, level } = definitionOf(kind);
    return [kind, level === 'network' ? line(about) : action(about)];
  }),
) as Record<FaultKind, TargetField>;

function line(description: string): TargetField {
  return targets
    .optional()
    .describe(`${description} The line to a backend, to a list of them, to all, or that of clients.`);
}

/** One event of the timeline. */
export const timelineEntrySchema = fields(
  {
    at: instant('When it happens, from the start of the run. With when: since when it is waited for.').optional(),
    ...faultFields,
    restart: action(
      'Ends a crash, and every other fault that kills the process. Or balancer: it is stopped and started.',
    ),
    recover: action('Ends every other fault.'),
    for: duration('The fault ends by itself after this long.').optional(),
    ...optionFields(),
    ...scopeFields,
    ...operationFields(action),
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
    dependencies: { ...dependencies(), ...OPERATION_DEPENDENCIES },
  });

export type TimelineEntry = z.output<typeof timelineEntrySchema>;

function isWhole(action: Action): action is WholeAction {
  return WHOLE_ACTIONS.some((whole) => whole === action);
}

/** What an event does. */
export function actionOf(entry: TimelineEntry): Action {
  return ACTIONS.find((key) => entry[key] !== undefined) ?? 'recover';
}

function checkCompanions(entry: object, present: Action, context: z.RefinementCtx): void {
  const fault = FAULT_KINDS.find((kind) => kind === present);
  for (const companion of COMPANIONS) {
    const { key, of } = companion;
    const fits = fault !== undefined && of.includes(fault);
    if (Object.hasOwn(entry, key) && !fits) {
      const message = goesWith(companion, present);
      context.addIssue({ code: 'custom', message, path: [key], params: { at: 'key' } });
    } else if (!Object.hasOwn(entry, key) && fits) {
      const example = companion.neededBy(fault);
      if (example === null) continue;
      const message = `${present} needs "${key}", such as ${example}`;
      context.addIssue({ code: 'custom', message, params: { at: 'item' } });
    }
  }
  const [key, message] = fault === undefined ? [] : (outOfRange(fault, { ...entry }) ?? []);
  if (key !== undefined && message !== undefined) {
    context.addIssue({ code: 'custom', message, path: [key], params: { at: 'value' } });
  }
}
