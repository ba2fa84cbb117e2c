/**
 * The line between some hosts and all others: that of a backend, or that of all clients. Faults of the network are done to
 * lines; one without faults is as good as none.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Fault } from '../scenario/fault-spec.ts';

/** One end of a connection that runs over a line. */
export interface LineEnd {
  /** The network resets the connection. */
  cut(): void;
}

export class Line {
  /** What is open on it. */
  readonly ends = new Set<LineEnd>();
  /** What is sent on it vanishes. */
  swallows = false;
  /** Bytes in one piece at most; 0: any number. */
  pieces = 0;
  readonly #hosts: ReadonlySet<string>;
  readonly #usualRate: number;
  #faults: readonly Fault[] = [];
  #latency: Micros = 0;
  #jitter: Micros = 0;
  /** Bytes per second, each way; 0: any number. */
  #rate: number;
  /** When it is free for the next bytes, to its hosts and from them. */
  #freeTo: Micros = 0;
  #freeFrom: Micros = 0;

  /** `rate`: bytes per second, each way, also without a fault; 0: any number. */
  constructor(hosts: readonly string[] = [], rate = 0) {
    this.#hosts = new Set(hosts);
    this.#usualRate = rate;
    this.#rate = rate;
  }

  get hosts(): Iterable<string> {
    return this.#hosts;
  }

  /** Whether packets to its hosts, or from them, wait. */
  blocks(direction: 'to' | 'from'): boolean {
    return this.#faults.some((fault) => {
      return fault.kind === 'partition' && (fault.direction === 'both' || fault.direction === direction);
    });
  }

  /** A fault of the network is switched on, or off. */
  set(fault: Fault, on: boolean): void {
    const others = this.#faults.filter(({ kind }) => kind !== fault.kind);
    this.#faults = on ? [...others, fault] : others;
    this.#latency = 0;
    this.#jitter = 0;
    this.#rate = this.#usualRate;
    this.pieces = 0;
    this.swallows = false;
    for (const one of this.#faults) this.#apply(one);
    if (on && fault.kind === 'reset_connections') for (const end of [...this.ends]) end.cut();
  }

  /** What a packet takes longer than on other lines, in whole µs. */
  delay(random: Random): Micros {
    return this.#latency + (this.#jitter > 0 ? random.below(this.#jitter + 1) : 0);
  }

  /** When the last of some bytes has left the sender, in whole µs: what is sent while others are leaving stands in line. */
  departure(now: Micros, to: string, bytes: number): Micros {
    if (this.#rate === 0) return now;
    const takes = (bytes / this.#rate) * 1e6;
    if (this.#hosts.has(to)) this.#freeTo = Math.max(now, this.#freeTo) + takes;
    else this.#freeFrom = Math.max(now, this.#freeFrom) + takes;
    return Math.ceil(this.#hosts.has(to) ? this.#freeTo : this.#freeFrom);
  }

  #apply(fault: Fault): void {
    switch (fault.kind) {
      case 'link_latency':
        this.#latency += fault.latency;
        this.#jitter += fault.jitter;
        break;
      case 'bandwidth':
        this.#rate = this.#rate === 0 ? fault.rate : Math.min(this.#rate, fault.rate);
        break;
      case 'black_hole':
        this.swallows = true;
        break;
      case 'fragment':
        this.pieces = fault.bytes;
        break;
      default:
    }
  }
}

/** Where each piece of `size` bytes ends, but for the last one. */
export function piecesOf(size: number, longest: number): readonly number[] {
  const cuts: number[] = [];
  for (let cut = longest; cut < size; cut += longest) cuts.push(cut);
  return cuts;
}
