/**
 * What the laws of the network port need of a world: a network, a way to wait until something has happened, and other
 * processes to kill. The laws run over the simulated network and over the machine's own with the same words.
 */
import type { Endpoint, Network } from '../../src/kernel/network.ts';

/** Another process, which accepts connections. */
export interface Victim {
  readonly endpoint: Endpoint;
  /** Resolves when nothing of it is left: a dying process closes its sockets one after the other. */
  kill(): Promise<void>;
}

export interface World {
  readonly network: Network;
  /** Something was called back: whoever waits looks again. */
  notify(): void;
  /** Resolves when `done`; rejects, with `what` in its message, when that can't be any more or takes too long. */
  until(what: string, done: () => boolean): Promise<void>;
  /** Resolves when what was under way on all connections has come about. */
  settled(): Promise<void>;
  /** Starts a process that takes in all that it is sent, or reads nothing at all. */
  startVictim(reads: boolean): Promise<Victim>;
  /** What broke the port's rules in any callback. */
  readonly broken: string[];
  dispose(): void;
}

export const HOST = '127.0.0.1';
/** Any port that is free. */
export const ANYWHERE: Endpoint = { host: HOST, port: 0 };
