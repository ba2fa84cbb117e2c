/** What reaches the policies of a request that came in as bytes: whose it is, its path, its field. */
import { expect, test } from 'vitest';
import { assembleBalancer } from '../../../src/balancer/balancer.ts';
import { type Algorithm, DEFAULT_BACKEND, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { SILENT_OBSERVER } from '../../../src/balancer/core/observer.ts';
import { seededRandom } from '../../../src/kernel/seeded-random.ts';
import { VirtualNetwork } from '../../../src/sim/virtual/network.ts';
import { VirtualProcess } from '../../../src/sim/virtual/process.ts';
import { Scheduler } from '../../../src/sim/virtual/scheduler.ts';
import { AWAIT_END, END, RawPeer } from './raw-peer.ts';

const LISTEN = { host: '127.0.0.1', port: 8080 };
const PROXY = '127.9.0.1';

interface Sent {
  readonly from: string;
  readonly target?: string;
  readonly fields?: string;
}

/** Which of eight backends each request is for, `attempts` of them one after the other. (None of them is there: the choice is all that counts.) */
function chosen(algorithm: Algorithm, requests: readonly Sent[], attempts = 1): number[] {
  const scheduler = new Scheduler(0);
  const network = new VirtualNetwork(scheduler);
  const random = seededRandom(1);
  const [lb, clients] = ['lb', 'clients'].map((name) => new VirtualProcess(name, scheduler)) as [
    VirtualProcess,
    VirtualProcess,
  ];
  const picked: number[] = [];
  const balancer = assembleBalancer(
    { clock: lb.clock, network: network.port(lb, LISTEN.host, random.fork('lb')), random: random.fork('luck') },
    {
      ...DEFAULTS,
      listen: LISTEN,
      algorithm,
      retry: { attempts, budget: 0 },
      forwarding: { trustedProxies: [PROXY], via: '' },
      backends: Array.from({ length: 8 }, (_, i) => ({ ...DEFAULT_BACKEND, host: `127.2.0.${i + 1}`, port: 3000 })),
    },
    {
      parts: { prober: () => ({ watch() {}, stop() {} }) },
      observer: { ...SILENT_OBSERVER, onSelect: ({ index }) => picked.push(index) },
    },
  );
  const port = network.port(clients, '127.0.0.1', random.fork('clients'));
  const send = (at: number): void => {
    const request = requests[at];
    if (request === undefined) return;
    const { from, target = '/', fields = '' } = request;
    const script = [`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`, AWAIT_END, END];
    let gone = false;
    const peer = new RawPeer(clients.clock, script, () => {
      if (!peer.closed || gone) return;
      gone = true;
      send(at + 1);
    });
    peer.attach(port.connect(LISTEN, peer, { localHost: from }), false);
  };
  balancer.start(
    () => send(0),
    () => {},
  );
  scheduler.run(() => false);
  expect(picked.length).toBe(requests.length * attempts);
  return picked;
}

const NUMBERS = Array.from({ length: 40 }, (_, i) => i);

test('ip_hash: one client is one client, over IPv4, IPv4 in IPv6 or a trusted proxy, however that spells it', () => {
  const places = (spell: (host: number) => Sent) => chosen('ip_hash', NUMBERS.map(spell));
  const plain = places((i) => ({ from: `10.0.0.${i}`, target: `/${i}` }));
  expect(new Set(plain).size).toBeGreaterThan(4);
  expect(places((i) => ({ from: `::ffff:10.0.0.${i}` }))).toEqual(plain);
  const via = (from: string, text: string): Sent => ({ from, fields: `X-Forwarded-For: ${text}\r\n` });
  expect(places((i) => via(PROXY, `10.0.0.${i}`))).toEqual(plain);
  expect(places((i) => via(`::ffff:${PROXY}`, `::FFFF:10.0.0.${i}`))).toEqual(plain);
  expect(places((i) => via(PROXY, `192.0.2.1, 10.0.0.${i}:5000`))).toEqual(plain);
  const six = places((i) => ({ from: `2001:db8::${i}` }));
  expect(places((i) => via(PROXY, `[2001:DB8:0:0::${i}]:443`))).toEqual(six);
  // Whoever is not trusted is itself, whatever it says.
  expect(new Set(places((i) => via('10.0.0.1', `10.0.0.${i}`)))).toEqual(new Set(plain.slice(1, 2)));
});

test('uri_hash: the path as it was sent, without its query, whoever asks', () => {
  const places = (spell: (i: number) => Sent) => chosen('uri_hash', NUMBERS.map(spell));
  const plain = places((i) => ({ from: '10.0.0.1', target: `/things/${i}` }));
  expect(new Set(plain).size).toBeGreaterThan(4);
  expect(places((i) => ({ from: `10.0.0.${i}`, target: `/things/${i}?page=${i}` }))).toEqual(plain);
});

test('header_hash: the field that the configuration names, in any case; without it, turns', () => {
  const places = (spell: (i: number) => Sent) => chosen('header_hash', NUMBERS.map(spell));
  const plain = places((i) => ({ from: '10.0.0.1', fields: `X-User-Id: user-${i}\r\n` }));
  expect(new Set(plain).size).toBeGreaterThan(4);
  expect(places((i) => ({ from: `10.0.0.${i}`, fields: `x-user-id:  user-${i} \r\n`, target: `/${i}` }))).toEqual(
    plain,
  );
  expect(places(() => ({ from: '10.0.0.1' }))).toEqual(NUMBERS.map((i) => i % 8));
});

test('least_connections and p2c: counts come back when requests are over, so that an idle pool is served evenly', () => {
  const idle = chosen(
    'least_connections',
    NUMBERS.map((i) => ({ from: `10.0.0.${i}` })),
  );
  expect(idle).toEqual(NUMBERS.map((i) => i % 8));
  expect(
    new Set(
      chosen(
        'p2c',
        NUMBERS.map(() => ({ from: '10.0.0.1' })),
      ),
    ).size,
  ).toBeGreaterThan(4);
});

test('what a dead backend leaves goes to all the others, and not to its neighbour', () => {
  const requests = NUMBERS.flatMap((i) => NUMBERS.map((k) => ({ from: '10.0.0.1', target: `/${i}/${k}` })));
  const picked = chosen('uri_hash', requests, 2);
  const seconds = picked.filter((_, at) => at % 2 === 1 && picked[at - 1] === 3);
  const shares = NUMBERS.slice(0, 8).map((backend) => seconds.filter((one) => one === backend).length);
  expect(shares[3]).toBe(0);
  expect(Math.min(...shares.filter((_, backend) => backend !== 3))).toBeGreaterThan(seconds.length / 14);
});
