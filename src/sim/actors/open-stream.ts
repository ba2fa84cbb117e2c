/** An open loop: every request is sent when it is due, whether or not earlier ones were answered. */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { LoadSpec, OpenArrivals } from '../scenario/load-spec.ts';
import type { Arrivals } from '../workload/arrivals.ts';
import { createArrivals } from '../workload/index.ts';
import { population } from '../workload/population.ts';
import { LoadStream, type StreamHost } from './load-stream.ts';

export class OpenStream extends LoadStream {
  readonly #arrivals: Arrivals;
  readonly #drawClient: () => number;
  readonly #sendDue = (): void => this.#send();

  constructor(
    host: StreamHost,
    index: number,
    spec: LoadSpec & { readonly arrivals: OpenArrivals },
    zero: Micros,
    random: Random,
  ) {
    super(host, index, spec, zero, random);
    this.#arrivals = createArrivals(spec.arrivals, spec.duration, random.fork('arrivals'));
    this.#drawClient = population(spec, random.fork('clients'));
  }

  override start(): void {
    const { clock } = this.host;
    clock.after(this.begin - clock.now(), this.#sendDue);
  }

  #send(): void {
    const { clock } = this.host;
    const arrivals = this.#arrivals;
    if (this.isStopped) return;
    for (let due = arrivals.next; due !== null; due = arrivals.next) {
      const at = this.begin + due;
      const wait = Math.round(at) - clock.now();
      if (wait > 0) {
        clock.after(wait, this.#sendDue);
        return;
      }
      const { request } = arrivals;
      arrivals.advance();
      this.send(this.#drawClient(), at, request);
    }
    this.finish();
  }
}
