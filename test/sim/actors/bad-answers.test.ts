/** Bad answers as they look on the wire, to a peer that knows nothing of HTTP. */
import { describe, expect, test } from 'vitest';
import { bodyOf } from '../../../src/sim/actors/payload.ts';
import { EVERYTHING } from '../../../src/sim/behavior/fault-scope.ts';
import type { Fault } from '../../../src/sim/scenario/fault-spec.ts';
import type { Peer } from '../../network/peer.ts';
import { type BackendLab, backendLab, MS, PROBE, request } from './backend-lab.ts';

const INSTANT = { kind: 'constant', value: 0 } as const;

interface Seen {
  readonly peer: Peer;
  readonly story: string[];
  readonly head: string;
  readonly body: string;
  readonly world: BackendLab;
}

/** What comes of one request (or probe) under these faults, up to a time. */
function see(faults: readonly Fault[], text = request(1), until = 400 * MS): Seen {
  const world = backendLab(INSTANT);
  const peer = world.connect();
  for (const fault of faults) world.backend.switchOn(fault);
  peer.write(text);
  world.lab.runTo(until);
  const end = peer.text.indexOf('\r\n\r\n');
  return { peer, story: world.story(), head: peer.text.slice(0, end), body: peer.text.slice(end + 4), world };
}

/** The good answer, to compare with. */
const GOOD = see([]).peer.text;

describe('cut answers', () => {
  test('reset before the head: not a byte', () => {
    const { peer, story } = see([{ kind: 'reset', bytes: 0 }]);
    expect([peer.text, peer.error?.code]).toEqual(['', 'reset']);
    expect(story).toEqual(['open@0', 'request 1@0', 'abort 1@0', 'close@0']);
  });

  test('reset after some bytes', () => {
    const { peer, story } = see([{ kind: 'reset', bytes: 30 }]);
    expect([peer.text, peer.error?.code]).toEqual([GOOD.slice(0, 30), 'reset']);
    expect(story).toContain('abort 1@0');
  });

  test('reset beyond the end: a good answer', () => {
    expect(see([{ kind: 'reset', bytes: GOOD.length }]).peer.text).toBe(GOOD);
  });

  test.each([1, 7])('truncated: as much of the body, and an orderly end (request %i)', (id) => {
    const { peer, body, story } = see([{ kind: 'truncate', bytes: 10 }], request(id));
    expect([body.length, peer.has('end'), peer.error]).toEqual([10, true, null]);
    expect(story).toContain(`abort ${id}@0`);
  });
});

describe('answers that are too much', () => {
  test('overlong: bytes behind the end, on a connection that stays', () => {
    const { peer, story } = see([{ kind: 'overlong', bytes: 5 }]);
    expect([peer.text, peer.has('end')]).toEqual([`${GOOD}~~~~~`, false]);
    expect(story).toContain('answer 1 200@0');
  });

  test('conflicting lengths, also with chunks', () => {
    for (const id of [1, 7]) {
      const { head } = see([{ kind: 'conflicting_lengths' }], request(id));
      expect(head.match(/^(content-length|transfer-encoding):/gim)).toHaveLength(2);
    }
  });

  test.each(['endless_head', 'endless_body'] as const)(
    '%s: goes on until it is over, and ends with a reset',
    (kind) => {
      const { peer, world } = see([{ kind }]);
      const before = peer.text.length;
      expect(before).toBeGreaterThan(100_000);
      expect(peer.text.includes('\r\n\r\n')).toBe(kind === 'endless_body');
      world.backend.switchOff(kind);
      world.lab.run();
      expect(peer.error?.code).toBe('reset');
      expect(world.story()).toContain('abort 1@400');
    },
  );

  test('an endless answer does not outlive its connection', () => {
    const { peer, world } = see([{ kind: 'endless_body' }]);
    peer.close();
    // It comes to an end: nothing is left to happen.
    world.lab.run();
    expect(
      world
        .story()
        .slice(-2)
        .map((line) => line.split('@')[0]),
    ).toEqual(['abort 1', 'close reset']);
  });

  test.each([1, 7])('a huge body is the usual one, over and over (request %i)', (id) => {
    const { head, body } = see([{ kind: 'huge_body', size: 100_000 }], request(id));
    expect(head).toMatch(/\r\nContent-Length: 100000\r\nX-Lbsim-Size: 100000$/);
    expect(head).not.toContain('chunked');
    expect(body).toBe(bodyOf(id).repeat(2_000).slice(0, 100_000));
  });
});

