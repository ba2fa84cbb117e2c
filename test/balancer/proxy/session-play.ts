/** Plays for sessions: browsers that keep their cookies, one visit a connection, and backends that say who they are. */
import type { Balancer } from '../../../src/balancer/balancer.ts';
import { type BalancerConfig, DEFAULTS, type SessionConfig } from '../../../src/balancer/config/config.ts';
import type { BackendState } from '../../../src/balancer/core/backend.ts';
import { setState } from '../core/backends.ts';
import type { BackendSpec, ClientSpec, Play } from './harness.ts';
import { get, ok } from './messages.ts';
import { END, HEAD, type Script, type Step, until } from './raw-peer.ts';

/** Longer than anything here lasts. */
/** A day: no configuration says more. */
const FOR_EVER = 86_400e6;
const VISITS_MAX = 20;

/** What a client got. */
export interface Seen {
  /** `b0`, `b1`, ... or the status of an answer that no backend gave. */
  readonly by: string;
  /** The Set-Cookie fields. */
  readonly cookies: readonly string[];
}

/** Keeps the cookie that it was given last, as a browser does. */
export class Browser {
  cookie = '';
  readonly seen: Seen[] = [];

  /** One connection, some time after the one before. `fields`: more of them; a cookie is sent when there is one. */
  visit({ after = 0, fields = [], before }: Visiting = {}): ClientSpec {
    let length = 0;
    const ask: Step = {
      make: (received) => {
        before?.();
        length = received.length;
        return get('/', ...fields, ...(this.cookie === '' ? [] : [`Cookie: a=b; ${this.cookie}; c=d`]));
      },
    };
    const look: Step = {
      make: (received) => {
        this.#look(received.slice(length));
        return '';
      },
    };
    return { sends: [{ pause: after * 1e6 }, ask, until('\r\n\r\n'), until('!'), look, END], gets: '', ends: 'any' };
  }

  get servedBy(): string[] {
    return this.seen.map(({ by }) => by);
  }

  /** How many cookies each answer set. */
  get told(): number[] {
    return this.seen.map(({ cookies }) => cookies.length);
  }

  #look(answer: string): void {
    const cookies = [...answer.matchAll(/^Set-Cookie: (.*)\r$/gm)].map((match) => match[1] ?? '');
    this.seen.push({ by: /\r\n\r\n(b\d)!/.exec(answer)?.[1] ?? answer.slice(9, 12), cookies });
    const last = cookies.at(-1);
    if (last !== undefined) this.cookie = last.slice(0, last.indexOf(';'));
  }
}

interface Visiting {
  /** In seconds. */
  readonly after?: number;
  readonly fields?: readonly string[];
  /** Done just before the request is sent. */
  readonly before?: () => void;
}

/** Puts backends into states while a play runs. */
export class Stagehand {
  balancer: Balancer | null = null;

  set(index: number, state: BackendState): () => void {
    return () => {
      const { pool } = this.balancer as Balancer;
      const backend = pool.backends[index];
      if (backend !== undefined) setState(pool, backend, state);
    };
  }

  /** Goes by this configuration from now on, as after a reload. */
  apply(change: Partial<BalancerConfig>): () => void {
    return () => {
      const { control } = this.balancer as Balancer;
      const refused = control.apply({ ...control.config, ...change });
      if (refused !== null) throw new Error(refused);
    };
  }
}

/** A backend that names itself in each answer, as often as it is asked. */
function namesItself(index: number): BackendSpec {
  const answers: Script = Array.from({ length: VISITS_MAX }, (): Step[] => [HEAD, ok(`b${index}!`)]).flat();
  return { connections: Array.from({ length: VISITS_MAX }, () => answers) };
}

export function sessionPlay(
  session: Partial<SessionConfig>,
  clients: readonly ClientSpec[],
  stagehand = new Stagehand(),
  config: Partial<BalancerConfig> = {},
): Play {
  return {
    clients,
    backends: [0, 1, 2].map(namesItself),
    timeouts: { request: FOR_EVER, idle: FOR_EVER },
    config: { ...config, session: { ...DEFAULTS.session, secret: 'a secret that is long', ...session } },
    meet: (balancer) => {
      stagehand.balancer = balancer;
    },
  };
}
