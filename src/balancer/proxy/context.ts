/** What every connection of a balancer shares. */

import type { HeadLimits } from '../../http1/limits.ts';
import { RequestHead } from '../../http1/request-head.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DeadlineList } from '../../kernel/deadline-list.ts';
import type { Network } from '../../kernel/network.ts';
import type { Admin } from '../core/admin.ts';
import type { TimeoutsConfig } from '../core/config.ts';
import type { Metrics } from '../core/metrics.ts';
import type { BalancerObserver } from '../core/observer.ts';
import type { Pool } from '../core/pool.ts';
import type { Policy } from '../policies/policy.ts';
import type { Forwarding } from './forwarding.ts';

export interface ProxyParts {
  readonly clock: Clock;
  readonly network: Network;
  readonly pool: Pool;
  readonly policy: Policy;
  readonly metrics: Metrics;
  readonly forwarding: Forwarding;
  readonly admin: Admin;
  readonly observer: BalancerObserver;
}

export class ProxyContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly pool: Pool;
  readonly policy: Policy;
  readonly metrics: Metrics;
  readonly forwarding: Forwarding;
  readonly admin: Admin;
  readonly observer: BalancerObserver;
  /** Scratch memory for heads, shared by all parsers: a head is used up before the next one is read. */
  readonly requestHead: RequestHead;
  readonly responseHead: ResponseHead;
  readonly connectDeadlines: DeadlineList;
  readonly responseDeadlines: DeadlineList;
  readonly requestDeadlines: DeadlineList;
  readonly idleDeadlines: DeadlineList;
  readonly upstreamIdleDeadlines: DeadlineList;
  /** No more requests on open connections: each closes when its current one is done. */
  stopping = false;

  constructor(parts: ProxyParts, timeouts: TimeoutsConfig, limits: HeadLimits) {
    this.clock = parts.clock;
    this.network = parts.network;
    this.pool = parts.pool;
    this.policy = parts.policy;
    this.metrics = parts.metrics;
    this.forwarding = parts.forwarding;
    this.admin = parts.admin;
    this.observer = parts.observer;
    this.requestHead = new RequestHead(limits);
    this.responseHead = new ResponseHead(limits);
    this.connectDeadlines = new DeadlineList(parts.clock, timeouts.connect);
    this.responseDeadlines = new DeadlineList(parts.clock, timeouts.response);
    this.requestDeadlines = new DeadlineList(parts.clock, timeouts.request);
    this.idleDeadlines = new DeadlineList(parts.clock, timeouts.idle);
    this.upstreamIdleDeadlines = new DeadlineList(parts.clock, timeouts.upstreamIdle);
  }
}
