/**
 * An `EventSink` that writes each row as a line at once: for a process of the live world whose story must survive
 * its being killed. What it wrote is read back with `decodeRow`.
 */
import type { Micros } from '../../kernel/clock.ts';
import { EVENT_CODE, type EventKind } from './event.ts';
import { NONE } from './history.ts';
import { formatLine, LINE_LAYOUTS, type LineLayout } from './ndjson-layout.ts';
import type { EventSink } from './sink.ts';

/** Interned strings, kept as the JSON they are written as. */
class JsonStrings {
  readonly #json: string[] = [];
  readonly #numbers = new Map<string, number>();

  id(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#json.length);
    return this.#json.push(JSON.stringify(value)) - 1;
  }

  get(id: number): string {
    return this.#json[id] ?? '';
  }
}

export class LineSink implements EventSink {
  readonly #write: (line: string) => void;
  readonly #actors = new JsonStrings();
  readonly #texts = new JsonStrings();

  /** `write` gets one line at a time, each with its line feed. */
  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  actorId(name: string): number {
    return this.#actors.id(name);
  }

  textId(text: string): number {
    // An empty text is no text: the same rule as for a whole history.
    return text === '' ? NONE : this.#texts.id(text);
  }

  append(
    time: Micros,
    kind: EventKind,
    actor: number,
    peer: number,
    req: number,
    conn: number,
    a: number,
    b: number,
    text: number,
  ): void {
    const layout = LINE_LAYOUTS[EVENT_CODE[kind]] as LineLayout;
    this.#write(
      formatLine(layout, time, this.#actors.get(actor), this.#actors.get(peer), req, conn, a, b, this.#texts.get(text)),
    );
  }
}
