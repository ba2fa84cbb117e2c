/** A backend that answers each request for `/N` with the N-th of the given texts, whatever these are. */
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RawAnswer {
  readonly pieces: readonly Uint8Array[];
  /** Half-closes behind it. */
  readonly ends: boolean;
}

export interface RawBackend {
  readonly port: number;
  /** What is answered from now on. */
  answers: readonly RawAnswer[];
  close(): Promise<void>;
}

const REQUEST = /^[A-Z]+ \/(\d+) HTTP\/1\.1\r\n/;

export function rawBackend(): Promise<RawBackend> {
  const sockets = new Set<Socket>();
  const backend = { port: 0, answers: [] as readonly RawAnswer[], close: async () => {} };
  const server = createServer({ noDelay: true }, (socket) => {
    let received = '';
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!received.endsWith('\r\n\r\n')) return;
      const answer = backend.answers[Number(REQUEST.exec(received)?.[1] ?? -1)];
      received = '';
      if (answer === undefined) socket.destroy();
      else say(socket, answer, 0);
    });
  });
  backend.close = () =>
    new Promise((closed) => {
      server.close(() => closed());
      for (const socket of sockets) socket.destroy();
    });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      backend.port = (server.address() as AddressInfo).port;
      resolve(backend);
    });
  });
}

/** Each piece on its own, and the end with the last one. */
function say(socket: Socket, { pieces, ends }: RawAnswer, index: number): void {
  const piece = pieces[index];
  if (piece === undefined) {
    if (ends && !socket.destroyed) socket.end();
    return;
  }
  socket.write(piece, () => setImmediate(say, socket, { pieces, ends }, index + 1));
}
