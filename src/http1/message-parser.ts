/**
 * Bytes in, events out: the part of the codec that requests and answers share. It holds no socket, no timer and no more
 * than one partial head. It stops at the end of each message, so that pipelined ones wait until their turn.
 *
 * Heads and trailer sections are looked at when one of their lines ends, not at every piece that comes: a sender that
 * drips single bytes would otherwise have them scanned from the start each time. What is refused, and when, depends on
 * the bytes alone and not on how they were cut.
 */
import { CR, LF } from './chars.ts';
import { ChunkedDecoder, ChunkStep } from './chunked.ts';
import { belongsInHead } from './field-id.ts';
import { Fields, REFUSED } from './fields.ts';
import type { BodyKind } from './framing.ts';
import { HeldBytes } from './held-bytes.ts';
import type { HeadLimits } from './limits.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/**
 * What every receiver of messages is told. Heads, trailers and chunks are borrowed: valid until the callback returns.
 * A callback may stop the parser, but not feed it.
 */
export interface MessageSink {
  /** Body bytes: `chunk` in [start, end), never empty, chunked coding already taken off. */
  onBody(chunk: Uint8Array, start: number, end: number): void;
  /** The message is complete; `trailers` only where a chunked body had some. */
  onMessageEnd(trailers: Fields | null): void;
  /** The message is refused. Nothing more comes: the rest of the stream can't be trusted. */
  onProblem(problem: HttpProblem): void;
}

const State = {
  Head: 0,
  Length: 1,
  Chunked: 2,
  Trailers: 3,
  UntilClose: 4,
  /** The last message said that it is the last: what follows is ignored (RFC 9112, 9.6). */
  Closed: 5,
  Dead: 6,
} as const;

/** The start of a section is looked at whether a line ended or not: what is no HTTP at all is refused at once. */
const PROMPT_BYTES = 64;

export abstract class MessageParser {
  protected readonly limits: HeadLimits;
  readonly #sink: MessageSink;
  #state: number = State.Head;
  readonly #held = new HeldBytes();
  #remaining = 0;
  #chunks: ChunkedDecoder | null = null;
  #trailers: Fields | null = null;
  /** A message ended during this step: `feed` returns, so that its caller decides when the next one is read. */
  #ended = false;

  constructor(sink: MessageSink, limits: HeadLimits) {
    this.#sink = sink;
    this.limits = limits;
  }

  /** No byte of the next message has come yet; empty lines before it are none (RFC 9112, 2.2). */
  get atStart(): boolean {
    return this.#state === State.Closed || (this.#state === State.Head && this.#held.isBlank());
  }

