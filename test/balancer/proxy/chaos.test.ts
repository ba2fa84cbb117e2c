/** The laws that hold whatever clients and backends do: random interleavings of random peers on a rough network. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyOf, type Deed, deed } from './chaotic-backend.ts';
import { type ChaoticClient, chaoticClient, pathOf, type Request, scriptOf } from './chaotic-client.ts';
import type { BackendSpec, Play, Stage } from './harness.ts';
import type { RawPeer } from './raw-peer.ts';
import { readAnswers } from './read-answers.ts';
import { playVirtually, ROUGH } from './virtual-world.ts';

const TIMEOUTS = { connect: 20_000, response: 60_000, request: 60_000, idle: 90_000, upstreamIdle: 30_000 };
/** Small, so that everybody has to wait for everybody; or larger than all that is ever held back. */
const WINDOWS = [4096, 4096, 1_000_000];
const OWN = [400, 408, 502, 503, 504];

const backend = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 6 }),
  gone: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('refuses', 'silent') },
  ),
  weight: fc.integer({ min: 1, max: 3 }),
  cap: fc.constantFrom(0, 1, 2),
});
const backends = fc.array(backend, { minLength: 1, maxLength: 3 });

test('concurrent_requests: nobody is left waiting, nothing leaks, no answer goes astray or only looks whole', () => {
  fc.assert(
    fc.property(backends, fc.array(chaoticClient, { minLength: 1, maxLength: 4 }), fc.nat(1_000_000), (...drawn) => {
      play(...drawn);
    }),
    { numRuns: 300, seed: 20_240_607 },
  );
});

test('where backends answer and clients wait, every request gets its answer', () => {
  const good = backend.map(({ deeds, weight, cap }) => ({
    deeds: deeds.map(
      (one): Deed => ({ ...one, kind: HONEST[one.kind], cutAt: null, delay: one.delay % 3000, early: false }),
    ),
    gone: undefined,
    weight,
    cap,
  }));
  const polite = chaoticClient.map((client): ChaoticClient => {
    // Nothing behind what says that it is the last, and nothing later than the time-outs allow.
    const requests = client.requests.map((one, index): Request => {
      const last = index === client.requests.length - 1;
      return {
        ...one,
        pause: one.pause % (client.stopsReading > 0 ? 5000 : 30_000),
        closes: one.closes && last,
        minor: last ? one.minor : 1,
      };
    });
    return { ...client, requests, leaves: 'politely', stopsReading: client.stopsReading % 30_000 };
  });
  fc.assert(
    fc.property(
      fc.array(good, { minLength: 1, maxLength: 3 }),
      fc.array(polite, { minLength: 1, maxLength: 4 }),
      fc.nat(1_000_000),
      (backends, clients, seed) => {
        const stage = play(backends, clients, seed);
        for (const peer of stage.clients) {
          expect(peer.outcome).toBe('closed');
          expect(peer.received).not.toMatch(/^HTTP\/1\.1 (?!200|204|405|103)/m);
        }
        expect(stage.metrics().total_errors).toBe(0);
      },
    ),
    { numRuns: 300, seed: 20_240_608 },
  );
});

const HONEST: Readonly<Record<Deed['kind'], Deed['kind']>> = {
  length: 'length',
  chunked: 'chunked',
  'until close': 'until close',
  'no body': 'no body',
  garbage: 'length',
  end: 'chunked',
  reset: 'until close',
  silence: 'no body',
};

interface ChaoticHost {
  readonly deeds: readonly Deed[];
  readonly gone: 'refuses' | 'silent' | undefined;
  readonly weight: number;
  readonly cap: number;
}

/** Plays and judges what must hold in any case. */
function play(hosts: readonly ChaoticHost[], clients: readonly ChaoticClient[], seed: number): Stage {
  const given: Deed[][] = hosts.map(({ deeds }) => [...deeds]);
  const one: Play = {
    together: true,
    clients: clients.map((client, number) => ({ sends: scriptOf(client, number), gets: '', ends: 'any' })),
    backends: hosts.map(({ gone, weight, cap }): BackendSpec => {
      return { connections: [], weight, connectionsMax: cap, ...(gone === undefined ? {} : { gone }) };
    }),
    timeouts: TIMEOUTS,
  };
  // Each deed is done over and over, in turn.
  const next = (index: number): Deed => {
    const queue = given[index] as Deed[];
    const deed = queue.shift() as Deed;
    queue.push(deed);
    return deed;
  };
  const window = WINDOWS[seed % WINDOWS.length] as number;
  const { stage, leaks } = playVirtually(one, seed, { ...ROUGH, window }, undefined, next);
  expect(stage.surprises).toEqual([]);
  expect(leaks).toEqual([]);
  const metrics = stage.metrics();
  for (const { active_connections, total_errors, total_requests } of metrics.backends) {
    expect(active_connections).toBe(0);
    expect(total_errors).toBeLessThanOrEqual(total_requests);
  }
  expect(metrics.backends.map((backend) => backend.total_requests)).toEqual(stage.selects);
  const deeds = hosts.flatMap((host) => host.deeds);
  for (const [number, client] of clients.entries()) {
    judgeClient(client, number, stage.clients[number] as RawPeer, deeds);
  }
  return stage;
}

function judgeClient(client: ChaoticClient, number: number, peer: RawPeer, deeds: readonly Deed[]): void {
  expect(peer.closed).toBe(true);
  const { requests } = client;
  const answers = readAnswers(peer.received, methodsSent(client, number));
  const polite = client.leaves === 'politely';
  expect(answers.length).toBeLessThanOrEqual(
    requests.length + (client.leaves === 'malformed' ? 1 : 0) + (polite ? 1 : 0),
  );
  answers.forEach(({ status, body, whole, untilClose }, index) => {
    const request = requests[index];
    const path = pathOf(number, index, request?.local ?? false);
    const ended = index === answers.length - 1;
    if (!whole) expect(ended && (peer.outcome === 'reset' || !polite)).toBe(true);
    if (status === 204 || request?.method === 'HEAD' || OWN.includes(status)) return;
    expect(status).toBe(request?.local === true && request.method !== 'GET' ? 405 : 200);
    if (request?.local === true) return;
    const wanted = deeds.map(({ size }) => bodyOf(path, size)).filter((one) => one.startsWith(body) || body === '<');
    expect(wanted.length, `a body of its own: ${body.slice(0, 40)}`).toBeGreaterThan(0);
    // What ends with the connection is whole only if that ended in good order, and nobody broke it off.
    if (whole && (!untilClose || (peer.outcome === 'closed' && polite))) expect(wanted).toContain(body);
  });
  // A client that keeps to the rules has all its answers, unless it was told that no more come.
  const last = answers.at(-1);
  const told = last === undefined || /^connection: close\r$/im.test(last.head) || peer.outcome === 'reset';
  if (polite && !told) expect(answers.length).toBe(requests.length);
}

/** Of the requests whose heads were sent to the end: who breaks one off is no HEAD to anybody. */
function methodsSent(client: ChaoticClient, number: number): string[] {
  const sent = scriptOf(client, number).filter((step) => typeof step === 'string');
  return sent.filter((text) => text.includes('\r\n\r\n')).map((text) => text.slice(0, text.indexOf(' ')));
}
