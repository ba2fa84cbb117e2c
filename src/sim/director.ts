/**
 * Runs a scenario's story on a stage, the same in both worlds: load and timeline; then faults are healed, traffic
 * settles, and the last readings are taken.
 */
import type { Clock, Micros, Timer } from '../kernel/clock.ts';
import type { Reading } from './actors/reader.ts';
import { NONE } from './history/history.ts';
import type { EventSink } from './history/sink.ts';
import type { Fault } from './scenario/fault-spec.ts';
import { loadEnd, type Scenario } from './scenario/scenario.ts';
import type { TimelineEvent } from './scenario/timeline-event.ts';

/** What a world does for the director. */
export interface Stage {
  readonly clock: Clock;
  readonly sink: EventSink;
  /** Starts the load at `zero`; calls back when its last request has ended. */
  startLoad(zero: Micros, onFinished: () => void): void;
  /** Switches a fault on or off; calls back when that is done. */
  setFault(backend: string, fault: Fault, on: boolean, onDone: () => void): void;
  /** Reads a page of the subject. */
  read(path: string, onRead: (reading: Reading) => void): void;
  /** Something happened that a person may want to see as it happens. */
  onEvent(text: string): void;
}

const LAB = 'lab';

export class Director {
  readonly #scenario: Scenario;
  readonly #stage: Stage;
  readonly #actor: number;
  readonly #timers: Timer[] = [];
  /** Faults that are on, by backend. */
  readonly #on = new Map<string, Fault[]>();
  /** Acts on faults that are not done yet. */
  #acting = 0;
  #loadFinished = false;
  /** The story's time is over: no event of the timeline is still to come. */
  #timeUp = false;
  #healing = false;
  #cancelled = false;
  readonly #onEnd: () => void;

  /** `onEnd` comes when the last reading is recorded. */
  constructor(scenario: Scenario, stage: Stage, onEnd: () => void) {
    this.#scenario = scenario;
    this.#stage = stage;
    this.#onEnd = onEnd;
    this.#actor = stage.sink.actorId(LAB);
  }

  /** Starts now, or at `zero` when that is later. */
  start(zero: Micros): void {
    const { clock } = this.#stage;
    const begin = (): void => {
      this.#phase('load');
      for (const event of this.#scenario.timeline) {
        this.#timers.push(clock.after(zero + event.at - clock.now(), () => this.#play(event)));
      }
      const over = zero + loadEnd(this.#scenario);
      this.#timers.push(
        clock.after(over - clock.now(), () => {
          this.#timeUp = true;
          this.#healWhenReady();
        }),
      );
    };
    // Set before the load's own timers: at equal times the phase comes first.
    if (zero <= clock.now()) begin();
    else this.#timers.push(clock.after(zero - clock.now(), begin));
    this.#stage.startLoad(zero, () => {
      this.#loadFinished = true;
      this.#healWhenReady();
    });
  }

  /** Forgets what is still to come: nothing is switched on or off from now on, and the end is not told. */
  cancel(): void {
    this.#cancelled = true;
    for (const timer of this.#timers) timer.cancel();
  }

  #play(event: TimelineEvent): void {
    if (event.do === 'fault') this.#set(event.backend, event.fault, event.action === 'on', () => this.#healWhenReady());
  }

  #set(backend: string, fault: Fault, on: boolean, onDone: () => void): void {
    this.#acting++;
    this.#stage.setFault(backend, fault, on, () => {
      if (this.#cancelled) return;
      this.#acting--;
      const faults = (this.#on.get(backend) ?? []).filter((other) => other.kind !== fault.kind);
      this.#on.set(backend, on ? [...faults, fault] : faults);
      const { sink, clock } = this.#stage;
      sink.append(
        clock.now(),
        'lab.fault',
        this.#actor,
        sink.actorId(backend),
        NONE,
        NONE,
        on ? 1 : 0,
        0,
        sink.textId(fault.kind),
      );
      this.#stage.onEvent(`${backend}: ${fault.kind} ${on ? 'on' : 'off'}`);
      onDone();
    });
  }

  #healWhenReady(): void {
    if (!this.#loadFinished || !this.#timeUp || this.#acting > 0 || this.#healing) return;
    this.#healing = true;
    this.#phase('heal');
    const open = [...this.#on].flatMap(([backend, faults]) => faults.map((fault) => ({ backend, fault })));
    let left = open.length;
    if (left === 0) this.#settle();
    for (const { backend, fault } of open) {
      this.#set(backend, fault, false, () => {
        if (--left === 0) this.#settle();
      });
    }
  }

  /** Long enough for every backend to be seen as healthy again. */
  #settle(): void {
    this.#phase('settle');
    const { interval, timeout, healthyThreshold } = this.#scenario.balancer.healthCheck;
    const wait = (interval + timeout) * healthyThreshold + timeout;
    this.#timers.push(
      this.#stage.clock.after(wait, () => {
        this.#read('metrics', () => this.#read('health', () => this.#finish()));
      }),
    );
  }

  #read(page: 'metrics' | 'health', onRead: () => void): void {
    this.#stage.read(`/lb/${page}`, ({ status, body }) => {
      if (this.#cancelled) return;
      const { sink, clock } = this.#stage;
      sink.append(clock.now(), 'lab.reading', this.#actor, NONE, NONE, NONE, status, 0, sink.textId(`${page} ${body}`));
      onRead();
    });
  }

  #finish(): void {
    this.#phase('end');
    this.#onEnd();
  }

  #phase(name: string): void {
    const { sink, clock } = this.#stage;
    sink.append(clock.now(), 'lab.phase', this.#actor, NONE, NONE, NONE, 0, 0, sink.textId(name));
  }
}