  /** How many bytes of a partial head or trailer section are kept: never more than the limits' `headBytes`. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /**
   * Takes in bytes from `start`. Returns how far it read: the chunk's length, or less when a message ended before;
   * then call again from there when the next message may come.
   */
  feed(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length) {
      switch (this.#state) {
        case State.Head:
        case State.Trailers:
          at = this.#feedSection(chunk, at);
          break;
        case State.Length:
          at = this.#feedLength(chunk, at);
          break;
        case State.Chunked:
          at = this.#feedChunked(chunk, at);
          break;
        case State.UntilClose:
          this.#sink.onBody(chunk, at, chunk.length);
          return chunk.length;
        default:
          return chunk.length;
      }
      if (this.#ended) {
        this.#ended = false;
        return at;
      }
    }
    return at;
  }

  /** The peer will send no more. Ends a body that ends with the connection; a half message is a problem. */
  finish(): void {
    switch (this.#state) {
      case State.UntilClose:
        this.#endMessage(null);
        this.#ended = false;
        break;
      case State.Head:
      case State.Trailers:
        if (this.atStart) this.stop();
        else if (this.#scan(this.#held.bytes, 0, this.#held.length) === REFUSED) this.#fail(this.#sectionProblem());
        else this.#fail(PROBLEMS.truncated);
        break;
      case State.Length:
      case State.Chunked:
        this.#fail(PROBLEMS.truncated);
    }
  }

  /** Stops for good: nothing more is told to the sink. */
  stop(): void {
    this.#state = State.Dead;
    this.#held.clear();
  }

  /**
   * Scans `bytes` from `start` to `end` for a whole head. Returns the offset behind it, INCOMPLETE or REFUSED; the parser
   * then asks for `headProblem` or calls `headDone`.
   */
  protected abstract scanHead(bytes: Uint8Array, start: number, end: number): number;
  protected abstract headProblem(): HttpProblem;
  /** Tells the sink of the head. Returns how its body is framed, or null when another head follows (1xx but 101). */
  protected abstract headDone(): BodyKind | null;
  protected abstract contentLength(): number;
  /** Another message may follow this one. */
  protected abstract persists(): boolean;

  /** Takes in bytes of a head or trailer section. */
  #feedSection(chunk: Uint8Array, start: number): number {
    const held = this.#held;
    const known = held.length;
    const room = this.limits.headBytes - known;
    const end = Math.min(chunk.length, start + room);
    const full = end - start === room;
    let behind: number;
    if (known === 0) {
      // Most trailer sections are just their empty line.
      if (this.#state === State.Trailers && chunk[start] === CR && chunk[start + 1] === LF) {
        this.#endMessage(null);
        return start + 2;
      }
      behind = this.#scan(chunk, start, end);
      if (behind >= 0) {
        this.#sectionDone();
        return behind;
      }
      if (this.#isRefused(behind, full, chunk, start, end)) return chunk.length;
      held.add(chunk, start, end);
      return end;
    }
    held.add(chunk, start, end);
    if (known >= PROMPT_BYTES && !full && !endsLine(chunk, start, end)) return end;
    behind = this.#scan(held.bytes, 0, held.length);
    if (behind >= 0) {
      held.clear();
      this.#sectionDone();
      return start + behind - known;
    }
    return this.#isRefused(behind, full, held.bytes, 0, held.length) ? chunk.length : end;
  }

  /** Refuses a section that is wrong, or whole as far as may be and still without an end. */
  #isRefused(scanned: number, full: boolean, bytes: Uint8Array, start: number, end: number): boolean {
    if (scanned === REFUSED ? !full && !this.#isRefusedInView(bytes, start, end) : !full) return false;
    this.#fail(scanned === REFUSED ? this.#sectionProblem() : PROBLEMS.headTooLarge);
    return true;
  }

  /** Whether what is wrong stands in the section's whole lines or at its start; else it waits for its line's end. */
  #isRefusedInView(bytes: Uint8Array, start: number, end: number): boolean {
    const view = Math.max(behindLastLine(bytes, start, end), Math.min(end, start + PROMPT_BYTES));
    return view === end || this.#scan(bytes, start, view) === REFUSED;
  }

  #scan(bytes: Uint8Array, start: number, end: number): number {
    if (this.#state === State.Head) return this.scanHead(bytes, start, end);
    this.#trailers ??= new Fields(this.limits);
    const behind = this.#trailers.scanFields(bytes, start, start, end);
    for (let i = 0; behind >= 0 && i < this.#trailers.count; i++) {
      if (belongsInHead(this.#trailers.id(i))) return this.#trailers.refuse(PROBLEMS.trailerName);
    }
    return behind;
  }

  #sectionProblem(): HttpProblem {
    return (this.#state === State.Head ? this.headProblem() : this.#trailers?.problem) ?? PROBLEMS.lineEnd;
  }

  #sectionDone(): void {
    if (this.#state === State.Trailers) {
      this.#endMessage(this.#trailers);
      return;
    }
    const body = this.headDone();
    // The sink may have stopped the parser.
    if (this.#state === State.Head && body !== null) this.#startBody(body);
  }

  #startBody(body: BodyKind): void {
    switch (body) {
      case 'none':
        this.#endMessage(null);
        break;
      case 'length':
        this.#state = State.Length;
        this.#remaining = this.contentLength();
        break;
      case 'chunked':
        this.#state = State.Chunked;
        this.#chunks ??= new ChunkedDecoder();
        this.#chunks.reset();
        break;
      case 'close':
        this.#state = State.UntilClose;
        break;
      case 'tunnel':
        this.stop();
        this.#ended = true;
    }
  }

  #feedLength(chunk: Uint8Array, start: number): number {
    const end = Math.min(chunk.length, start + this.#remaining);
    this.#remaining -= end - start;
    this.#sink.onBody(chunk, start, end);
    // The sink may have stopped the parser.
    if (this.#state === State.Length && this.#remaining === 0) this.#endMessage(null);
    return end;
  }

  #feedChunked(chunk: Uint8Array, start: number): number {
    const chunks = this.#chunks as ChunkedDecoder;
    switch (chunks.step(chunk, start)) {
      case ChunkStep.Data:
        this.#sink.onBody(chunk, chunks.position, chunks.dataEnd);
        return chunks.dataEnd;
      case ChunkStep.Last:
        this.#state = State.Trailers;
        return chunks.position;
      case ChunkStep.Refused:
        this.#fail(chunks.problem as HttpProblem);
        return chunk.length;
      default:
        return chunk.length;
    }
  }

  #endMessage(trailers: Fields | null): void {
    this.#state = this.persists() ? State.Head : State.Closed;
    this.#ended = true;
    this.#sink.onMessageEnd(trailers);
  }

  #fail(problem: HttpProblem): void {
    this.stop();
    this.#sink.onProblem(problem);
  }
}

/** Whether a line ends in `chunk` [start, end). */
function endsLine(chunk: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (chunk[at] === LF) return true;
  return false;
}

/** Behind the last line end in `bytes` [start, end); `start` when there is none. */
function behindLastLine(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] !== LF) at--;
  return at;
}
