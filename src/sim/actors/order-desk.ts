/**
 * Gives the timeline's orders to the subject, through its admin API: the same in both worlds. It keeps the books on
 * which backends the subject was told to have, so that a reload changes what it is meant to change and no more.
 */
import type { BackendConfig, BalancerConfig } from '../../balancer/config/config.ts';
import { invariant } from '../../kernel/errors.ts';
import type { Endpoint } from '../../kernel/network.ts';
import type { BalancerSpec } from '../scenario/balancer-spec.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Order } from '../scenario/timeline-event.ts';
import { adminToken, configOf, memberConfig } from '../subject-config.ts';
import { formatAddress } from './address.ts';
import { askPage, type PageRequest, type Reach, type Reading } from './reader.ts';

export interface OrderDeskOptions {
  readonly scenario: Scenario;
  /** The backends' addresses, in the scenario's order. */
  readonly backends: readonly Endpoint[];
  readonly reach: Reach;
  /** Puts a configuration where the subject reads it again. */
  rewrite(config: BalancerConfig): void;
}

type OnAnswer = (reading: Reading) => void;

const BACKENDS = '/lb/admin/backends';

export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #token: string;
  /** All backends of the scenario, by name; their weights are as ordered last. */
  readonly #known = new Map<string, BackendConfig>();
  /** The names of those that the subject should have, and of those that its file has. */
  #members: readonly string[];
  #filed: readonly string[];

  constructor(options: OrderDeskOptions) {
    const { scenario, backends } = options;
    this.#options = options;
    this.#token = adminToken(scenario);
    scenario.backends.forEach((spec, index) => {
      const endpoint = backends[index];
      if (endpoint !== undefined) this.#known.set(spec.name, memberConfig(spec, endpoint, scenario.balancer));
    });
    this.#members = scenario.backends.filter(({ absent }) => absent !== true).map(({ name }) => name);
    this.#filed = this.#members;
  }

  /** Calls back once, with the status of the last answer; 0 when none came. */
  give(order: Order, onDone: (status: number) => void): void {
    const done: OnAnswer = ({ status }) => {
      if (status >= 200 && status < 300) this.#book(order);
      onDone(status);
    };
    if (order.kind === 'reload') this.#reload(order.balancer, done);
    else if (order.kind === 'add') this.#ask('POST', BACKENDS, bodyOf(this.#config(order.backend)), done);
    else this.#find(order.backend, (id) => this.#change(order, id, done), done);
  }

  /** The subject was started again: it has what its file says. */
  subjectStarted(): void {
    this.#members = this.#filed;
  }

  #change(order: Exclude<Order, { kind: 'reload' | 'add' }>, id: string, done: OnAnswer): void {
    const path = `${BACKENDS}/${encodeURIComponent(id)}`;
    if (order.kind === 'remove') this.#ask('DELETE', path, '', done);
    else if (order.kind === 'weight') this.#ask('PUT', `${path}/weight`, `{"weight":${order.weight}}`, done);
    else this.#ask('PUT', `${path}/${order.kind}`, '', done);
  }

  /** Backends are named by an id of the subject's own making, which its list tells. */
  #find(name: string, onFound: (id: string) => void, onMissing: OnAnswer): void {
    const address = formatAddress(this.#config(name));
    this.#ask('GET', BACKENDS, '', (reading) => {
      if (reading.status !== 200) onMissing(reading);
      else {
        const id = idOf(reading.body, address);
        if (id === null) onMissing({ status: 404, body: '' });
        else onFound(id);
      }
    });
  }

  #reload(balancer: BalancerSpec, done: OnAnswer): void {
    const { scenario, reach, rewrite } = this.#options;
    const members = this.#members.map((name): BackendConfig => {
      const spec = scenario.backends.find((backend) => backend.name === name);
      invariant(spec !== undefined, `no backend ${name}`);
      const { host, port, weight } = this.#config(name);
      return { ...memberConfig(spec, { host, port }, balancer), weight };
    });
    for (const [at, name] of this.#members.entries()) this.#known.set(name, members[at] as BackendConfig);
    this.#filed = this.#members;
    rewrite(configOf(balancer, reach.subject, members, this.#token));
    this.#ask('POST', '/lb/admin/reload', '', done);
  }

  #book(order: Order): void {
    if (order.kind === 'add')
      this.#members = [...this.#members.filter((name) => name !== order.backend), order.backend];
    else if (order.kind === 'remove') this.#members = this.#members.filter((name) => name !== order.backend);
    else if (order.kind === 'enable' && !this.#members.includes(order.backend)) {
      // It takes a removal under way back.
      this.#members = [...this.#members, order.backend];
    } else if (order.kind === 'weight') {
      this.#known.set(order.backend, { ...this.#config(order.backend), weight: order.weight });
    }
  }

  #config(name: string): BackendConfig {
    const config = this.#known.get(name);
    invariant(config !== undefined, `no backend ${name}`);
    return config;
  }

  #ask(method: PageRequest['method'], path: string, body: string, onRead: OnAnswer): void {
    askPage(this.#options.reach, { method, path, body, token: this.#token }, onRead);
  }
}

function bodyOf({ host, port, weight, healthCheckPath, connectionsMax }: BackendConfig): string {
  const extra = connectionsMax === 0 ? {} : { max_connections: connectionsMax };
  return JSON.stringify({ address: host, port, weight, health_check_path: healthCheckPath, ...extra });
}

/** The id of the backend at an address, in the subject's list; null when it is not there. */
function idOf(text: string, address: string): string | null {
  try {
    const list: unknown = JSON.parse(text);
    const backends = isObject(list) && Array.isArray(list.backends) ? list.backends.filter(isObject) : [];
    const found = backends.find((one) => one.address === address);
    return found === undefined ? null : String(found.id);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