describe('slow answers', () => {
  test('a drip comes so many bytes at a time', () => {
    const { peer, world, story } = see([{ kind: 'drip', bytes: 10, pause: 5 * MS }], request(1), 50 * MS);
    expect(peer.text).toBe(GOOD.slice(0, peer.text.length));
    expect(peer.text.length).toBeGreaterThanOrEqual(90);
    expect(peer.text.length).toBeLessThanOrEqual(110);
    expect(story.at(-1)).toBe('request 1@0');
    world.backend.switchOff('drip');
    world.lab.run();
    expect(peer.text).toBe(GOOD);
    expect(world.story().at(-1)).toBe('answer 1 200@50');
  });

  test('throttled: the bandwidth is kept', () => {
    const faults: Fault[] = [
      { kind: 'huge_body', size: 50_000 },
      { kind: 'throttle', rate: 100_000 },
    ];
    const { peer } = see(faults);
    expect(peer.text.length).toBeGreaterThan(38_000);
    expect(peer.text.length).toBeLessThan(42_000);
  });

  test('who reads slowly is waited for', () => {
    const world = backendLab(INSTANT);
    const peer = world.connect();
    world.backend.switchOn({ kind: 'huge_body', size: 1_000_000 });
    peer.connection.pause();
    peer.write(request(1));
    world.lab.run();
    expect(world.story().at(-1)).toBe('request 1@0');
    peer.connection.resume();
    world.lab.run();
    expect(peer.text.length).toBeGreaterThan(1_000_000);
    expect(world.story().at(-1)).toMatch(/^answer 1 200/);
  });
});

describe('odd heads', () => {
  test('malformed: no status line', () => {
    const { head } = see([{ kind: 'malformed_head' }]);
    expect(head.split('\r\n')[0]).toBe('HTTP/1.1 two-hundred');
  });

  test('early: interim answers first', () => {
    const { peer } = see([{ kind: 'early', interim: 103, count: 2 }]);
    expect(peer.text).toBe(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(2)}${GOOD}`);
  });

  test('no keep-alive: says so, and closes', () => {
    const { peer, head } = see([{ kind: 'no_keep_alive' }]);
    expect(head).toMatch(/\r\nConnection: close$/);
    expect(peer.has('end')).toBe(true);
  });
});

describe('probes', () => {
  test('one that is cut or drips is neither good nor bad for certain', () => {
    for (const fault of [
      { kind: 'truncate', bytes: 0 },
      { kind: 'drip', bytes: 1, pause: 100 },
      { kind: 'malformed_head' },
      { kind: 'reset', bytes: 3 },
    ] as const) {
      expect(see([fault], PROBE).story).toContain('probe-answer #0 0@0');
    }
  });

  test('one that is reset at once was never answered', () => {
    expect(see([{ kind: 'reset', bytes: 0 }], PROBE).story.filter((line) => line.startsWith('probe-answer'))).toEqual(
      [],
    );
  });

  test('are spared by huge bodies', () => {
    expect(see([{ kind: 'huge_body', size: 1_000 }], PROBE).body).toBe('OK\n');
  });
});

describe('limits', () => {
  const only = (scope: Partial<typeof EVERYTHING>): Fault => ({
    kind: 'status',
    code: 500,
    scope: { ...EVERYTHING, ...scope },
  });

  /** The statuses of a request for each id and then a probe, on one connection. */
  function statuses(fault: Fault, ids: readonly number[] = [1, 21]): string[] {
    const { peer } = see([fault], ids.map((id) => request(id)).join('') + PROBE);
    return [...peer.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? '');
  }

  test('paths, requests only, probes only', () => {
    expect(statuses(only({}))).toEqual(['500', '500', '500']);
    expect(statuses(only({ paths: '/r/2' }))).toEqual(['200', '500', '200']);
    expect(statuses(only({ paths: '/health' }))).toEqual(['200', '200', '500']);
    expect(statuses(only({ only: 'requests' }))).toEqual(['500', '500', '200']);
    expect(statuses(only({ only: 'probes' }))).toEqual(['200', '200', '500']);
  });

  test('a share of connections: all of one or nothing of it, in the end as many as said', () => {
    const world = backendLab(INSTANT);
    world.backend.switchOn(only({ share: 0.3 }));
    const peers = Array.from({ length: 300 }, () => world.connect());
    for (const peer of peers) peer.write(request(1) + request(2) + request(3));
    world.lab.run();
    const counts = peers.map((peer) => peer.text.match(/HTTP\/1\.1 500/g)?.length ?? 0);
    expect(new Set(counts)).toEqual(new Set([0, 3]));
    const hit = counts.filter((count) => count === 3).length;
    expect(Math.abs(hit - 90)).toBeLessThan(6 * Math.sqrt(300 * 0.3 * 0.7));
  });
});

describe('several at once work in the order in which they were switched on', () => {
  test('truncated, then too long, is not too long, then truncated', () => {
    const cut: Fault = { kind: 'truncate', bytes: 4 };
    const long: Fault = { kind: 'overlong', bytes: 2 };
    expect(see([cut, long]).body).toBe(`${bodyOf(1).slice(0, 4)}~~`);
    expect(see([long, cut]).body).toBe(bodyOf(1).slice(0, 4));
  });

  test('the last status counts, and drips', () => {
    const { head, story } = see([
      { kind: 'status', code: 500 },
      { kind: 'drip', bytes: 50, pause: 100 },
      { kind: 'status', code: 404 },
      { kind: 'early', interim: 103, count: 1 },
    ]);
    expect(head).toBe('HTTP/1.1 103 Early Hints');
    expect(story.at(-1)).toMatch(/^answer 1 404@\d/);
  });
});
