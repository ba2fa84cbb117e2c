/**
 * The TCP handles that Node's own `net` is built on. They are no public interface, but cost a third less CPU a read and
 * write than sockets do: no stream, no event emitter, no memory a read. So they are looked at once, part by part, and
 * whoever asks gets all of them or none.
 */
import { createServer, type Server } from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { Endpoint } from '../kernel/network.ts';

/** What comes of a handle, told to whoever stands in its `owner`. */
export interface HandleOwner {
  /** `status`: 0, or a negative error number. */
  onConnected(status: number): void;
  /** `size`: bytes that are in the buffer now, or a negative error number; 0 means nothing. */
  onRead(size: number): void;
  /** A write that could not be done at once is through, or failed. */
  onWritten(status: number): void;
  onShutdown(): void;
  onClosed(): void;
}

/** One socket. Calls return 0 or a negative error number. */
export interface TcpHandle {
  /** Not Node's: where our callbacks find the connection. */
  owner: HandleOwner;
  onread: (this: TcpHandle) => void;
  /** Bytes that wait for the kernel to take them. */
  readonly writeQueueSize: number;
  /** All that is read from now on is read into this memory, which the handle does not keep alive. */
  useUserBuffer(buffer: Uint8Array): number;
  readStart(): number;
  readStop(): number;
  /** Copies what it can't write at once. */
  writeLatin1String(request: TcpRequest, text: string): number;
  /** Refers to the bytes until the request completes. */
  writeBuffer(request: TcpRequest, bytes: Uint8Array): number;
  shutdown(request: TcpRequest): number;
  close(callback: (this: TcpHandle) => void): void;
  /** Refused while a shutdown is under way. */
  reset(callback: (this: TcpHandle) => void): number;
  bind(host: string, port: number): number;
  bind6(host: string, port: number, flags: number): number;
  connect(request: TcpRequest, host: string, port: number): number;
  connect6(request: TcpRequest, host: string, port: number): number;
  getpeername(out: SocketName): number;
  getsockname(out: SocketName): number;
  setNoDelay(on: boolean): number;
}

interface SocketName {
  address?: string;
  port?: number;
}

/** An operation that takes its time. */
export interface TcpRequest {
  oncomplete(status: number, handle: TcpHandle): void;
  /** Not Node's: keeps alive what the operation refers to. */
  held?: Uint8Array;
}

/** A handle that listens. `status` is negative, and there is no handle, when a connection could not be accepted. */
interface ServerHandle {
  onconnection: (status: number, handle: TcpHandle | undefined) => void;
}

export interface Handles {
  createTcp(): TcpHandle;
  createWrite(): TcpRequest;
  createShutdown(): TcpRequest;
  createConnect(): TcpRequest;
  /** The outcome of the last call on any handle, by the indices below. */
  readonly state: Int32Array;
  readonly readBytesOrError: number;
  readonly lastWriteWasAsync: number;
}

/** The end of the stream as an error number. */
export const EOF = -4095;

type Parts = Readonly<Record<string, unknown>>;
type Constructor = new (type?: number) => unknown;

const METHODS = [
  ...['useUserBuffer', 'readStart', 'readStop', 'writeLatin1String', 'writeBuffer', 'shutdown', 'close', 'reset'],
  ...['bind', 'bind6', 'connect', 'connect6', 'getpeername', 'getsockname', 'setNoDelay'],
];
const ACCESSORS = ['onread', 'writeQueueSize'];

let found: Handles | null | undefined;

/** The handles of this Node; null when any part is missing. */
export function findHandles(): Handles | null {
  if (found === undefined) found = checkHandles(binding('tcp_wrap'), binding('stream_wrap'));
  return found;
}

/** Puts the parts together; null when any is not as it should be. */
export function checkHandles(tcp: Parts, stream: Parts): Handles | null {
  const { TCP, TCPConnectWrap, constants } = tcp;
  const { WriteWrap, ShutdownWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = stream;
  const type = isObject(constants) ? constants.SOCKET : null;
  if (!isConstructor(TCP) || !isConstructor(TCPConnectWrap)) return null;
  if (!isConstructor(WriteWrap) || !isConstructor(ShutdownWrap)) return null;
  if (!(streamBaseState instanceof Int32Array) || typeof type !== 'number') return null;
  if (!isIndex(kReadBytesOrError, streamBaseState) || !isIndex(kLastWriteWasAsync, streamBaseState)) return null;
  const shape: unknown = TCP.prototype;
  if (!isObject(shape) || !METHODS.every((name) => typeof shape[name] === 'function')) return null;
  if (!ACCESSORS.every((name) => name in shape)) return null;
  if (!('_handle' in createServer()) || getSystemErrorName(EOF) !== 'EOF') return null;
  return {
    createTcp: () => new TCP(type) as TcpHandle,
    createWrite: () => new WriteWrap() as TcpRequest,
    createShutdown: () => new ShutdownWrap() as TcpRequest,
    createConnect: () => new TCPConnectWrap() as TcpRequest,
    state: streamBaseState,
    readBytesOrError: kReadBytesOrError,
    lastWriteWasAsync: kLastWriteWasAsync,
  };
}

/** The handle of a server that listens. */
export function serverHandle(server: Server): ServerHandle {
  return (server as unknown as { readonly _handle: ServerHandle })._handle;
}

/** Empty when it is not connected. */
export function peerOf(handle: TcpHandle): Endpoint {
  const name: SocketName = {};
  handle.getpeername(name);
  return endpointOf(name);
}

/** Empty when it is closed. */
export function localOf(handle: TcpHandle): Endpoint {
  const name: SocketName = {};
  handle.getsockname(name);
  return endpointOf(name);
}

function endpointOf({ address = '', port = 0 }: SocketName): Endpoint {
  return { host: address, port };
}

/** Nothing of it where Node gives none away. */
function binding(name: string): Parts {
  const { binding: find } = process as unknown as { readonly binding?: (name: string) => unknown };
  try {
    const parts = find?.call(process, name);
    return isObject(parts) ? parts : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null;
}

function isConstructor(value: unknown): value is Constructor & { readonly prototype: unknown } {
  return typeof value === 'function';
}

function isIndex(value: unknown, array: Int32Array): value is number {
  return typeof value === 'number' && value >= 0 && value < array.length;
}
