/** A listening socket of the virtual world: until it is closed, or its process dies. */
import type { Endpoint, Listener, ListenHandler } from '../../kernel/network.ts';
import type { Random } from '../../kernel/random.ts';
import type { Resource, VirtualProcess } from './process.ts';

export class VirtualListener implements Listener, Resource {
  closed = false;
  readonly process: VirtualProcess;
  readonly endpoint: Endpoint;
  readonly handler: ListenHandler;
  /** The luck of the connections that it accepts. */
  readonly random: Random;
  readonly #free: () => void;

  /** `free` gives the address back. */
  constructor(process: VirtualProcess, endpoint: Endpoint, handler: ListenHandler, random: Random, free: () => void) {
    this.process = process;
    this.endpoint = endpoint;
    this.handler = handler;
    this.random = random;
    this.#free = free;
  }

  close(): void {
    this.closed = true;
    this.process.resources.delete(this);
    this.#free();
  }

  onProcessDeath(): void {
    this.#free();
  }
}
