/** A client that writes given bytes in pieces, then the end, and takes down all that comes. */
import { connect } from 'node:net';

export interface Sent {
  readonly received: string;
  /** The error that the connection ended with; empty when it ended in good order. */
  readonly error: string;
}

/** `localHost`: the address to connect from. Resolves when the connection is closed. */
export function send(port: number, localHost: string, pieces: readonly Uint8Array[]): Promise<Sent> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let error = '';
    const socket = connect({ port, host: '127.0.0.1', localAddress: localHost, noDelay: true }, () => next(0));
    const next = (index: number): void => {
      if (socket.destroyed) return;
      const piece = pieces[index];
      if (piece === undefined) {
        socket.end();
        return;
      }
      socket.write(piece, () => setImmediate(next, index + 1));
    };
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', ({ message }) => {
      error ||= message;
    });
    socket.on('close', () => resolve({ received: Buffer.concat(chunks).toString('latin1'), error }));
  });
}
