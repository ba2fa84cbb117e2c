/** A client that writes given bytes in pieces, and takes down all that comes. */
import { connect } from 'node:net';

export interface Sent {
  readonly received: string;
  /** The error that the connection ended with; empty when it ended in good order. */
  readonly error: string;
}

/**
 * `localHost`: the address to connect from. It sends the end when `isAll` says of what was received that it is all that
 * there is to come, or when the other side does. Resolves when the connection is closed.
 */
export function send(
  port: number,
  localHost: string,
  pieces: readonly Uint8Array[],
  isAll: (received: string) => boolean,
): Promise<Sent> {
  return new Promise((resolve) => {
    let received = '';
    let error = '';
    let written = false;
    const socket = connect({ port, host: '127.0.0.1', localAddress: localHost, noDelay: true }, () => next(0));
    const next = (index: number): void => {
      if (socket.destroyed) return;
      const piece = pieces[index];
      if (piece !== undefined) {
        socket.write(piece, () => setImmediate(next, index + 1));
        return;
      }
      written = true;
      endIfAll();
    };
    const endIfAll = (): void => {
      if (written && isAll(received)) socket.end();
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      endIfAll();
    });
    socket.on('error', ({ message }) => {
      error ||= message;
    });
    socket.on('close', () => resolve({ received, error }));
  });
}
