/**
 * The family of faults. A fault decides, a world executes: a definition says all there is to say about one fault, and the
 * schema of scenarios, its messages, reports, checks, backends and worlds derive what they need from it.
 *
 * To add one: a file in `faults/` with one `defineFault`, and its name in the list of `index.ts`. A fault that no
 * backend can do by itself (`by: 'world'`) needs a few lines in both worlds, too.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Answer } from './answer/answer.ts';
import type { Options, OptionValues } from './fault-option.ts';
import type { FaultScope, ScopeKey } from './fault-scope.ts';

/** What a backend is going to do with one request or probe. */
export interface AnswerPlan {
  readonly delay: Micros;
  readonly status: number;
  /** Never answered while the fault lasts. */
  readonly silent: boolean;
  /** What happens to the answer's bytes, in this order. */
  readonly shapes: readonly Shape[];
}

/** One fault's part in what happens to an answer's bytes. */
export interface Shape {
  readonly kind: string;
  /** Makes a bad answer of a good one; pure. */
  readonly shape: (answer: Answer) => Answer;
}

/** What becomes of a connection that a client opened. */
export type Reception =
  | 'serve'
  /** Closed at once, in an orderly way. */
  | 'close'
  /** Closed at once, with a reset. */
  | 'reset'
  /** Accepted, and never read. */
  | 'ignore';

/** What becomes of probes, or of requests, while a fault is on: what checks may take for certain. */
export type Outcome = 'ok' | 'fail' | 'may-fail';

export interface Effect {
  readonly probes: Outcome;
  readonly requests: Outcome;
  /** Answers take this much longer: what takes longer than a time-out fails for certain. */
  readonly delay?: Micros;
  /** Answers carry this status. */
  readonly status?: number;
}

/** A fault as it was switched on: its kind, its options by name, and what it is limited to (nothing when not said). */
export type FaultValue<Kind extends string, O extends Options> = {
  readonly kind: Kind;
  readonly scope?: FaultScope;
} & OptionValues<O>;

export interface FaultDefinition<Kind extends string, O extends Options, Value = FaultValue<Kind, O>> {
  readonly kind: Kind;
  /** Who or what is at fault. */
  readonly level: 'process' | 'listener' | 'answer' | 'network';
  /** Who brings it about: a backend's own code, or the world around it. */
  readonly by: 'backend' | 'world';
  /** For the author of a scenario: what it does. */
  readonly about: string;
  readonly options: O;
  /** Which limits make sense for it. */
  readonly scopes: readonly ScopeKey[];
  /** What ends it: a new process, or recovery. */
  readonly endedBy: 'restart' | 'recover';
  /** What it does to the backend, in words that follow the backend's name: `slow (+200 ms)`. */
  words(fault: Value): string;
  /** The same of one whose options are not known: `slow`. */
  readonly plainWords: string;
  /** What the backend does once it is over: `at full speed again`. */
  readonly endWords: string;
  /** How a timeline draws it. */
  readonly look: 'down' | 'errors' | 'slow';
  /** While it is on everywhere. */
  effect(fault: Value): Effect;
  /**
   * What the backend's own rows are worth meanwhile: `all` is seen; `late`: only when it runs again; `dies`: the process
   * may die at any time and take its last rows along; `blind`: attempts at it may leave no trace.
   */
  readonly sees: 'all' | 'late' | 'dies' | 'blind';
  /**
   * Backend and balancer see the same of each other, to the last row; absent: what the one sent may not be what the other
   * got, and laws leave alone what it touches.
   */
  readonly exact?: true;
  /** What is sent is lost for good: the balancer may still wait for an answer to what no backend ever got. */
  readonly swallows?: true;
  /** Why the live world can't do it; absent: it can. */
  readonly virtualOnly?: string;

  /** Answer faults: what changes in what the backend is going to do. */
  plan?(plan: AnswerPlan, fault: Value): AnswerPlan;
  /** Answer faults: what happens to the bytes. */
  shape?(answer: Answer, fault: Value): Answer;
  /** Probes are spared, whatever the scope says. */
  readonly requestsOnly?: true;
  /** A new connection comes while `open` others are; what the backend does with it. */
  receive?(open: number, fault: Value): Reception;
  /** Nobody listens while it is on. */
  readonly closesListener?: true;
  /** A kept connection is closed when the next request comes on it. */
  readonly closesReused?: true;
  /** The process exits when it has got so many requests. */
  exitAfter?(fault: Value): number;
}

/** A definition with its types inferred. */
export function defineFault<const Kind extends string, const O extends Options>(
  definition: FaultDefinition<Kind, O>,
): FaultDefinition<Kind, O> {
  return definition;
}
