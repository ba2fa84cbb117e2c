/**
 * A load of constant rate that measures from the moment a request was due, on a few connections:
 * `node bench/rate-client.ts --port 8080 --rate 1000 --seconds 5 --connections 10`. Prints one line of JSON, times in µs.
 *
 * It waits by spinning: timers of Node.js and of autocannon go by whole milliseconds, autocannon's figures as well,
 * and what a proxy adds is a tenth of that. So it uses up one processor.
 */
import { connect, type Socket } from 'node:net';
import { answerLength, isSuccess } from './measure/answer-length.ts';
import { distribution } from './report/statistics.ts';
import { positive, readOptions } from './stage/options.ts';

const options = readOptions({
  port: { type: 'string', default: '8080' },
  path: { type: 'string', default: '/' },
  rate: { type: 'string', default: '1000' },
  seconds: { type: 'string', default: '5' },
  connections: { type: 'string', default: '10' },
});
const port = positive('port', options.port);
const interval = 1000 / positive('rate', options.rate);
const total = Math.max(1, Math.round((positive('seconds', options.seconds) * 1000) / interval));
/** Sent at the same rate before those that count, while connections and code get warm. */
const unmeasured = Math.ceil(total / 10);
/** How long the last answers may take. */
const PATIENCE_MS = 2_000;

const request = Buffer.from(`GET ${options.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
const latencies: number[] = [];
/** How long after it was due each request was sent: what the machine, and not the server, is to blame for. */
const lateness: number[] = [];
const idle: Connection[] = [];
/** Requests that found all connections busy, by number. */
const waiting: number[] = [];
let errors = 0;
let answered = 0;
let sent = 0;
let start = 0;

class Connection {
  readonly #socket: Socket;
  #number = 0;
  #busy = false;
  #opened = false;
  #received: Buffer = Buffer.alloc(0);

  constructor() {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('connect', () => {
      this.#opened = true;
      idle.push(this);
    });
    this.#socket.on('data', (bytes) => this.#receive(bytes));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#lose());
  }

  send(number: number): void {
    this.#number = number;
    this.#busy = true;
    this.#socket.write(request);
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const length = answerLength(this.#received);
    if (length === null || this.#received.length < length) return;
    if (!this.#busy || this.#received.length > length || !isSuccess(this.#received)) errors++;
    else if (this.#number >= unmeasured) latencies.push((performance.now() - dueAt(this.#number)) * 1000);
    this.#received = Buffer.alloc(0);
    this.#busy = false;
    answered++;
    const next = waiting.shift();
    if (next === undefined) idle.push(this);
    else this.send(next);
  }

  #lose(): void {
    if (this.#busy) {
      errors++;
      answered++;
    }
    const index = idle.indexOf(this);
    if (index >= 0) idle.splice(index, 1);
    if (this.#opened && answered < total + unmeasured) new Connection();
  }
}

function dueAt(number: number): number {
  return start + number * interval;
}

function turn(): void {
  const now = performance.now();
  for (; sent < total + unmeasured && dueAt(sent) <= now; sent++) {
    if (sent >= unmeasured) lateness.push((now - dueAt(sent)) * 1000);
    const connection = idle.shift();
    if (connection === undefined) waiting.push(sent);
    else connection.send(sent);
  }
  if (answered < total + unmeasured && now < dueAt(total + unmeasured) + PATIENCE_MS) setImmediate(turn);
  else finish();
}

function finish(): void {
  errors += total + unmeasured - answered;
  console.log(JSON.stringify({ ...distribution(latencies), sentLateP99: distribution(lateness).p99, errors }));
  process.exit();
}

for (let i = 0; i < positive('connections', options.connections); i++) new Connection();
setTimeout(() => {
  start = performance.now();
  turn();
}, 200);
