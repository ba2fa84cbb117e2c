/**
 * A peer that knows no HTTP: it writes given bytes, waits for given bytes, pauses, closes or resets, as its script says.
 * It runs on the ports, and so in both worlds.
 */
import type { Clock, Micros } from '../../../src/kernel/clock.ts';
import type { Connection, ConnectionHandler, NetworkError, NetworkErrorCode } from '../../../src/kernel/network.ts';

/** A string is written as it is, one byte a character. */
export type Step =
  | string
  /** Writes what this makes of all that came so far. */
  | { readonly make: (received: string) => string }
  /** Waits until this came, behind what was waited for before. */
  | { readonly until: string }
  /** Waits until so many bytes came in all. */
  | { readonly bytes: number }
  /** Waits until what came in all is as wanted. */
  | { readonly when: (received: string) => boolean }
  | { readonly pause: Micros }
  /** Writes so many bytes, as fast as the other side takes them. */
  | { readonly flood: number; readonly with?: string }
  /** Writes in pieces of one byte, with a pause behind each. */
  | { readonly drip: string; readonly every: Micros }
  | { readonly act: 'end' | 'close' | 'reset' | 'stop reading' | 'read on' }
  /** Waits until the peer sends no more. */
  | { readonly await: 'end' };

export type Script = readonly Step[];

export const END: Step = { act: 'end' };
export const CLOSE: Step = { act: 'close' };
export const RESET: Step = { act: 'reset' };
export const STOP_READING: Step = { act: 'stop reading' };
export const READ_ON: Step = { act: 'read on' };
export const AWAIT_END: Step = { await: 'end' };
export const until = (text: string): Step => ({ until: text });
/** Until a head is there. */
export const HEAD: Step = until('\r\n\r\n');
export const pause = (ms: number): Step => ({ pause: ms * 1000 });

const FLOOD_PIECE = 'x'.repeat(16_000);

/** A pause is made of so many timers: what came meanwhile is looked at before it ends, however late the clock is. */
const PAUSE_PARTS = 4;

export class RawPeer implements ConnectionHandler {
  received = '';
  /** Bytes written by floods. */
  flooded = 0;
  /** The other side ended or closed before this one did. */
  endedFirst = false;
  outcome: 'open' | 'closed' | NetworkErrorCode = 'open';
  readonly #clock: Clock;
  readonly #script: Step[];
  readonly #onChange: () => void;
  #connection: Connection | null = null;
  #consumed = 0;
  #pausing = false;
  #full = false;
  #floodEnd = 0;
  #ended = false;
  #peerEnded = false;

  constructor(clock: Clock, script: Script, onChange: () => void = () => {}) {
    this.#clock = clock;
    this.#script = script.flatMap((step) => (typeof step === 'object' && 'drip' in step ? drip(step) : [step]));
    this.#onChange = onChange;
  }

  get closed(): boolean {
    return this.outcome !== 'open';
  }

  /** `open`: an accepted connection, which can be written to at once. */
  attach(connection: Connection, open: boolean): this {
    this.#connection = connection;
    if (open) this.#run();
    return this;
  }

  onOpen(): void {
    this.#run();
  }

  onData(chunk: Uint8Array): void {
    this.received += Buffer.from(chunk).toString('latin1');
    this.#run();
  }

  onEnd(): void {
    this.#peerEnded = true;
    if (!this.#ended) this.endedFirst = true;
    this.#run();
  }

  onDrain(): void {
    this.#full = false;
    this.#run();
  }

  onClose(error: NetworkError | null): void {
    if (!this.#ended) this.endedFirst = true;
    this.outcome = error?.code ?? 'closed';
    this.#onChange();
  }

  #run(): void {
    while (!this.#pausing && !this.closed) {
      const step = this.#script[0];
      if (step === undefined || !this.#perform(step)) break;
      this.#script.shift();
    }
    // Nothing more can come of a script that waits for bytes, nor of one that is over.
    if (this.#peerEnded && !this.#pausing && !this.#ended) this.#act('end');
    this.#onChange();
  }

  /** Returns whether the next step may follow. */
  #perform(step: Step): boolean {
    if (typeof step === 'string') this.#connection?.write(step);
    else if ('make' in step) this.#write(step.make(this.received));
    else if ('flood' in step) return this.#flood(step.flood, step.with ?? FLOOD_PIECE);
    else if ('until' in step) return this.#consume(step.until);
    else if ('bytes' in step) return this.received.length >= step.bytes;
    else if ('when' in step) return step.when(this.received);
    else if ('await' in step) return this.#peerEnded;
    else if ('act' in step) this.#act(step.act);
    else if ('pause' in step) this.#pause(step.pause / PAUSE_PARTS, PAUSE_PARTS);
    return true;
  }

  #write(text: string): void {
    if (text !== '') this.#connection?.write(text);
  }

  #flood(size: number, piece: string): boolean {
    if (this.#floodEnd === 0) this.#floodEnd = this.flooded + size;
    while (this.flooded < this.#floodEnd && !this.#full) {
      const part = piece.slice(0, this.#floodEnd - this.flooded);
      this.flooded += part.length;
      this.#full = this.#connection?.write(part) === false;
    }
    if (this.flooded < this.#floodEnd) return false;
    this.#floodEnd = 0;
    return true;
  }

  #consume(text: string): boolean {
    const at = this.received.indexOf(text, this.#consumed);
    if (at < 0) return false;
    this.#consumed = at + text.length;
    return true;
  }

  #act(act: 'end' | 'close' | 'reset' | 'stop reading' | 'read on'): void {
    if (act !== 'stop reading' && act !== 'read on') this.#ended = true;
    if (act === 'end') this.#connection?.end();
    else if (act === 'close') this.#connection?.close();
    else if (act === 'reset') this.#connection?.reset();
    else if (act === 'stop reading') this.#connection?.pause();
    else this.#connection?.resume();
  }

  #pause(part: Micros, parts: number): void {
    this.#pausing = true;
    this.#clock.after(part, () => {
      if (parts > 1) this.#pause(part, parts - 1);
      else {
        this.#pausing = false;
        this.#run();
      }
    });
  }
}

function drip(step: { readonly drip: string; readonly every: Micros }): Step[] {
  return [...step.drip].flatMap((byte) => [byte, { pause: step.every }]);
}
