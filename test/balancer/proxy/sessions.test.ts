/** Sticky sessions through the whole balancer: in virtual time, and where time is no matter on real sockets as well. */
import { describe, expect, test } from 'vitest';
import { type BalancerConfig, DEFAULTS } from '../../../src/balancer/config/config.ts';
import type { BackendState } from '../../../src/balancer/core/backend.ts';
import type { BackendSpec, ClientSpec, Play, Stage } from './harness.ts';
import { playLive } from './live-world.ts';
import { get, message, ok } from './messages.ts';
import { CLOSE, END, HEAD, pause, type Step, until } from './raw-peer.ts';
import { Browser, Stagehand, sessionPlay } from './session-play.ts';
import { playVirtually, ROUGH, SMOOTH } from './virtual-world.ts';

const TTL_SECONDS = 600;
const COOKIE = { mode: 'cookie', ttl: TTL_SECONDS * 1e6 } as const;
const HEADER = { mode: 'header', ttl: TTL_SECONDS * 1e6 } as const;

interface World {
  readonly name: string;
  run(play: Play): Promise<Stage>;
}

const VIRTUAL: World = {
  name: 'virtual',
  async run(play) {
    const { stage, leaks } = playVirtually(play, 1, ROUGH);
    expect(stage.surprises).toEqual([]);
    expect(leaks).toEqual([]);
    return stage;
  },
};
const LIVE: World = {
  name: 'live',
  async run(play) {
    const stage = await playLive(play);
    expect(stage.surprises).toEqual([]);
    return stage;
  },
};

function repeat(times: number, client: () => ClientSpec): ClientSpec[] {
  return Array.from({ length: times }, client);
}

