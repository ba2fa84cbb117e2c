/**
 * Runs a scenario's story on a stage, the same in both worlds: load and timeline; then faults are healed, traffic
 * settles, and the last readings are taken.
 */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Reading } from '../actors/reader.ts';
import type { EventSink } from '../history/sink.ts';
import type { Fault } from '../scenario/fault-spec.ts';
import { loadEnd, type Scenario, wholeStory } from '../scenario/scenario.ts';
import type { Assertion, Order, SubjectAct, TimelineEvent } from '../scenario/timeline-event.ts';
import { type Account, accountOf, judgeAssertion, pagesFor } from './account.ts';
import { Errands } from './errands.ts';
import { LabLog } from './lab-log.ts';
import { Switchboard } from './switchboard.ts';
import { Watch } from './watch.ts';

/** What a world does for the director. */
export interface Stage {
  readonly clock: Clock;
  readonly sink: EventSink;
  /** The backends' names by the addresses that the subject knows. */
  readonly names: Readonly<Record<string, string>>;
  /** Starts the load at `zero`; calls back when its last request has ended. */
  startLoad(zero: Micros, onFinished: () => void): void;
  /** Switches a fault on or off; calls back when that is done. */
  setFault(backend: string, fault: Fault, on: boolean, onDone: () => void): void;
  /** Reads a page of the subject. */
  read(path: string, onRead: (reading: Reading) => void): void;
  /** Gives the subject an order; calls back with the status of its answer. */
  order(order: Order, onDone: (status: number) => void): void;
  /** Does something to the subject's process, tells each step, and calls back when it is done. */
  subject(act: SubjectAct, tell: TellSubject, onDone: () => void): void;
  /** Something happened that a person may want to see as it happens. */
  onEvent(text: string): void;
}

/** A step in the life of the subject's process: a signal, `start`, `ready`, or `exit` with its status. */
export type TellSubject = (what: 'sigterm' | 'sigkill' | 'start' | 'ready' | 'exit', code: number) => void;

export class Director {
  readonly #scenario: Scenario;
  readonly #stage: Stage;
  readonly #log: LabLog;
  readonly #timers: Timer[] = [];
  readonly #faults: Switchboard;
  /** Orders are given one after the other, and so is what is done to the subject's process. */
  readonly #orders: Errands;
  readonly #acts: Errands;
  readonly #watch: Watch;
  /** Assertions that are being looked into. */
  #asserting = 0;
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
    this.#log = new LabLog(stage.clock, stage.sink, stage.onEvent);
    const proceed = (): void => this.#healWhenReady();
    this.#faults = new Switchboard(stage, this.#log, (scenario.reactions ?? []).length > 0, proceed);
    this.#orders = new Errands(proceed);
    this.#acts = new Errands(proceed);
    this.#watch = new Watch(
      scenario.reactions ?? [],
      stage.clock,
      this.#log,
      (pages, onRead) => this.#account(pages, onRead),
      (events) => this.#schedule(events, stage.clock.now()),
    );
  }

  /** Starts now, or at `zero` when that is later. */
  start(zero: Micros): void {
    const { clock } = this.#stage;
    const begin = (): void => {
      this.#log.phase('load');
      this.#schedule(this.#scenario.timeline, zero);
      this.#watch.start(zero);
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
    this.#log.close();
    for (const timer of this.#timers) timer.cancel();
    this.#watch.stop();
    this.#orders.cancel();
    this.#acts.cancel();
    this.#faults.cancel();
  }

  #schedule(events: readonly TimelineEvent[], zero: Micros): void {
    const { clock } = this.#stage;
    for (const event of events) {
      this.#timers.push(clock.after(zero + event.at - clock.now(), () => this.#play(event)));
    }
  }

  #play(event: TimelineEvent): void {
    // A reaction that comes when all is being healed has missed the story.
    if (this.#healing || this.#cancelled) return;
    switch (event.do) {
      case 'fault':
        this.#faults.set(event.backend, event.fault, event.action === 'on');
        break;
      case 'order':
        this.#orders.add((done) => this.#order(event.order, done));
        break;
      case 'subject':
        this.#acts.add((done) => this.#act(event.act, done));
        break;
      case 'assert':
        this.#assert(event.assert);
    }
  }

  #order(order: Order, onDone: () => void): void {
    const begun = this.#stage.clock.now();
    this.#stage.order(order, (status) => {
      this.#log.order(order, status, this.#stage.clock.now() - begun);
      onDone();
    });
  }

  #act(act: SubjectAct, onDone: () => void): void {
    this.#stage.subject(act, (what, code) => this.#log.subject(what, code), onDone);
  }

  #assert(assertion: Assertion): void {
    this.#asserting++;
    this.#account(pagesFor(assertion), (account) => {
      this.#log.assertion(judgeAssertion(assertion, account));
      this.#asserting--;
      this.#healWhenReady();
    });
  }

  #account(pages: { readonly metrics: boolean; readonly health: boolean }, onRead: (account: Account) => void): void {
    const { names } = this.#stage;
    const read = (wanted: boolean, path: string, then: (reading: Reading | null) => void): void => {
      if (wanted) this.#stage.read(path, then);
      else then(null);
    };
    read(pages.metrics, '/lb/metrics', (metrics) => {
      read(pages.health, '/lb/health', (health) => {
        if (!this.#cancelled) onRead(accountOf(names, metrics, health));
      });
    });
  }

  #healWhenReady(): void {
    if (!this.#loadFinished || !this.#timeUp || this.#healing || this.#cancelled) return;
    if (this.#faults.busy || this.#orders.busy || this.#acts.busy || this.#asserting > 0) return;
    this.#healing = true;
    this.#log.phase('heal');
    this.#watch.giveUp();
    this.#bringBack(() => this.#faults.switchAllOff(() => this.#settle()));
  }

  /** A subject that is down is started again, if the story meant it to be. */
  #bringBack(then: () => void): void {
    if (!this.#log.subjectIsDown || !meansToStart(this.#scenario)) then();
    else {
      this.#acts.add((done) => {
        this.#act('start', () => {
          done();
          then();
        });
      });
    }
  }

  /** Long enough for every backend to be seen as healthy again. */
  #settle(): void {
    this.#log.phase('settle');
    const { interval, timeout, healthyThreshold, jitter = 0 } = this.#scenario.balancer.healthCheck;
    const wait = (interval * (1 + jitter) + timeout) * healthyThreshold + timeout;
    this.#timers.push(
      this.#stage.clock.after(wait, () => {
        this.#read('metrics', () => this.#read('health', () => this.#finish()));
      }),
    );
  }

  #read(page: 'metrics' | 'health', onRead: () => void): void {
    this.#stage.read(`/lb/${page}`, (reading) => {
      if (this.#cancelled) return;
      this.#log.reading(page, reading);
      onRead();
    });
  }

  #finish(): void {
    this.#log.phase('end');
    this.#onEnd();
  }
}

/** Whether somewhere in the story a subject that is down comes back: then its staying down was an accident. */
function meansToStart(scenario: Scenario): boolean {
  const acts = (events: readonly TimelineEvent[]) =>
    events.flatMap((event) => (event.do === 'subject' ? [event.act] : []));
  const planned = acts(scenario.timeline);
  return planned.at(-1) === 'start' || acts(wholeStory(scenario).slice(scenario.timeline.length)).includes('start');
}
