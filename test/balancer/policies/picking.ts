/** What policies are given in tests. */

import { DEFAULTS, type HashConfig } from '../../../src/balancer/config/config.ts';
import type { Backend } from '../../../src/balancer/core/backend.ts';
import type { Snapshot } from '../../../src/balancer/core/pool.ts';
import type { StateTable } from '../../../src/balancer/core/state-table.ts';
import type { PickRequest, Policy, PolicyContext } from '../../../src/balancer/policies/policy.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';

export function contextOf(table: StateTable, seed = 1, hash: HashConfig = DEFAULTS.hash): PolicyContext {
  return { table, random: seededRandom(seed), hash };
}

export function requestFrom(clientHost: string, path = '/', hashField = ''): PickRequest {
  return { clientHost, path, hashField, seen: -1 };
}

/** Requests of which no two have a client, a path or a user in common; the user's field is missing now and then. */
export class Requests {
  #sent = 0;

  next(): PickRequest {
    const id = this.#sent++;
    const host = `10.${id >> 16}.${(id >> 8) & 255}.${id & 255}`;
    return requestFrom(host, `/things/${id}?page=2`, id % 4 === 3 ? '' : `user-${id}`);
  }
}

const LATENCY = 1000;

/** Sends requests and counts them as the balancer does: so many are under way, the oldest is answered first. */
export class Traffic {
  readonly policy: Policy;
  readonly #table: StateTable;
  readonly #inFlight: number;
  readonly #underWay: Backend[] = [];
  readonly #requests = new Requests();
  #now = 0;

  constructor(table: StateTable, policy: Policy, inFlight: number) {
    this.#table = table;
    this.policy = policy;
    this.#inFlight = inFlight;
  }

  send(eligible: Snapshot): Backend | null {
    const picked = this.policy.pick(eligible, this.#requests.next());
    if (picked === null) return null;
    this.#table.claim(picked.index, 0, -1);
    this.#underWay.push(picked);
    this.#now += LATENCY;
    if (this.#underWay.length > this.#inFlight) this.#answer(this.#underWay.shift() as Backend);
    return picked;
  }

  #answer(backend: Backend): void {
    this.#table.release(backend.index, 0);
    this.policy.learn?.(backend, LATENCY, this.#now);
  }
}
