/**
 * A policy picks one of the eligible backends. It sees no socket and no backend that is not eligible.
 *
 * To add one: write a file with a factory, list it in `index.ts`, add its name to `ALGORITHMS` in `core/config.ts`;
 * the law suite in `test/balancer/policies` runs over the registry.
 */
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';

/** What a policy may know of a request. */
export interface PickRequest {
  /** The client's IP address. */
  readonly clientHost: string;
}

export interface Policy {
  /** One of `eligible`, or null when it is empty. The same array is passed until the set changes. */
  pick(eligible: Snapshot, request: PickRequest): Backend | null;
}
