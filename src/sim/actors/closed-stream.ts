/** A closed loop: each client sends its next request when its last one has ended, and it has thought. */
import type { Micros } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Outcome } from '../history/event.ts';
import type { LoadSpec } from '../scenario/load-spec.ts';
import { DRAWN } from '../workload/arrivals.ts';
import { LoadStream, type StreamHost } from './load-stream.ts';

/** After a request that got no answer at all a client waits this long at least: it must not spin at a closed door. */
const BREATH: Micros = 1_000;

export class ClosedStream extends LoadStream {
  readonly #think: Micros;
  readonly #random: Random;
  readonly #end: Micros;
  /** By client: sends its next request. */
  readonly #turns: (() => void)[];
  #active = 0;

  constructor(host: StreamHost, index: number, spec: LoadSpec, think: Micros, zero: Micros, random: Random) {
    super(host, index, spec, zero, random);
    this.#think = think;
    this.#random = random.fork('arrivals');
    this.#end = this.begin + spec.duration;
    this.#turns = Array.from({ length: spec.clients }, (_, client) => () => this.#turn(client));
  }

  override start(): void {
    const { clock } = this.host;
    this.#active = this.#turns.length;
    for (const turn of this.#turns) {
      // Not all at once: as if they had been thinking when the load began.
      clock.after(Math.round(this.begin - clock.now() + this.#random.float() * this.#think), turn);
    }
  }

  override onDone(client: number, outcome: Outcome, status: number): void {
    super.onDone(client, outcome, status);
    const turn = this.#turns[client];
    if (turn === undefined || this.isStopped) return;
    this.host.clock.after(status > 0 ? this.#think : Math.max(this.#think, BREATH), turn);
  }

  #turn(client: number): void {
    if (this.isStopped) return;
    const now = this.host.clock.now();
    if (now >= this.#end) {
      if (--this.#active === 0) this.finish();
    } else if (!this.send(client, now, DRAWN)) {
      this.host.clock.after(BREATH, this.#turns[client] as () => void);
    }
  }
}
