/** Stopping in good order: who is idle is closed, who is busy is finished, and nothing is left behind. */
import { expect, test } from 'vitest';
import { assembleBalancer, type Balancer } from '../../src/balancer/balancer.ts';
import { type BalancerConfig, DEFAULT_BACKEND, DEFAULTS } from '../../src/balancer/config/config.ts';
import { seededRandom } from '../../src/kernel/seeded-random.ts';
import { VirtualNetwork } from '../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../src/sim/virtual/process.ts';
import { Scheduler } from '../../src/sim/virtual/scheduler.ts';
import { CLOSES, get, ok } from './proxy/messages.ts';
import { AWAIT_END, END, HEAD, pause, RawPeer, type Script, until } from './proxy/raw-peer.ts';
import { SMOOTH } from './proxy/virtual-world.ts';

const LISTEN = { host: '127.0.0.1', port: 8080 };
const BACKEND = { host: '127.2.0.1', port: 3001 };
const CONFIG: BalancerConfig = {
  ...DEFAULTS,
  listen: LISTEN,
  backends: [{ ...DEFAULT_BACKEND, ...BACKEND }],
};

/** Clients with these scripts; the backend answers each request, 20 ms after its head. `act` is done at `at` ms, or before anything happens. */
function run(clients: readonly Script[], at: number, act: (balancer: Balancer, onStopped: () => void) => void) {
  const scheduler = new Scheduler(0);
  const network = new VirtualNetwork(scheduler, SMOOTH, true);
  const [lb, backend, lab] = ['lb', 'backend', 'lab'].map((name) => new VirtualProcess(name, scheduler)) as [
    VirtualProcess,
    VirtualProcess,
    VirtualProcess,
  ];
  const random = seededRandom(3);
  const answering: Script = [HEAD, pause(20), ok('x'), HEAD, pause(20), ok('x')];
  network.port(backend, BACKEND.host, random).listen(BACKEND, {
    onListening() {},
    onConnection: (connection) => new RawPeer(backend.clock, answering).attach(connection, true),
    onError() {},
  });
  const balancer = assembleBalancer(
    { clock: lb.clock, random, network: network.port(lb, LISTEN.host, random) },
    CONFIG,
  );
  balancer.start(
    () => {},
    () => expect.unreachable(),
  );
  const port = network.port(lab, LISTEN.host, random);
  const peers = clients.map((script) => {
    const peer = new RawPeer(lab.clock, script);
    return peer.attach(port.connect(LISTEN, peer), false);
  });
  let stoppedAt = -1;
  const acting = (): void =>
    act(balancer, () => {
      stoppedAt = scheduler.now;
    });
  if (at < 0) acting();
  else lab.clock.after(at * 1000, acting);
  scheduler.run(() => false);
  expect(lb.resources.size, 'what the balancer left open').toBe(0);
  expect(backend.resources.size, 'connections to the backend').toBe(1);
  return { peers, stoppedAt, endedAt: scheduler.now };
}

const stop = (balancer: Balancer, onStopped: () => void): void => balancer.stop(onStopped);

test('an idle client is closed, a busy one gets its answer and the word that it is the last', () => {
  const idle = [get('/lb/health'), until('}'), AWAIT_END, END];
  const busy = [pause(1), get(), AWAIT_END, END];
  const { peers, stoppedAt } = run([idle, busy], 5, stop);
  expect(peers[0]?.received).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(peers[0]?.received).not.toContain(CLOSES);
  expect(peers[1]?.received).toBe(ok('x', CLOSES));
  expect(peers.map(({ endedFirst, outcome }) => [endedFirst, outcome])).toEqual([
    [true, 'closed'],
    [true, 'closed'],
  ]);
  expect(stoppedAt).toBeGreaterThan(20_000);
  expect(stoppedAt).toBeLessThan(25_000);
});

test('pipelined requests behind the current one are not begun', () => {
  const { peers } = run([[get('/1') + get('/2'), AWAIT_END, END]], 5, stop);
  expect(peers[0]?.received).toBe(ok('x', CLOSES));
});

test('nobody there: stopped at once, and no probe more', () => {
  const { stoppedAt, endedAt } = run([], 5, stop);
  expect(stoppedAt).toBe(5000);
  expect(endedAt).toBeLessThan(5_000_000);
});

test('stopped before it listens: it never probes', () => {
  const { stoppedAt, endedAt } = run([], -1, stop);
  expect(stoppedAt).toBe(0);
  expect(endedAt).toBe(0);
});

test('who comes after the stop is refused', () => {
  const scripts = [[get(), AWAIT_END, END]];
  const { peers } = run(scripts, 0, stop);
  expect(peers.map(({ outcome, received }) => [outcome, received])).toEqual([['refused', '']]);
});

test('stopNow cuts off who is still busy', () => {
  const { peers, stoppedAt } = run([[get(), AWAIT_END, END]], 5, (balancer, onStopped) => {
    balancer.stop(onStopped);
    balancer.stopNow();
  });
  expect(peers[0]?.received).toBe('');
  expect(peers[0]?.closed).toBe(true);
  expect(stoppedAt).toBe(5000);
});

test('stopped twice: both are told, when all is done', () => {
  let told = 0;
  const { stoppedAt } = run([[get(), AWAIT_END, END]], 5, (balancer, onStopped) => {
    balancer.stop(() => told++);
    balancer.stop(onStopped);
  });
  expect(stoppedAt).toBeGreaterThan(20_000);
  expect(told).toBe(1);
});
