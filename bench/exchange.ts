/**
 * What one exchange costs in the balancer's own code: real balancer, no sockets. `npm run bench:exchange`. Connections
 * are objects that hand over the same bytes again and again; the minimum of many short rounds is steady even on a busy
 * machine.
 */
import { assembleBalancer } from '../src/balancer/balancer.ts';
import { DEFAULT_BACKEND, DEFAULTS } from '../src/balancer/config/config.ts';
import type {
  Connection,
  ConnectionHandler,
  Endpoint,
  Listener,
  ListenHandler,
  Network,
} from '../src/kernel/network.ts';
import { seededRandom } from '../src/kernel/seeded-random.ts';
import { nodeClock } from '../src/node/clock.ts';

const SMALL = Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1:19101\r\n\r\n', 'latin1');
const BROWSER = Buffer.from(
  'GET /api/items?page=2 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n' +
    'Accept: text/html,application/xhtml+xml,application/xml;q=0.9\r\nAccept-Language: en-GB,en;q=0.5\r\n' +
    'Accept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\nCookie: a=1; session=0123456789abcdef\r\n' +
    'Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: none\r\n\r\n',
  'latin1',
);
const answer = (body: number): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Wed, 25 Nov 2026 09:00:00 GMT\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${body}\r\nConnection: keep-alive\r\n\r\n${'x'.repeat(body)}`,
    'latin1',
  );

class Pipe implements Connection {
  readonly remote: Endpoint = { host: '127.0.0.1', port: 40_000 };
  readonly local: Endpoint = { host: '127.0.0.1', port: 8080 };
  readonly backlog = 0;
  handler: ConnectionHandler | null = null;
  onWrite: () => void = () => {};

  write(data: string | Uint8Array): boolean {
    bytes += data.length;
    this.onWrite();
    return true;
  }
  writeBorrowed(text: string, _chunk: Uint8Array, start: number, end: number): boolean {
    bytes += text.length + end - start;
    this.onWrite();
    return true;
  }
  end(): void {}
  close(): void {}
  reset(): void {}
  pause(): void {}
  resume(): void {}
}

let bytes = 0;

/** Backends answer when the event that wrote to them is over. */
class Wires implements Network {
  readonly asked: ConnectionHandler[] = [];
  server: ListenHandler | null = null;

  listen(endpoint: Endpoint, handler: ListenHandler): Listener {
    this.server = handler;
    handler.onListening(endpoint);
    return { endpoint, close() {} };
  }

  connect(_to: Endpoint, handler: ConnectionHandler): Connection {
    const pipe = new Pipe();
    pipe.onWrite = () => this.asked.push(handler);
    this.opening.push(handler);
    return pipe;
  }

  readonly opening: ConnectionHandler[] = [];
}

function measure(name: string, request: Buffer, response: Buffer): void {
  const wires = new Wires();
  const clock = nodeClock();
  const balancer = assembleBalancer(
    { clock, network: wires, random: seededRandom(1) },
    {
      ...DEFAULTS,
      listen: { host: '127.0.0.1', port: 8080 },
      backends: [1, 2, 3].map((i) => ({ ...DEFAULT_BACKEND, host: '127.0.0.1', port: 3000 + i })),
    },
    { parts: { prober: () => ({ watch() {}, stop() {} }) } },
  );
  balancer.start(
    () => {},
    () => {},
  );
  const clients = Array.from({ length: 64 }, () => {
    const pipe = new Pipe();
    return (wires.server as ListenHandler).onConnection(pipe);
  });
  bytes = 0;
  let sent = 0;
  const round = (requests: number): void => {
    for (let i = 0; i < requests; i += clients.length) {
      sent += clients.length;
      for (const client of clients) client.onData(request);
      for (const opened of wires.opening.splice(0)) opened.onOpen();
      for (const asked of wires.asked.splice(0)) asked.onData(response);
    }
  };
  round(100_000);
  const costs: number[] = [];
  for (let i = 0; i < 40; i++) {
    const before = process.cpuUsage();
    round(16_384);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 16_384);
  }
  costs.sort((a, b) => a - b);
  const [least = 0] = costs;
  const middle = costs[costs.length >> 1] ?? 0;
  process.stdout.write(
    `${name.padEnd(36)} ${least.toFixed(2)} µs at best, ${middle.toFixed(2)} in the middle, ${Math.round(bytes / sent)} bytes out\n`,
  );
  balancer.stop(() => {});
}

measure('small request, 47 bytes', SMALL, answer(47));
measure('ten fields, 47 bytes', BROWSER, answer(47));
measure('small request, 10 KB', SMALL, answer(10_240));
process.exit(0);