describe.each([VIRTUAL, LIVE])('in the $name world', ({ run }) => {
  test('a client stays with its backend over many connections, and is told once', async () => {
    const [anna, bert] = [new Browser(), new Browser()];
    await run(
      sessionPlay(
        COOKIE,
        [anna, bert, anna, anna, bert, anna, bert].map((browser) => browser.visit()),
      ),
    );
    expect(anna.servedBy).toEqual(['b0', 'b0', 'b0', 'b0']);
    expect(bert.servedBy).toEqual(['b1', 'b1', 'b1']);
    expect(anna.told).toEqual([1, 0, 0, 0]);
    expect(bert.told).toEqual([1, 0, 0]);
    expect(anna.seen[0]?.cookies[0]).toMatch(/^X-LB-Session=[\w-]{40}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  });

  test('its backend is lost: another one takes over and keeps it', async () => {
    const stagehand = new Stagehand();
    const browser = new Browser();
    const visits = [
      browser.visit(),
      browser.visit({ before: stagehand.set(0, 'Unhealthy') }),
      browser.visit(),
      browser.visit({ before: stagehand.set(0, 'Healthy') }),
      browser.visit({ before: stagehand.set(1, 'Draining') }),
      browser.visit(),
    ];
    await run(sessionPlay(COOKIE, visits, stagehand));
    const [first, second, third, fourth, fifth, sixth] = browser.servedBy;
    expect([first, second, third, fourth]).toEqual(['b0', second, second, second]);
    expect(second).not.toBe('b0');
    expect(browser.told.slice(0, 4)).toEqual([1, 1, 0, 0]);
    expect([fifth === 'b1', fifth]).toEqual([false, sixth]);
  });

  test('a session that the client names', async () => {
    const stagehand = new Stagehand();
    const clients = new Map(['anna', 'bert', ''].map((name) => [name, new Browser()]));
    const visit = (name: string, before?: () => void): ClientSpec => {
      const fields = name === '' ? [] : [`X-Session-Id: ${name}`];
      return (clients.get(name) as Browser).visit({ fields, ...(before === undefined ? {} : { before }) });
    };
    const visits = ['anna', 'bert', '', 'anna', '', 'bert', '', 'anna'].map((name) => visit(name));
    await run(sessionPlay(HEADER, [...visits, visit('anna', stagehand.set(0, 'Unhealthy')), visit('anna')], stagehand));
    const anna = (clients.get('anna') as Browser).servedBy;
    expect(anna.slice(0, 3)).toEqual(['b0', 'b0', 'b0']);
    expect([anna[3] === 'b0', anna[3]]).toEqual([false, anna[4]]);
    expect((clients.get('bert') as Browser).servedBy).toEqual(['b1', 'b1']);
    expect(new Set((clients.get('') as Browser).servedBy).size).toBe(3);
    for (const { told } of clients.values()) expect(told.every((count) => count === 0)).toBe(true);
  });

  test('off: nobody is told anything, and cookies go on as they are', async () => {
    const browser = new Browser();
    browser.cookie = 'X-LB-Session=abc';
    await run(
      sessionPlay(
        { mode: 'off' },
        repeat(4, () => browser.visit()),
      ),
    );
    expect(browser.servedBy).toEqual(['b0', 'b1', 'b2', 'b0']);
    expect(browser.told).toEqual([0, 0, 0, 0]);
  });
});

test('another balancer with the same secret knows its clients, one with another secret does not', async () => {
  const browsers = [new Browser(), new Browser(), new Browser()];
  const visits = (): ClientSpec[] => browsers.map((browser) => browser.visit());
  await VIRTUAL.run(sessionPlay(COOKIE, visits()));
  await VIRTUAL.run(sessionPlay(COOKIE, visits().reverse()));
  expect(browsers.map(({ servedBy }) => servedBy)).toEqual([
    ['b0', 'b0'],
    ['b1', 'b1'],
    ['b2', 'b2'],
  ]);
  await VIRTUAL.run(sessionPlay({ ...COOKIE, secret: 'another' }, visits().reverse()));
  expect(browsers.map(({ servedBy }) => servedBy[2])).toEqual(['b2', 'b1', 'b0']);
  expect(browsers.map(({ told }) => told)).toEqual(browsers.map(() => [1, 0, 1]));
});

describe('as time passes', () => {
  test('a session is renewed on the way, and over after the TTL', async () => {
    const browser = new Browser();
    const visits = [0, 59, 1, 59, 300, 540, 590, 601, 0].map((after) => browser.visit({ after }));
    await VIRTUAL.run(sessionPlay(COOKIE, visits));
    expect(browser.servedBy).toEqual(['b0', 'b0', 'b0', 'b0', 'b0', 'b0', 'b0', 'b1', 'b1']);
    expect(browser.told).toEqual([1, 0, 1, 0, 1, 1, 1, 1, 0]);
  });

  test('a named one as well', async () => {
    const browser = new Browser();
    const visits = [0, 599, 599, 601].map((after) => browser.visit({ after, fields: ['X-Session-Id: anna'] }));
    await VIRTUAL.run(sessionPlay(HEADER, visits));
    expect(browser.servedBy).toEqual(['b0', 'b0', 'b0', 'b1']);
  });
});

describe('the cookie', () => {
  test('says Secure when a trusted proxy says that the client came by TLS', async () => {
    const tls = ['X-Forwarded-For: 9.9.9.9', 'X-Forwarded-Proto: https'];
    const clients = [new Browser(), new Browser(), new Browser()] as const;
    const trust = (...trustedProxies: string[]): Partial<BalancerConfig> => ({
      forwarding: { ...DEFAULTS.forwarding, trustedProxies },
    });
    await VIRTUAL.run(sessionPlay(COOKIE, [clients[0].visit({ fields: tls })], undefined, trust('127.0.0.0/8')));
    await VIRTUAL.run(sessionPlay(COOKIE, [clients[1].visit()], undefined, trust('127.0.0.0/8')));
    await VIRTUAL.run(sessionPlay(COOKIE, [clients[2].visit({ fields: tls })], undefined, trust()));
    expect(clients.map(({ seen }) => seen[0]?.cookies[0]?.endsWith('; Secure'))).toEqual([true, false, false]);
  });

  test('goes to the backend with the others, untouched', () => {
    const fields = ['Cookie: a=b; X-LB-Session=forged; c="d;e"'];
    const { stage } = playVirtually(sessionPlay(COOKIE, [new Browser().visit({ fields })]), 1, SMOOTH);
    expect(stage.backends[0]?.[0]?.received).toContain(`\r\n${fields[0]}\r\n`);
  });

  test("is added to the answer's own, behind them", () => {
    const own = message(['HTTP/1.1 200 OK', 'Content-Length: 3', 'Set-Cookie: x=1; Path=/'], 'b0!');
    const play = sessionPlay(COOKIE, [{ sends: [get(), until('!'), END], gets: '', ends: 'any' }]);
    const backends: BackendSpec[] = [{ connections: [[HEAD, own]] }];
    const { stage } = playVirtually({ ...play, backends }, 1, SMOOTH);
    expect(stage.clients[0]?.received).toMatch(
      /\r\nSet-Cookie: x=1; Path=\/\r\nSet-Cookie: X-LB-Session=[^\r]*\r\n\r\nb0!$/,
    );
  });

  test('comes with an answer that changes protocols, and with none that is interim', () => {
    const switching = message(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: chat'], '!');
    const interim = message(['HTTP/1.1 103 Early Hints', 'Link: </a>']);
    const play = sessionPlay(COOKIE, [
      { sends: [get('/', 'Connection: Upgrade', 'Upgrade: chat'), until('!'), END], gets: '', ends: 'any' },
    ]);
    const { stage } = playVirtually(
      { ...play, backends: [{ connections: [[HEAD, interim + switching, END]] }] },
      1,
      SMOOTH,
    );
    expect(stage.clients[0]?.received.split('\r\n\r\n').map((head) => head.includes('Set-Cookie'))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test.each<[string, BackendSpec]>([
    ['502', { connections: [[HEAD, CLOSE]] }],
    ['502', { connections: [], gone: 'refuses' }],
    ['503', { connections: [], state: 'Unhealthy' }],
    ['504', { connections: [], gone: 'silent' }],
  ])("is not set by the balancer's own %s", (status, backend) => {
    const client: ClientSpec = { sends: [get(), until('.\n'), END], gets: '', ends: 'any' };
    const play = { ...sessionPlay(COOKIE, [client]), backends: [backend] };
    const { stage } = playVirtually(play, 1, SMOOTH);
    expect(stage.clients[0]?.received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(stage.clients[0]?.received).not.toContain('Set-Cookie');
  });

  test('of a client whose request another backend had to take is that one’s', async () => {
    const browser = new Browser();
    const play = sessionPlay(
      COOKIE,
      repeat(3, () => browser.visit()),
    );
    const [, second, third] = play.backends as [BackendSpec, BackendSpec, BackendSpec];
    await VIRTUAL.run({ ...play, backends: [{ connections: [], gone: 'refuses' }, second, third] });
    expect(browser.servedBy).toEqual(['b1', 'b1', 'b1']);
    expect(browser.told).toEqual([1, 0, 0]);
  });
});

test('a request that waited for room does not go to the backend of its session when that is out by now', async () => {
  const stagehand = new Stagehand();
  const anna = new Browser();
  await VIRTUAL.run(sessionPlay(COOKIE, [anna.visit()]));
  expect(anna.servedBy).toEqual(['b0']);
  // b0 takes one request at a time, and has one for a second.
  const busy: ClientSpec = { sends: [get(), until('!'), END], gets: '', ends: 'any' };
  const change = (index: number, state: BackendState): Step => ({
    make: () => {
      stagehand.set(index, state)();
      return '';
    },
  });
  const sends = [pause(500), change(0, 'Draining'), pause(1000), change(1, 'Healthy'), END];
  const meanwhile: ClientSpec = { sends, gets: '', ends: 'any' };
  const play = sessionPlay(COOKIE, [busy, anna.visit({ after: 0.01 }), meanwhile], stagehand);
  const backends: BackendSpec[] = [
    { connections: [[HEAD, pause(1000), ok('b0!')]], connectionsMax: 1 },
    { connections: [[HEAD, ok('b1!')]], state: 'Unhealthy' },
  ];
  await VIRTUAL.run({ ...play, backends, together: true });
  expect(anna.servedBy).toEqual(['b0', 'b1']);
});

describe('the configuration', () => {
  test('may change under a session: other backends, another TTL, and back', async () => {
    const stagehand = new Stagehand();
    const browser = new Browser();
    const session = { ...DEFAULTS.session, ...COOKIE, secret: 'a secret that is long' };
    const visits = [
      browser.visit(),
      browser.visit({ before: stagehand.apply({ session: { ...session, ttl: 60e6 } }) }),
      browser.visit({ before: stagehand.apply({ session: { ...session, mode: 'off' } }) }),
      browser.visit({ before: stagehand.apply({ session }) }),
      browser.visit({ before: stagehand.apply({ session: { ...session, secret: 'a new one that is long' } }) }),
      browser.visit(),
    ];
    await VIRTUAL.run(sessionPlay(COOKIE, visits, stagehand));
    const [first, second, , fourth, fifth, sixth] = browser.servedBy;
    expect([second, fourth]).toEqual([first, first]);
    expect(sixth).toBe(fifth);
    expect(browser.told).toEqual([1, 0, 0, 0, 1, 0]);
  });

  test('may begin to name sessions by a field', async () => {
    const stagehand = new Stagehand();
    const browser = new Browser();
    const session = { ...DEFAULTS.session, ...HEADER };
    const fields = ['X-Session-Id: anna'];
    const visits = [
      browser.visit({ fields }),
      browser.visit({ fields, before: stagehand.apply({ session }) }),
      browser.visit({ fields }),
      browser.visit({ fields, before: stagehand.apply({ slowStart: 1, session }) }),
    ];
    await VIRTUAL.run(sessionPlay({ mode: 'off' }, visits, stagehand));
    expect(browser.servedBy).toEqual(['b0', 'b1', 'b1', 'b1']);
  });

  test('without a secret: one is drawn, outlives a reload, and is told of once', async () => {
    const stagehand = new Stagehand();
    const browser = new Browser();
    const session = { ...DEFAULTS.session, ...COOKIE };
    const visits = [
      browser.visit(),
      browser.visit({ before: stagehand.apply({ session, slowStart: 1 }) }),
      browser.visit(),
    ];
    const { log } = await VIRTUAL.run(sessionPlay({ ...COOKIE, secret: '' }, visits, stagehand));
    expect(log.filter((line) => line.startsWith('warn: No secret for sessions'))).toHaveLength(1);
    expect(browser.servedBy).toEqual(['b0', 'b0', 'b0']);
    expect(browser.told).toEqual([1, 0, 0]);
    expect(stagehand.balancer?.control.config.session.secret, 'what the admin API could show').toBe('');
  });
});
