/** Measures how late this process's own timers are: the timing error that live checks must allow for. */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import { NONE } from '../history/history.ts';
import type { EventSink } from '../history/sink.ts';

const STEP: Micros = 10_000;
const STEPS_PER_ROW = 25;

/** Records a `lag` row four times a second, until `stop`. */
export class LagMonitor {
  readonly #clock: Clock;
  readonly #sink: EventSink;
  readonly #actor: number;
  #timer: Timer | null = null;
  #most: Micros = 0;
  #steps = 0;

  constructor(clock: Clock, sink: EventSink, actor: string) {
    this.#clock = clock;
    this.#sink = sink;
    this.#actor = sink.actorId(actor);
  }

  start(): void {
    const due = this.#clock.now() + STEP;
    this.#timer = this.#clock.after(STEP, () => {
      const now = this.#clock.now();
      this.#most = Math.max(this.#most, now - due);
      if (++this.#steps === STEPS_PER_ROW) {
        this.#sink.append(now, 'lag', this.#actor, NONE, NONE, NONE, Math.round(this.#most), 0, NONE);
        this.#most = 0;
        this.#steps = 0;
      }
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
