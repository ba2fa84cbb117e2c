/**
 * A policy picks one of the eligible backends. It sees no socket and no backend that is not eligible. Its memory that
 * must hold for the whole balancer (whose turn it is, how many requests a backend has) lies in the state table, which
 * all threads share.
 *
 * To add one: write a file with a factory, list it in `index.ts`, add its name to `ALGORITHMS` in `config/config.ts` (and in
 * `sim/scenario/scenario.ts`, for scenarios that want it); the law suite in `test/balancer/policies` runs over the
 * registry. What depends on the snapshot alone is made once for each; a pick allocates nothing.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { HashConfig } from '../config/config.ts';
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { StateTable } from '../core/state-table.ts';

/** What a policy may know of a request. */
export interface PickRequest {
  /** The client's IP address, in canonical text. */
  readonly clientHost: string;
  /** The target in origin form, with its query; only for a policy that `needsPath`. */
  readonly path: string;
  /** The value of the field that `header_hash` goes by; empty when the request has none. */
  readonly hashField: string;
  /**
   * Set by a policy whose choice rests on the chosen backend's active requests: how many it saw. The choice stands only
   * if the count is still that when the request is counted; else the policy is asked again. -1: it stands anyhow.
   */
  seen: number;
}

export interface PolicyContext {
  readonly table: StateTable;
  readonly random: Random;
  readonly hash: HashConfig;
}

export interface Policy {
  /** It goes by the path: which is a text of its own for each request, and not made for others. */
  readonly needsPath?: boolean;
  /** One of `eligible`, or null when it is empty. The same array is passed until a state or weight changes. */
  pick(eligible: Snapshot, request: PickRequest): Backend | null;
  /** A request to `backend` got its whole answer at `now`, `latency` after it was sent. For policies that learn from it. */
  learn?(backend: Backend, latency: Micros, now: Micros): void;
}
