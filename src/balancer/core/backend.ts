import type { BackendConfig } from '../config/config.ts';
import { formatHostPort } from '../config/ip-literal.ts';
import { Flag, type StateTable } from './state-table.ts';

/** Only `Healthy` is eligible for a new request. */
export type BackendState = 'Healthy' | 'Unhealthy' | 'Draining';

/** `probes`: they fail, or have not passed yet; `ejected`: by live traffic; `draining`: by order. */
export type OutReason = 'probes' | 'ejected' | 'draining';

const OUT_REASONS: readonly (readonly [Flag, OutReason])[] = [
  [Flag.Down, 'probes'],
  [Flag.Ejected, 'ejected'],
  [Flag.Draining, 'draining'],
];

/** What a backend is, without its state: what one thread tells another. */
export interface Member {
  /** Its row in the state table. */
  readonly index: number;
  /** Names it in the admin API. */
  readonly id: string;
  readonly config: BackendConfig;
}

/** One upstream server. What changes about it is read from the state table, so that all threads see the same. */
export interface Backend extends Member {
  /** `host:port`, as logs and metrics name it. */
  readonly address: string;
  readonly state: BackendState;
  /** Why it is not Healthy; empty when it is. */
  readonly reasons: readonly OutReason[];
  /** Its effective weight in tenths: lower than configured during a slow start. */
  readonly weight: number;
  /** Requests under way. */
  readonly active: number;
}

/** A backend on its row of the table. It stays the same object for as long as it is a member, whatever its configuration. */
export class TableBackend implements Backend {
  readonly index: number;
  readonly id: string;
  readonly address: string;
  config: BackendConfig;
  readonly #table: StateTable;

  constructor(table: StateTable, { index, id, config }: Member) {
    this.#table = table;
    this.index = index;
    this.id = id;
    this.config = config;
    this.address = formatHostPort(config.host, config.port);
  }

  get state(): BackendState {
    return stateOf(this.#table.flagsOf(this.index));
  }

  get reasons(): readonly OutReason[] {
    const flags = this.#table.flagsOf(this.index);
    return OUT_REASONS.filter(([flag]) => (flags & flag) !== 0).map(([, reason]) => reason);
  }

  get weight(): number {
    return this.#table.weightOf(this.index);
  }

  get active(): number {
    return this.#table.activeOf(this.index);
  }
}

/** What the flags of a backend come to. An order to drain goes before what probes say. */
export function stateOf(flags: number): BackendState {
  if ((flags & Flag.Draining) !== 0) return 'Draining';
  return flags === 0 ? 'Healthy' : 'Unhealthy';
}
