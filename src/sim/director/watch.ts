/**
 * Waits for what parts of the story wait for: looks at the subject's own account of itself again and again, for as long
 * as something is still to be met.
 */
import type { Clock, Micros, Timer } from '../../kernel/clock.ts';
import type { Reaction, TimelineEvent } from '../scenario/timeline-event.ts';
import { type Account, isMet, pagesFor } from './account.ts';
import type { LabLog } from './lab-log.ts';

interface Pages {
  readonly metrics: boolean;
  readonly health: boolean;
}

/** From one look to the next. */
const PERIOD: Micros = 20_000;

export class Watch {
  readonly #clock: Clock;
  readonly #log: LabLog;
  readonly #look: (pages: Pages, onRead: (account: Account) => void) => void;
  readonly #onMet: (events: readonly TimelineEvent[]) => void;
  #pending: readonly Reaction[];
  #zero: Micros = 0;
  #timer: Timer | null = null;

  constructor(
    reactions: readonly Reaction[],
    clock: Clock,
    log: LabLog,
    look: (pages: Pages, onRead: (account: Account) => void) => void,
    onMet: (events: readonly TimelineEvent[]) => void,
  ) {
    this.#pending = reactions;
    this.#clock = clock;
    this.#log = log;
    this.#look = look;
    this.#onMet = onMet;
  }

  start(zero: Micros): void {
    this.#zero = zero;
    if (this.#pending.length > 0) this.#again(Math.min(...this.#pending.map(({ from }) => from)));
  }

  /** What was not met by now never will be. */
  giveUp(): void {
    const pending = this.#pending;
    this.stop();
    for (const { text } of pending) this.#log.condition(text, false);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#pending = [];
  }

  #again(delay: Micros): void {
    this.#timer = this.#clock.after(delay, () => this.#round());
  }

  #round(): void {
    const now = this.#clock.now() - this.#zero;
    const late = this.#pending.filter(({ until }) => until <= now);
    this.#pending = this.#pending.filter(({ until }) => until > now);
    for (const { text } of late) this.#log.condition(text, false);
    const due = this.#pending.filter(({ from }) => from <= now);
    if (this.#pending.length === 0) return;
    if (due.length === 0) {
      this.#again(Math.min(...this.#pending.map(({ from }) => from)) - now);
      return;
    }
    this.#look(pagesOf(due), (account) => {
      for (const reaction of due) {
        if (!this.#pending.includes(reaction) || !isMet(reaction.when, account)) continue;
        this.#pending = this.#pending.filter((other) => other !== reaction);
        this.#log.condition(reaction.text, true);
        this.#onMet(reaction.events);
      }
      if (this.#pending.length > 0) this.#again(PERIOD);
    });
  }
}

function pagesOf(reactions: readonly Reaction[]): Pages {
  const pages = reactions.map(({ when }) =>
    'assert' in when ? pagesFor(when.assert) : { metrics: true, health: false },
  );
  return { metrics: pages.some(({ metrics }) => metrics), health: pages.some(({ health }) => health) };
}
