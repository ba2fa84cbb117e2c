/**
 * One end of a connection under test: keeps what it is told, and holds the network to the port's rules in every
 * callback: none from inside a call on the same connection, none after `close()` but `onClose`, none after that.
 */
import type {
  Connection,
  ConnectionHandler,
  ConnectOptions,
  Endpoint,
  Listener,
  ListenHandler,
  ListenOptions,
  NetworkError,
} from '../../src/kernel/network.ts';
import type { World } from './world.ts';

export type Told = 'open' | 'data' | 'end' | 'drain' | 'close';

export class Peer implements ConnectionHandler {
  /** In order; `data` in a row stands once. */
  readonly told: Told[] = [];
  error: NetworkError | null = null;
  size = 0;
  /** What to do inside the callback of every chunk. */
  onChunk: ((chunk: Uint8Array) => void) | null = null;
  /** What to do inside the callback of the end. */
  onFinish: (() => void) | null = null;
  readonly #chunks: Buffer[] = [];
  readonly #world: World;
  #connection: Connection | null = null;
  #inCall = false;
  #left = false;

  constructor(world: World) {
    this.#world = world;
  }

  static connect(world: World, to: Endpoint, options?: ConnectOptions): Peer {
    const peer = new Peer(world);
    peer.#inCall = true;
    peer.use(world.network.connect(to, peer, options));
    peer.#inCall = false;
    return peer;
  }

  use(connection: Connection): void {
    this.#connection = connection;
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error('called back before the connection was handed over');
    return this.#connection;
  }

  get closed(): boolean {
    return this.has('close');
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  has(told: Told): boolean {
    return this.told.includes(told);
  }

  write(data: string | Uint8Array): boolean {
    return this.#call((connection) => connection.write(data));
  }

  /** Writes lent memory, and spoils it at once. */
  lend(head: string, bytes: Uint8Array, tail?: string): boolean {
    const lent = Buffer.alloc(bytes.length + 2, '<');
    lent.set(bytes, 1);
    const room = this.#call((connection) => connection.writeBorrowed(head, lent, 1, bytes.length + 1, tail));
    lent.fill('!');
    return room;
  }

  end(): void {
    this.#call((connection) => connection.end());
  }

  close(): void {
    this.#left = true;
    this.#call((connection) => connection.close());
  }

  reset(): void {
    this.#left = true;
    this.#call((connection) => connection.reset());
  }

  pause(): void {
    this.#call((connection) => connection.pause());
  }

  resume(): void {
    this.#call((connection) => connection.resume());
  }

  onOpen(): void {
    this.#tell('open');
  }

  onData(chunk: Uint8Array): void {
    // A copy: the chunk is borrowed.
    this.#chunks.push(Buffer.from(chunk));
    this.size += chunk.length;
    this.#tell('data');
    this.onChunk?.(chunk);
    this.#world.notify();
  }

  onEnd(): void {
    this.#tell('end');
    this.onFinish?.();
  }

  onDrain(): void {
    this.#tell('drain');
  }

  onClose(error: NetworkError | null): void {
    this.error = error;
    this.#tell('close');
  }

  #call<T>(use: (connection: Connection) => T): T {
    this.#inCall = true;
    try {
      return use(this.connection);
    } finally {
      this.#inCall = false;
    }
  }

  #tell(told: Told): void {
    const { broken } = this.#world;
    if (this.#inCall) broken.push(`${told} from inside a call`);
    if (this.closed) broken.push(`${told} after close`);
    else if (this.#left && told !== 'close') broken.push(`${told} after it was closed here`);
    if (told !== 'data' || this.told.at(-1) !== 'data') this.told.push(told);
    if (told !== 'data') this.#world.notify();
  }
}

export interface Server {
  readonly listener: Listener;
  readonly endpoint: Endpoint;
  readonly peers: readonly Peer[];
  /** The first that came. */
  readonly peer: Peer;
}

/** Listens; resolves when it accepts. `onPeer` may set up a connection the moment it is accepted. */
export async function listen(
  world: World,
  at: Endpoint,
  onPeer: (peer: Peer) => void = () => {},
  options?: ListenOptions,
): Promise<Server> {
  const peers: Peer[] = [];
  let endpoint: Endpoint | null = null;
  let failure: NetworkError | null = null;
  const handler: ListenHandler = {
    onListening(real) {
      endpoint = real;
      world.notify();
    },
    onConnection(connection) {
      const peer = new Peer(world);
      peer.use(connection);
      peers.push(peer);
      onPeer(peer);
      world.notify();
      return peer;
    },
    onError(error) {
      failure = error;
      world.notify();
    },
  };
  const listener = world.network.listen(at, handler, options);
  await world.until('a listener', () => endpoint !== null || failure !== null);
  if (failure !== null) throw Object.assign(new Error('listening failed'), { failure });
  return {
    listener,
    endpoint: endpoint ?? at,
    peers,
    get peer() {
      const [peer] = peers;
      if (peer === undefined) throw new Error('nobody connected');
      return peer;
    },
  };
}

/** A listener and one connection to it, both ends open. */
export async function pair(world: World, at: Endpoint): Promise<{ client: Peer; server: Peer; at: Server }> {
  const accepting = await listen(world, at);
  const client = Peer.connect(world, accepting.endpoint);
  await world.until('a connection', () => client.has('open') && accepting.peers.length === 1);
  accepting.listener.close();
  return { client, server: accepting.peer, at: accepting };
}

/**
 * Writes to a peer that is gone until that is noticed. Who has seen the end reads no more, so a reset shows at a write;
 * and the first write may be what causes it.
 */
export async function writeInVain(world: World, peer: Peer): Promise<void> {
  for (let i = 0; i < 10 && !peer.closed; i++) {
    peer.write('anybody there?');
    await world.settled();
  }
  await world.until('a close', () => peer.closed);
}
