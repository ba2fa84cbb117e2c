/** Writes one answer piece by piece: as slowly as its pace wants, no faster than its reader reads, perhaps for ever. */
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Connection } from '../../kernel/network.ts';
import { type Answer, isEndless, type Pace, sizeOf, textOf } from '../behavior/answer/answer.ts';

/** What is written at a time when nothing else limits it. */
const PIECE = 16_384;
/** What never ends comes at this pace: fast enough to hit any limit soon, slow enough to be counted. */
const ENDLESS: Pace = { bytes: 1_024, pause: 1_000 };

export interface AnswerWriterHost {
  /** The last bytes go out next. Never told of an answer without end. */
  onLastBytes(): void;
  /** They are out. */
  onWritten(): void;
}

export class AnswerWriter {
  readonly answer: Answer;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #host: AnswerWriterHost;
  readonly #size: number;
  readonly #endless: boolean;
  #pace: Pace | null;
  #at = 0;
  #timer: Timer | null = null;
  /** The reader is behind. */
  #blocked = false;
  #over = false;

  constructor(clock: Clock, connection: Connection, answer: Answer, host: AnswerWriterHost) {
    this.answer = answer;
    this.#clock = clock;
    this.#connection = connection;
    this.#host = host;
    this.#size = sizeOf(answer);
    this.#endless = isEndless(answer);
    this.#pace = answer.pace;
  }

  get endless(): boolean {
    return this.#endless;
  }

  /** Writes what may be written now. */
  run(): void {
    while (!this.#over && !this.#blocked && this.#timer === null) this.#step();
  }

  /** The reader has caught up. */
  drained(): void {
    this.#blocked = false;
    this.run();
  }

  /** The rest goes out as fast as it can. */
  hurry(): void {
    this.#pace = null;
    this.#timer?.cancel();
    this.#timer = null;
    this.run();
  }

  stop(): void {
    this.#over = true;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #step(): void {
    const rest = this.#size - this.#at;
    const pace = this.#pace ?? (rest <= 0 ? ENDLESS : null);
    if (rest <= 0 && this.#endless) {
      this.#write(filler(this.answer.endless, pace?.bytes ?? 1), pace);
      return;
    }
    const length = Math.min(rest, pace?.bytes ?? PIECE);
    const text = textOf(this.answer, this.#at, this.#at + length);
    const last = length === rest && !this.#endless;
    this.#at += length;
    if (last) this.#host.onLastBytes();
    this.#write(text, last ? null : pace);
    if (!last || this.#over) return;
    this.#over = true;
    this.#host.onWritten();
  }

  #write(text: string, pace: Pace | null): void {
    if (!this.#connection.write(text)) this.#blocked = true;
    if (pace === null) return;
    this.#timer = this.#clock.after(pace.pause, () => {
      this.#timer = null;
      this.run();
    });
  }
}

/** Whole units of what is repeated, about so many bytes. */
function filler(unit: string, bytes: number): string {
  return unit.repeat(Math.max(1, Math.floor(bytes / unit.length)));
}
