/** The backends, their states, and the snapshot of the eligible ones that policies pick from. */
import { invariant } from '../../kernel/errors.ts';
import type { Backend, BackendState } from './backend.ts';
import type { BackendConfig } from './config.ts';
import { formatHostPort } from './ip-literal.ts';

/** The eligible backends at a moment, in pool order. Never changed: a change of state makes a new one. */
export type Snapshot = readonly Backend[];

export interface Pool {
  /** All of them, in the configuration's order. */
  readonly backends: readonly Backend[];
  /** The same array until a state changes. */
  readonly eligible: Snapshot;
  /** Returns whether that was a change. */
  setState(backend: Backend, state: BackendState): boolean;
}

type MutableBackend = { -readonly [K in keyof Backend]: Backend[K] };

class StatePool implements Pool {
  readonly backends: readonly MutableBackend[];
  eligible: Snapshot;
  readonly #isEligible: (backend: Backend) => boolean;

  constructor(configs: readonly BackendConfig[], isEligible: (backend: Backend) => boolean) {
    this.backends = configs.map((config, index) => ({
      index,
      config,
      address: formatHostPort(config.host, config.port),
      state: 'Healthy',
    }));
    this.#isEligible = isEligible;
    this.eligible = this.backends.filter(isEligible);
  }

  setState(backend: Backend, state: BackendState): boolean {
    const own = this.backends[backend.index];
    invariant(own === backend, 'a backend of another pool');
    if (own.state === state) return false;
    own.state = state;
    this.eligible = this.backends.filter(this.#isEligible);
    return true;
  }
}

/** A pool in which every backend starts Healthy. `isEligible` is what a wrong balancer gets wrong. */
export function createPool(
  configs: readonly BackendConfig[],
  isEligible: (backend: Backend) => boolean = (backend) => backend.state === 'Healthy',
): Pool {
  return new StatePool(configs, isEligible);
}
