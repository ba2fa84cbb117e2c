/** A backend in virtual time: answers every request after a while, with its name, and its probes as it is told to. */
import type { Clock, Micros } from '../../../src/kernel/clock.ts';
import type { Connection, ConnectionHandler, Endpoint, Listener, Network } from '../../../src/kernel/network.ts';
import { message } from '../proxy/messages.ts';

export class LabBackend {
  readonly endpoint: Endpoint;
  /** From a request to its answer. */
  latency: Micros = 1000;
  /** Of its answers. */
  status = 200;
  /** Of its answers to probes; 0: none comes. */
  health = 200;
  /** Goes away without an answer instead. */
  cuts = false;
  /** Heads of the probes, and when each came. */
  readonly probes: { readonly at: Micros; readonly head: string }[] = [];
  /** When each request came. */
  readonly requests: Micros[] = [];
  /** Connections for requests so far, and those of them that are open. */
  connections = 0;
  open = 0;
  /** Requests under way now, and at most so far. */
  active = 0;
  activeMax = 0;
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #name: string;
  #listener: Listener | null = null;

  constructor(clock: Clock, network: Network, name: string, endpoint: Endpoint) {
    this.#clock = clock;
    this.#network = network;
    this.#name = name;
    this.endpoint = endpoint;
    this.up();
  }

  up(): void {
    this.#listener = this.#network.listen(this.endpoint, {
      onListening() {},
      onConnection: (connection) => new Served(this, connection),
      onError: (error) => {
        throw new Error(error.detail);
      },
    });
  }

  /** Refuses connections; those that are open stay. */
  down(): void {
    this.#listener?.close();
  }

  answer(write: (text: string) => void, cut: () => void): void {
    this.requests.push(this.#clock.now());
    this.activeMax = Math.max(this.activeMax, ++this.active);
    const { latency, status, cuts } = this;
    this.#clock.after(latency, () => {
      this.active--;
      if (cuts) cut();
      else write(message([`HTTP/1.1 ${status} Whatever`, `Content-Length: ${this.#name.length}`], this.#name));
    });
  }

  probe(head: string, write: (text: string) => void): void {
    this.probes.push({ at: this.#clock.now(), head });
    if (this.health > 0) write(message([`HTTP/1.1 ${this.health} Whatever`, 'Content-Length: 0']));
  }
}

/** One connection: requests without bodies, one after the other. */
class Served implements ConnectionHandler {
  readonly #backend: LabBackend;
  readonly #connection: Connection;
  #text = '';
  #carriesRequests = false;

  constructor(backend: LabBackend, connection: Connection) {
    this.#backend = backend;
    this.#connection = connection;
  }

  onOpen(): void {}

  onData(chunk: Uint8Array): void {
    this.#text += Buffer.from(chunk).toString('latin1');
    const end = this.#text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#text.slice(0, end + 4);
    this.#text = this.#text.slice(end + 4);
    const write = (text: string): void => {
      this.#connection.write(text);
    };
    if (head.includes('lbsim-health-check')) {
      this.#backend.probe(head, write);
      return;
    }
    if (!this.#carriesRequests) {
      this.#carriesRequests = true;
      this.#backend.connections++;
      this.#backend.open++;
    }
    this.#backend.answer(write, () => this.#connection.close());
  }

  onEnd(): void {
    this.#connection.end();
  }

  onDrain(): void {}

  onClose(): void {
    if (this.#carriesRequests) this.#backend.open--;
  }
}
