/**
 * The family of faults. A fault decides, a world executes: faults of the `process` kind are done to the backend's
 * process by the world, and those of the `network` kind to its line; faults of the `answer` kind change what the backend's own code does with a request.
 *
 * To add one: its shape in `scenario.ts`, a file here, and a line in `index.ts`.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Fault } from '../scenario/fault-spec.ts';

/** What a backend is going to do with one request or probe. */
export interface AnswerPlan {
  readonly delay: Micros;
  readonly status: number;
  /** Never answered while the fault lasts. */
  readonly silent: boolean;
}

export type FaultBehavior<F extends Fault> =
  | { readonly level: 'process' }
  | { readonly level: 'network' }
  | { readonly level: 'answer'; readonly apply: (plan: AnswerPlan, fault: F, random: Random) => AnswerPlan };
