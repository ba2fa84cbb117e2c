/**
 * The chunked transfer coding (RFC 9112, 7.1), decoded byte by byte where it is framing and run by run where it is data.
 * Extensions are checked and dropped (7.1.1); the trailer section is left to the caller.
 */
import { BACKSLASH, CR, EQUALS, FIELD_VALUE, hexValue, LF, QUOTE, SEMICOLON, TOKEN } from './chars.ts';
import { type HttpProblem, PROBLEMS } from './problem.ts';

/** What the decoder has come to. */
export const ChunkStep = {
  /** The chunk is used up; more must come. */
  More: 0,
  /** [dataStart, dataEnd) is body; call again from dataEnd. */
  Data: 1,
  /** The last chunk was seen; the trailer section starts at `position`. */
  Last: 2,
  /** Refused; see `problem`. */
  Refused: 3,
} as const;
export type ChunkStep = (typeof ChunkStep)[keyof typeof ChunkStep];

const State = {
  Size: 0,
  SizeMore: 1,
  ExtName: 2,
  ExtMore: 3,
  ExtValue: 4,
  ExtToken: 5,
  ExtQuoted: 6,
  ExtEscape: 7,
  ExtAfter: 8,
  SizeLf: 9,
  Data: 10,
  DataCr: 11,
  DataLf: 12,
} as const;

/** 2^48 bytes: exact in a double, and as good as no limit. */
const SIZE_DIGITS_MAX = 12;
/** Extensions mean nothing to us: a body may carry this many bytes of them in all. */
const EXTENSION_BYTES_MAX = 4096;

export class ChunkedDecoder {
  problem: HttpProblem | null = null;
  dataEnd = 0;
  position = 0;
  #state: number = State.Size;
  #remaining = 0;
  #digits = 0;
  #extensionBytes = 0;

  /** Makes ready for a new body. */
  reset(): void {
    this.problem = null;
    this.#state = State.Size;
    this.#remaining = 0;
    this.#digits = 0;
    this.#extensionBytes = 0;
  }

  /** Goes on at `start`. With `Data`, body is [position, dataEnd). */
  step(chunk: Uint8Array, start: number): ChunkStep {
    let at = start;
    while (at < chunk.length) {
      if (this.#state === State.Data) {
        this.position = at;
        this.dataEnd = Math.min(chunk.length, at + this.#remaining);
        this.#remaining -= this.dataEnd - at;
        if (this.#remaining === 0) this.#state = State.DataCr;
        return ChunkStep.Data;
      }
      const problem = this.#frame(chunk[at] as number);
      at++;
      if (problem !== null) {
        this.problem = problem;
        return ChunkStep.Refused;
      }
      if (this.#state === State.Data && this.#remaining === 0) {
        this.position = at;
        return ChunkStep.Last;
      }
    }
    return ChunkStep.More;
  }

  /** One byte of framing. */
  #frame(code: number): HttpProblem | null {
    switch (this.#state) {
      case State.Size:
      case State.SizeMore: {
        const digit = hexValue(code);
        if (digit >= 0) {
          if (++this.#digits > SIZE_DIGITS_MAX) return PROBLEMS.chunkSize;
          this.#remaining = this.#remaining * 16 + digit;
          this.#state = State.SizeMore;
          return null;
        }
        return this.#digits === 0 ? PROBLEMS.chunkSize : this.#afterPart(code, PROBLEMS.chunkSize);
      }
      case State.SizeLf:
        this.#state = State.Data;
        return code === LF ? null : PROBLEMS.lineEnd;
      case State.DataCr:
        this.#state = State.DataLf;
        return code === CR ? null : PROBLEMS.chunkEnd;
      case State.DataLf:
        this.#state = State.Size;
        this.#digits = 0;
        return code === LF ? null : PROBLEMS.chunkEnd;
      default:
        return this.#extension(code);
    }
  }

  /** `;name`, `;name=token` or `;name="quoted"`, without the white space that only bad senders put there. */
  #extension(code: number): HttpProblem | null {
    if (++this.#extensionBytes > EXTENSION_BYTES_MAX) return PROBLEMS.chunkExtension;
    const token = TOKEN[code] === 1;
    switch (this.#state) {
      case State.ExtName:
        this.#state = State.ExtMore;
        return token ? null : PROBLEMS.chunkExtension;
      case State.ExtMore:
        if (token) return null;
        if (code !== EQUALS) return this.#afterPart(code, PROBLEMS.chunkExtension);
        this.#state = State.ExtValue;
        return null;
      case State.ExtValue:
        this.#state = code === QUOTE ? State.ExtQuoted : State.ExtToken;
        return token || code === QUOTE ? null : PROBLEMS.chunkExtension;
      case State.ExtToken:
        return token ? null : this.#afterPart(code, PROBLEMS.chunkExtension);
      case State.ExtQuoted:
        if (code === QUOTE) this.#state = State.ExtAfter;
        else if (code === BACKSLASH) this.#state = State.ExtEscape;
        return FIELD_VALUE[code] === 1 ? null : PROBLEMS.chunkExtension;
      case State.ExtEscape:
        this.#state = State.ExtQuoted;
        return FIELD_VALUE[code] === 1 ? null : PROBLEMS.chunkExtension;
      default:
        return this.#afterPart(code, PROBLEMS.chunkExtension);
    }
  }

  /** Behind a size or an extension: the line's end, or one extension more. */
  #afterPart(code: number, otherwise: HttpProblem): HttpProblem | null {
    if (code === CR) this.#state = State.SizeLf;
    else if (code === SEMICOLON) this.#state = State.ExtName;
    else return code === LF ? PROBLEMS.lineEnd : otherwise;
    return null;
  }
}
