/** How a client behaves that does on purpose what others don't: it drips, sips, leaves, ends its side early. */
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Connection } from '../../kernel/network.ts';
import type { ClientBehavior } from '../scenario/load-spec.ts';

/** Until what was written is on its way: a reset would take back what is not. */
const ON_ITS_WAY = 1_000;

/** For one request on a connection of its own. */
export class Manners {
  readonly #behavior: ClientBehavior;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #onAbort: () => void;
  #text = '';
  #sent = 0;
  #received = 0;
  #stopped = false;
  #timer: Timer | null = null;
  #reading: Timer | null = null;

  /** `onAbort`: the client leaves now. */
  constructor(behavior: ClientBehavior, clock: Clock, connection: Connection, onAbort: () => void) {
    this.#behavior = behavior;
    this.#clock = clock;
    this.#connection = connection;
    this.#onAbort = onAbort;
  }

  /** The whole request; it is sent when the connection is open. */
  send(text: string): void {
    this.#text = text;
  }

  onOpen(): void {
    const behavior = this.#behavior;
    switch (behavior.kind) {
      case 'slow':
        this.#drip(behavior.bytes, behavior.every);
        break;
      case 'half_close':
        this.#connection.write(this.#text);
        this.#connection.end();
        break;
      case 'abort': {
        const sent = behavior.when === 'sent' ? behavior.amount : this.#text.length;
        this.#connection.write(this.#text.slice(0, sent));
        if (behavior.when === 'sent') this.#abortAfter(ON_ITS_WAY);
        else if (behavior.when === 'after') this.#abortAfter(behavior.amount);
        break;
      }
      case 'bad':
        this.#connection.write(this.#text);
        if (behavior.name.startsWith('cut-')) this.#connection.end();
        break;
      default:
        this.#connection.write(this.#text);
    }
  }

  /** Bytes of an answer came. */
  onData(length: number): void {
    if (this.#stopped) return;
    const behavior = this.#behavior;
    this.#received += length;
    if (behavior.kind === 'abort' && behavior.when === 'received' && this.#received >= behavior.amount) {
      this.#onAbort();
    } else if (behavior.kind === 'slow_read') {
      this.#connection.pause();
      this.#reading?.cancel();
      this.#reading = this.#clock.after((length / behavior.bytes) * behavior.every, () => this.#connection.resume());
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#reading?.cancel();
  }

  #drip(bytes: number, every: number): void {
    this.#connection.write(this.#text.slice(this.#sent, this.#sent + bytes));
    this.#sent += bytes;
    if (this.#sent < this.#text.length) this.#timer = this.#clock.after(every, () => this.#drip(bytes, every));
  }

  #abortAfter(delay: number): void {
    this.#timer = this.#clock.after(delay, this.#onAbort);
  }
}
