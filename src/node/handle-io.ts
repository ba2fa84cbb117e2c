/** What all connections on handles share: the memory that is read into, and the way in which bytes leave. */
import { fillJoined } from '../kernel/bytes.ts';
import type { Handles, TcpHandle, TcpRequest } from './handles.ts';

const READ_BUFFER_BYTES = 65536;
/** Room for a full read with a head, twice. */
const SEND_BUFFER_BYTES = 2 * (READ_BUFFER_BYTES + 4096);
/** Reads up to this size find their view made: small messages repeat their lengths. */
const VIEW_BYTES_MAX = 4096;

/** The bytes are with the kernel. */
export const SENT = 0;
/** Not all are: `onWritten` follows. */
const QUEUED = 1;
/** `SENT`, `QUEUED`, or a negative error number. */
export type Sending = number;

export class HandleIo {
  readonly handles: Handles;
  /** Chunks are borrowed (see the port), so that one buffer serves every connection. */
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  readonly #views: (Uint8Array | null)[] = new Array<null>(VIEW_BYTES_MAX + 1).fill(null);
  /**
   * Where lent bytes are joined to be sent. Mostly the kernel takes them at once, and the next ones take their place;
   * those it does not take stay there until they are sent, and the next ones follow behind them.
   */
  #joined = Buffer.allocUnsafeSlow(SEND_BUFFER_BYTES);
  #joinedAt = 0;
  readonly #onRead: (this: TcpHandle) => void;
  /** A write that is done at once leaves its request unused, for the next one. */
  #spare: TcpRequest;

  constructor(handles: Handles) {
    this.handles = handles;
    this.#spare = this.#createWrite();
    const { state, readBytesOrError } = handles;
    // A function that returned something would set the buffer of the next read.
    this.#onRead = function (this: TcpHandle): void {
      this.owner.onRead(state[readBytesOrError] as number);
    };
  }

  /** Lets the handle read into the shared memory. Its owner stands in `owner` before it starts. */
  adopt(handle: TcpHandle): void {
    handle.useUserBuffer(this.#buffer);
    handle.onread = this.#onRead;
  }

  /** The first `size` bytes of what was just read: valid until the next read of any connection. */
  chunk(size: number): Uint8Array {
    if (size <= VIEW_BYTES_MAX) {
      const made = this.#views[size];
      if (made) return made;
      const view = this.#buffer.subarray(0, size);
      this.#views[size] = view;
      return view;
    }
    return size === READ_BUFFER_BYTES ? this.#buffer : this.#buffer.subarray(0, size);
  }

  sendText(handle: TcpHandle, text: string): Sending {
    const status = handle.writeLatin1String(this.#spare, text);
    return status === 0 && this.#wasSync() ? SENT : this.#unfinished(status, null);
  }

  /** The bytes must stay as they are while the write is under way. */
  sendBytes(handle: TcpHandle, bytes: Uint8Array): Sending {
    const status = handle.writeBuffer(this.#spare, bytes);
    return status === 0 && this.#wasSync() ? SENT : this.#unfinished(status, bytes);
  }

  /** The bytes of `chunk` may change as soon as this returns. */
  sendJoined(handle: TcpHandle, head: string, chunk: Uint8Array, start: number, end: number, tail: string): Sending {
    const size = head.length + end - start + tail.length;
    if (this.#joinedAt + size > this.#joined.length) {
      this.#joined = Buffer.allocUnsafeSlow(Math.max(size, SEND_BUFFER_BYTES));
      this.#joinedAt = 0;
    }
    const at = this.#joinedAt;
    fillJoined(this.#joined, at, head, chunk, start, end, tail);
    const sending = this.sendBytes(handle, this.#joined.subarray(at, at + size));
    if (sending === QUEUED) this.#joinedAt = at + size;
    return sending;
  }

  #wasSync(): boolean {
    const { state, lastWriteWasAsync } = this.handles;
    return state[lastWriteWasAsync] === 0;
  }

  /** The request was used up. */
  #unfinished(status: number, bytes: Uint8Array | null): Sending {
    if (bytes !== null) this.#spare.held = bytes;
    this.#spare = this.#createWrite();
    return status === 0 ? QUEUED : status;
  }

  #createWrite(): TcpRequest {
    const request = this.handles.createWrite();
    request.oncomplete = onWritten;
    return request;
  }
}

function onWritten(status: number, handle: TcpHandle): void {
  handle.owner.onWritten(status);
}
