/**
 * A case: bytes in, bytes out, on both sides of the balancer. To add one, put it into the table of its topic; a new
 * table is listed in `index.ts`.
 */
import type { BalancerConfig, TimeoutsConfig } from '../../../../src/balancer/config/config.ts';
import type { BackendSpec, ClientSpec } from '../harness.ts';
import { HEAD, type Script, type Step, until } from '../raw-peer.ts';

export interface ProxyCase {
  readonly name: string;
  /** The section it rests on: RFC 9112 unless said otherwise. */
  readonly rfc: string;
  readonly clients: readonly ClientSpec[];
  /** One that nobody may connect to when not given. */
  readonly backends?: readonly BackendSpec[];
  /** By backend, what each of its connections received. */
  readonly sees?: readonly (readonly string[])[];
  /** By backend, how often it was chosen. */
  readonly selects?: readonly number[];
  /** Attempts that count as a backend's error. */
  readonly errors?: number;
  readonly timeouts?: Partial<TimeoutsConfig>;
  /** What else differs from the defaults. */
  readonly config?: Partial<BalancerConfig>;
  /** Needs what only the simulated network does: packets that vanish, small windows, exact times. */
  readonly virtualOnly?: true;
}

/** One client whose connection stays open behind the answer. */
export function open(sends: string | Script, gets: string | RegExp): readonly ClientSpec[] {
  return [{ sends, gets, ends: 'open' }];
}

/** One client whose connection the balancer closes behind the answer. */
export function closed(sends: string | Script, gets: string | RegExp): readonly ClientSpec[] {
  return [{ sends, gets, ends: 'closed' }];
}

/** One client that sees a reset before it has all of `gets`. */
export function cut(sends: string | Script, gets: string): readonly ClientSpec[] {
  return [{ sends, gets, ends: 'cut' }];
}

/** One backend with these connections. */
export function backend(...connections: Script[]): readonly BackendSpec[] {
  return [{ connections }];
}

/** Answers one request after the other on one connection, each when its head is there. */
export function answers(...texts: string[]): Script {
  return texts.flatMap((text): Step[] => [HEAD, text]);
}

/** Waits for a request that ends in `last`, then answers. */
export function answersTo(last: string, text: string): Script {
  return [until(last), text];
}
