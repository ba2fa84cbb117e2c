/** What every connection of one thread of a balancer shares. */
import { httpDate } from '../../http1/date.ts';
import { RequestHead } from '../../http1/request-head.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import type { Clock, Micros } from '../../kernel/clock.ts';
import { DeadlineList } from '../../kernel/deadline-list.ts';
import type { Network } from '../../kernel/network.ts';
import type { BalancerConfig } from '../config/config.ts';
import type { Admin } from '../core/admin.ts';
import type { FailureCount } from '../core/ejection.ts';
import type { Metrics } from '../core/metrics.ts';
import type { BalancerObserver } from '../core/observer.ts';
import type { Pool } from '../core/pool.ts';
import type { Sessions } from '../core/sessions.ts';
import type { Policy } from '../policies/policy.ts';
import type { AccessEntry } from './access-log.ts';
import type { Forwarding } from './forwarding.ts';
import { RetryRules } from './retry-rules.ts';

/** How long a client may take at most to close when it has its last answer. */
const LINGER_MAX: Micros = 5_000_000;

export interface ProxyParts {
  readonly clock: Clock;
  readonly network: Network;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly admin: Admin;
  readonly observer: BalancerObserver;
  readonly failures: FailureCount;
}

/** What a configuration decides, and a new one decides anew. */
export interface ProxyRules {
  readonly policy: Policy;
  readonly sessions: Sessions;
  readonly forwarding: Forwarding;
  /** Writes a line of the access log; null when there is none. */
  readonly accessLog: ((entry: AccessEntry) => void) | null;
}

export class ProxyContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly admin: Admin;
  readonly observer: BalancerObserver;
  readonly failures: FailureCount;
  config: BalancerConfig;
  policy: Policy;
  sessions: Sessions;
  forwarding: Forwarding;
  accessLog: ((entry: AccessEntry) => void) | null;
  /** There are sessions to look for. */
  sticky: boolean;
  /** The field that the policy goes by; empty when it goes by none. */
  hashHeader: string;
  retries: RetryRules;
  /** Scratch memory for heads, shared by all parsers: a head is used up before the next one is read. */
  requestHead: RequestHead;
  responseHead: ResponseHead;
  connectDeadlines: DeadlineList;
  responseDeadlines: DeadlineList;
  stallDeadlines: DeadlineList;
  requestDeadlines: DeadlineList;
  lingerDeadlines: DeadlineList;
  idleDeadlines: DeadlineList;
  tunnelDeadlines: DeadlineList;
  queueDeadlines: DeadlineList;
  /** No more requests on open connections: each closes when its current one is done. */
  stopping = false;
  /** The clock as it was when the present network event began: near enough for all time-outs and latencies. */
  now: Micros;
  /** The field line of `dateField`, and the second that it is of. */
  dateLine = '';
  dateSecond = -1;

  constructor(parts: ProxyParts, config: BalancerConfig, rules: ProxyRules) {
    this.clock = parts.clock;
    this.network = parts.network;
    this.pool = parts.pool;
    this.metrics = parts.metrics;
    this.admin = parts.admin;
    this.observer = parts.observer;
    this.failures = parts.failures;
    this.now = parts.clock.now();
    this.config = config;
    this.policy = rules.policy;
    this.sessions = rules.sessions;
    this.forwarding = rules.forwarding;
    this.accessLog = rules.accessLog;
    this.sticky = config.session.mode !== 'off';
    this.hashHeader = config.algorithm === 'header_hash' ? config.hash.header : '';
    const { clock } = parts;
    const { limits, timeouts } = config;
    this.retries = new RetryRules(config.retry);
    this.requestHead = new RequestHead(limits);
    this.responseHead = new ResponseHead(limits);
    this.connectDeadlines = new DeadlineList(clock, timeouts.connect);
    this.responseDeadlines = new DeadlineList(clock, timeouts.response);
    this.stallDeadlines = new DeadlineList(clock, timeouts.stall);
    this.requestDeadlines = new DeadlineList(clock, timeouts.request);
    this.lingerDeadlines = new DeadlineList(clock, Math.min(LINGER_MAX, timeouts.request));
    this.idleDeadlines = new DeadlineList(clock, timeouts.idle);
    this.tunnelDeadlines = new DeadlineList(clock, timeouts.tunnel);
    this.queueDeadlines = new DeadlineList(clock, timeouts.queue);
  }

  /** A network event or a timer begins: reads the clock. */
  tick(): void {
    this.now = this.clock.now();
  }

  /** The Date field of an answer that is made now, with its CR LF (RFC 9110, 6.6.1). Written once a second. */
  dateField(): string {
    const second = Math.floor(this.clock.wall() / 1000);
    if (second !== this.dateSecond) {
      this.dateSecond = second;
      this.dateLine = `Date: ${httpDate(second)}\r\n`;
    }
    return this.dateLine;
  }

  /** Goes by another configuration from now on. What waits already goes on waiting by the old one. */
  configure(config: BalancerConfig, rules: ProxyRules): void {
    const fresh = new ProxyContext(this, config, rules);
    const { stopping } = this;
    Object.assign(this, fresh);
    this.stopping = stopping;
  }
}
