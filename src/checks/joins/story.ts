/** What was sent, done and ordered in a run: what other joins of the view are made from. */
import type { History } from '../../sim/history/history.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Absence } from './absences.ts';
import type { FaultSpan } from './faults.ts';
import type { Given } from './orders.ts';
import type { Requests } from './requests.ts';
import type { Timing } from './timing.ts';

export interface Story {
  readonly history: History;
  readonly scenario: Scenario;
  /** By actor: the position of that backend in the scenario, or NONE. */
  readonly backendOf: Int32Array;
  readonly requests: Requests;
  readonly timing: Timing;
  /** By backend. */
  readonly faults: readonly (readonly FaultSpan[])[];
  /** Of the network between clients and the balancer. */
  readonly clientFaults: readonly FaultSpan[];
  readonly orders: readonly Given[];
  readonly absences: readonly Absence[];
}
