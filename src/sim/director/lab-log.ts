/** What the lab does and finds, as rows of the history and as words for who looks on. */
import type { Clock, Micros } from '../../kernel/clock.ts';
import type { Reading } from '../actors/reader.ts';
import { NONE } from '../history/history.ts';
import type { EventSink } from '../history/sink.ts';
import type { FaultKind } from '../scenario/fault-spec.ts';
import type { Order } from '../scenario/timeline-event.ts';
import type { Judged } from './account.ts';

const LAB = 'lab';

export class LabLog {
  readonly #clock: Clock;
  readonly #sink: EventSink;
  readonly #actor: number;
  readonly #onEvent: (text: string) => void;
  #closed = false;
  /** By what was last told of it. */
  subjectIsDown = false;

  constructor(clock: Clock, sink: EventSink, onEvent: (text: string) => void) {
    this.#clock = clock;
    this.#sink = sink;
    this.#actor = sink.actorId(LAB);
    this.#onEvent = onEvent;
  }

  /** Nothing is written any more. */
  close(): void {
    this.#closed = true;
  }

  phase(name: string): void {
    this.#write('lab.phase', null, 0, 0, name);
  }

  fault(backend: string, kind: FaultKind, on: boolean): void {
    this.#write('lab.fault', backend, on ? 1 : 0, 0, kind);
    this.#tell(`${backend}: ${kind} ${on ? 'on' : 'off'}`);
  }

  reading(page: 'metrics' | 'health', { status, body }: Reading): void {
    this.#write('lab.reading', null, status, 0, `${page} ${body}`);
  }

  order(order: Order, status: number, took: Micros): void {
    const backend = order.kind === 'reload' ? null : order.backend;
    const words = order.kind === 'weight' ? `weight ${order.weight}` : order.kind;
    this.#write('lab.order', backend, status, took, words);
    this.#tell(`${words} ${backend ?? ''}`.trim());
  }

  subject(what: string, code: number): void {
    this.subjectIsDown = what !== 'ready';
    this.#write('lab.subject', null, code, 0, what);
    this.#tell(`balancer: ${what}`);
  }

  /** `held`: 1, 0, or -1 where the subject does not tell. */
  assertion({ held, sentence }: Judged): void {
    this.#write('lab.assert', null, held === null ? -1 : Number(held), 0, sentence);
    this.#tell(`${sentence}: ${held === true ? 'holds' : held === false ? 'does not hold' : 'unknown'}`);
  }

  condition(text: string, met: boolean): void {
    this.#write('lab.condition', null, met ? 1 : 0, 0, text);
    this.#tell(`${text}: ${met ? 'now' : 'never'}`);
  }

  #tell(text: string): void {
    if (!this.#closed) this.#onEvent(text);
  }

  #write(kind: Parameters<EventSink['append']>[1], backend: string | null, a: number, b: number, text: string): void {
    if (this.#closed) return;
    const peer = backend === null ? NONE : this.#sink.actorId(backend);
    this.#sink.append(this.#clock.now(), kind, this.#actor, peer, NONE, NONE, a, b, this.#sink.textId(text));
  }
}
