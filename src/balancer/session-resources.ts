/**
 * What the threads of a balancer have in common for sessions: the secret, drawn when the configuration names none, and
 * the table of the sessions that clients name. Whoever starts threads has one, and gives each of them what it holds.
 */
import type { Random } from '../kernel/random.ts';
import type { BalancerConfig } from './config/config.ts';
import type { Log } from './core/observer.ts';
import { SessionTable } from './core/session-table.ts';

/** What one configuration comes to. */
export interface PreparedSessions {
  /** The configuration with a secret. Not to be shown. */
  readonly config: BalancerConfig;
  readonly store: SessionTable | null;
}

export class SessionResources {
  readonly #secret: string;
  readonly #shared: boolean;
  readonly #log: Log;
  #store: SessionTable | null = null;
  #warned = false;

  /** `secret`: used when the configuration names none. `shared`: several threads will use the table. */
  constructor(secret: string, shared: boolean, log: Log) {
    this.#secret = secret;
    this.#shared = shared;
    this.#log = log;
  }

  /** The table stays the same as long as its capacity does. */
  prepare(config: BalancerConfig): PreparedSessions {
    const { session } = config;
    if (session.mode === 'cookie' && session.secret === '') this.#warn();
    const secret = session.secret === '' ? this.#secret : session.secret;
    return { config: { ...config, session: { ...session, secret } }, store: this.#storeFor(config) };
  }

  #storeFor({ session: { mode, capacity } }: BalancerConfig): SessionTable | null {
    if (mode !== 'header') return null;
    if (this.#store?.capacity !== capacity) this.#store = SessionTable.create(capacity, this.#shared);
    return this.#store;
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#log(
      'warn',
      'No secret for sessions is configured: they end with this process, and no other machine knows them',
    );
  }
}

const SECRET_WORDS = 8;

/** A secret that is as hard to guess as `random` is. */
export function drawSecret(random: Random): string {
  let secret = '';
  for (let i = 0; i < SECRET_WORDS; i++) secret += random.uint32().toString(16).padStart(8, '0');
  return secret;
}
