/** A fake backend on a virtual network, with raw connections to it and its rows in short. */
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { type BackendOptions, FakeBackend } from '../../../src/sim/actors/backend.ts';
import type { History, HistoryRow } from '../../../src/sim/history/history.ts';
import type { BackendSpec } from '../../../src/sim/scenario/backend-spec.ts';
import type { LatencySpec } from '../../../src/sim/scenario/latency-spec.ts';
import { Peer } from '../../network/peer.ts';
import { emptyHistory, rowsOf } from '../rows.ts';
import { Lab, type Machine } from '../virtual/lab.ts';

export const MS = 1_000;
const ENDPOINT = { host: '127.0.0.2', port: 3001 };

export interface BackendLab {
  readonly lab: Lab;
  readonly backend: FakeBackend;
  readonly machine: Machine;
  readonly history: History;
  /** A connection that is open. */
  connect(): Peer;
  /** The rows so far. */
  story(): string[];
}

/** `more` is what its spec says besides its latency; `exit` is what a fault that ends the process calls. */
export function backendLab(
  latency: LatencySpec = { kind: 'constant', value: 5 * MS },
  more: Partial<BackendSpec> = {},
  options: Pick<BackendOptions, 'exit' | 'restarted'> = {},
): BackendLab {
  const lab = new Lab({ latency: 0 });
  const machine = lab.start('b1', ENDPOINT.host);
  const near = lab.start('near', '127.0.0.1');
  const history = emptyHistory();
  const ports = { clock: machine.process.clock, network: machine.network, random: seededRandom(1) };
  const spec = { name: 'b1', weight: 1, latency, ...more };
  const backend = new FakeBackend(ports, {
    spec,
    endpoint: ENDPOINT,
    healthPath: '/health',
    sink: history,
    ...options,
  });
  backend.start(
    () => {},
    (detail) => {
      throw new Error(detail);
    },
  );
  lab.run();
  return {
    lab,
    backend,
    machine,
    history,
    connect() {
      const peer = Peer.connect(near.world, ENDPOINT);
      near.world.until('a connection, or none', () => peer.has('open') || peer.closed);
      return peer;
    },
    story: () => rowsOf(history).map(inShort),
  };
}

/** `request 3@0`: the kind, what it is about, and when, in ms. */
function inShort({ kind, req, a, b, text, time }: HistoryRow): string {
  const words = [kind.slice('backend.'.length)];
  if (kind.startsWith('backend.probe')) words.push(`#${a}`);
  if (req >= 0) words.push(String(req));
  if (kind === 'backend.answer') words.push(String(a));
  if (kind === 'backend.probe-answer') words.push(String(b));
  if (kind === 'backend.close' && text !== '') words.push(text);
  return `${words.join(' ')}@${time / MS}`;
}

export const PROBE = 'GET /health HTTP/1.1\r\nHost: b\r\n\r\n';

export function request(id: number, more = ''): string {
  return `GET /r/${id}?id=${id} HTTP/1.1\r\nHost: lb\r\nX-Lbsim-Id: ${id}\r\n${more}\r\n`;
}

/** The statuses and ids of the answers in a text, in order. */
export function answers(text: string): string[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d+) [\s\S]*?(?=HTTP\/1\.1|$)/g)].map(([answer, status]) => {
    const id = /X-Lbsim-Id: (\d+)/.exec(answer)?.[1];
    return id === undefined ? String(status) : `${status} ${id}`;
  });
}
