/** The admin API over the wire: what each request gets, who may ask, and what no trick gets past. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AdminConfig, DEFAULTS } from '../../../src/balancer/config/config.ts';
import { message } from '../proxy/messages.ts';
import { ADMIN, type Call, Lab, MS, SECOND, TOKEN } from './lab.ts';

function lab(admin: Partial<AdminConfig> = {}): Lab {
  const world = new Lab({ config: { admin: { token: TOKEN, drainTimeout: SECOND, listen: null, ...admin } } }, 2);
  world.runTo(MS);
  return world;
}

/** The answer to one order. */
function answerTo(world: Lab, call: Call): Call {
  world.runFor(5 * MS);
  expect(call.done).toBe(true);
  return call;
}

test('POST backends: 201 with the id, the place and all defaults; then it takes requests and is probed', () => {
  const world = lab();
  const call = answerTo(world, world.admin('POST', 'backends', { address: '127.2.0.3', port: 3003 }));
  expect(call.status).toBe(201);
  expect(call.answer.head).toContain('\r\nLocation: /lb/admin/backends/b3\r\n');
  expect(call.json).toEqual({
    id: 'b3',
    address: '127.2.0.3:3003',
    state: 'Healthy',
    weight: 1,
    reasons: [],
    ejection: null,
    effective_weight: 1,
    active_connections: 0,
    health_check_path: '/health',
    max_connections: 0,
    generation: 2,
  });
  const calls = [world.get(), world.get(), world.get()];
  world.runFor(20 * MS);
  expect(calls.map(({ body }) => body).sort()).toEqual(['b1', 'b2', 'b3']);
  expect(world.at(2).probes.length).toBeGreaterThan(0);
  world.end();
});

test('POST backends: with everything said', () => {
  const world = lab();
  const body = { address: '127.2.0.3', port: 3003, weight: 3, health_check_path: '/up?x', max_connections: 1 };
  const call = answerTo(world, world.admin('POST', 'backends', body));
  const { address: _, port: __, ...rest } = body;
  expect(call.json).toMatchObject({ id: 'b3', address: '127.2.0.3:3003', ...rest });
  expect(world.at(2).probes[0]?.head).toMatch(/^GET \/up\?x HTTP/);
  const calls = Array.from({ length: 10 }, () => world.get());
  world.runFor(50 * MS);
  expect(calls.filter(({ body }) => body === 'b3').length).toBeGreaterThan(0);
  expect(world.at(2).activeMax).toBe(1);
  world.end();
});

const EXAMPLE = 'send an object such as {"address": "127.0.0.1", "port": 3001}.';

test.each([
  ['no JSON', '{"address": ', `The body is not JSON: ${EXAMPLE}`],
  ['nothing', '', `The body is not JSON: ${EXAMPLE}`],
  ['null', 'null', `The body is null: ${EXAMPLE}`],
  ['a list', '[1]', `The body is an array of 1: ${EXAMPLE}`],
  ['a number', '3', `The body is the number 3: ${EXAMPLE}`],
  [
    'nothing that is needed',
    '{}',
    'address: found nothing, expected an IPv4 or IPv6 address, or "localhost". port: found nothing, expected an integer from 1 to 65535.',
  ],
  [
    'wrong values',
    '{"address":"example.com","port":"3001","weight":0,"health_check_path":"x","max_connections":-1}',
    'address: found the string "example.com", expected an IPv4 or IPv6 address, or "localhost". port: found the string "3001", expected an integer from 1 to 65535. weight: found the number 0, expected an integer from 1 to 256. health_check_path: found the string "x", expected a path that starts with "/", in visible ASCII. max_connections: found the number -1, expected an integer of at least 0.',
  ],
  [
    'wrong kinds',
    '{"address":null,"port":{},"weight":1.5}',
    'address: found null, expected an IPv4 or IPv6 address, or "localhost". port: found an object, expected an integer from 1 to 65535. weight: found the number 1.5, expected an integer from 1 to 256.',
  ],
  [
    'unknown keys',
    '{"address":"127.2.0.3","port":3003,"wieght":2,"constructor":1}',
    '"wieght" is no key here: did you mean weight. "constructor" is no key here: there are address, port, weight, health_check_path, max_connections, health_check.',
  ],
  [
    'what is wrong in an inner table',
    '{"address":"127.2.0.3","port":3003,"health_check":{"interval_secs":"x","timout_secs":1,"y":2}}',
    'health_check.interval_secs: found the string "x", expected seconds, more than 0 and at most 86400. "timout_secs" is no key of health_check: did you mean timeout_secs. "y" is no key of health_check: there are interval_secs, timeout_secs, unhealthy_threshold, healthy_threshold, jitter, method, host, expected_status.',
  ],
  ['a line break in a path', '{"address":"127.2.0.3","port":3003,"health_check_path":"/\\r\\nX: y"}', /visible ASCII/],
  ['a huge port', '{"address":"127.2.0.3","port":1e400}', /^port: found the number inf, expected/],
])('POST backends: 400 for %s', (_, body, error) => {
  const world = lab();
  const call = answerTo(world, world.admin('POST', 'backends', body));
  expect(call.status).toBe(400);
  if (typeof error === 'string') expect(call.json).toEqual({ error });
  else expect(call.json).toEqual({ error: expect.stringMatching(error) });
  expect(world.balancer.pool.backends.length).toBe(2);
  expect(world.balancer.control.generation).toBe(1);
  world.end();
});

test('POST backends: 409 for an address that is there, however it is written; 507 when there is no room', () => {
  const world = lab();
  for (const address of ['127.2.0.1', '::ffff:127.2.0.1']) {
    const call = answerTo(world, world.admin('POST', 'backends', { address, port: 3001 }));
    expect([call.status, call.json]).toEqual([409, { error: 'Backend b1 has the address 127.2.0.1:3001 already.' }]);
  }
  for (let port = 4000; world.balancer.pool.backends.length < 256; port++) {
    answerTo(world, world.admin('POST', 'backends', { address: '127.2.0.9', port }));
  }
  const full = answerTo(world, world.admin('POST', 'backends', { address: '127.2.0.9', port: 1 }));
  expect([full.status, full.json.error]).toEqual([507, expect.stringContaining('"backends" under [limits]')]);
  world.end();
});

test('GET backends and one of them', () => {
  const world = lab();
  const list = answerTo(world, world.admin('GET', 'backends?page=1'));
  expect(list.json).toMatchObject({ generation: 1, backends: [{ id: 'b1' }, { id: 'b2', state: 'Healthy' }] });
  const one = answerTo(world, world.admin('GET', 'backends/b2'));
  expect(one.json).toMatchObject({ id: 'b2', address: '127.2.0.2:3002', generation: 1 });
  const head = answerTo(world, world.admin('HEAD', 'backends'));
  expect([head.status, head.body]).toEqual([200, '']);
  expect(Number(/Content-Length: (\d+)/.exec(head.answer.head)?.[1])).toBeGreaterThan(100);
  world.end();
});

test('PUT weight: the shares follow at once, and the generation goes up with what changes', () => {
  const world = lab();
  const call = answerTo(world, world.admin('PUT', 'backends/b1/weight', { weight: 3 }));
  expect([call.status, call.json]).toMatchObject([200, { id: 'b1', weight: 3, effective_weight: 3, generation: 2 }]);
  const same = answerTo(world, world.admin('PUT', 'backends/b1/weight', { weight: 3 }));
  expect(same.json).toMatchObject({ generation: 2 });
  const bad = answerTo(world, world.admin('PUT', 'backends/b1/weight', { weight: 257, more: 1 }));
  expect([bad.status, bad.json]).toEqual([
    400,
    {
      error:
        'weight: found the number 257, expected an integer from 1 to 256. "more" is no key here: there are weight.',
    },
  ]);
  const calls = Array.from({ length: 8 }, () => world.get());
  world.runFor(20 * MS);
  expect(calls.filter(({ body }) => body === 'b1').length).toBe(6);
  world.end();
});

test('GET config: as it is now, without secrets', () => {
  const world = lab();
  answerTo(world, world.admin('POST', 'backends', { address: '127.2.0.3', port: 3003 }));
  answerTo(world, world.admin('PUT', 'backends/b1/weight', { weight: 5 }));
  const call = answerTo(world, world.admin('GET', 'config'));
  expect(call.status).toBe(200);
  expect(call.json.generation).toBe(3);
  expect(call.body).not.toContain(TOKEN);
  expect(call.body).toContain('127.2.0.3');
  world.end();
});

test.each([
  ['GET', 'nothing', 404, ''],
  ['GET', '', 404, ''],
  ['GET', 'backends/', 404, ''],
  ['GET', 'backends/b9', 404, ''],
  ['DELETE', 'backends/B1', 404, ''],
  ['PUT', 'backends/b9/drain', 404, ''],
  ['PUT', 'backends/b1/drain/', 404, ''],
  ['PUT', 'backends/b1/constructor', 404, ''],
  ['PUT', 'backends/b1/drain', 202, ''],
  ['PUT', 'backends/b1/enable', 200, ''],
  ['DELETE', 'backends', 405, 'GET, HEAD, POST'],
  ['POST', 'backends/b1', 405, 'GET, HEAD, DELETE'],
  ['GET', 'backends/b1/drain', 405, 'PUT'],
  ['constructor', 'config', 405, 'GET, HEAD'],
  ['put', 'backends/b1/drain', 405, 'PUT'],
  ['GET', 'reload', 405, 'POST'],
])('%s %s is %i', (method, path, status, allow) => {
  const world = lab();
  const call = answerTo(world, world.admin(method, path));
  expect(call.status).toBe(status);
  expect(/^Allow: (.*)\r$/m.exec(call.answer.head)?.[1] ?? '').toBe(allow);
  if (status >= 400) expect(call.json.error).toMatch(/\w/);
  world.end();
});

const ask = (world: Lab, path: string, ...fields: string[]): Call =>
  answerTo(world, world.send(message([`GET ${path} HTTP/1.1`, 'Host: h', 'Connection: close', ...fields])));

test.each([
  ['none', []],
  ['an empty one', ['Authorization: ']],
  ['the scheme alone', ['Authorization: Bearer']],
  ['another scheme', [`Authorization: Basic ${TOKEN}`]],
  ['no scheme', [`Authorization: ${TOKEN}`]],
  ['a wrong one', ['Authorization: Bearer wrong']],
  ['a part of it', [`Authorization: Bearer ${TOKEN.slice(0, -1)}`]],
  ['it twice over', [`Authorization: Bearer ${TOKEN}${TOKEN}`]],
  ['in another case', [`Authorization: Bearer ${TOKEN.toUpperCase()}`]],
  ['two fields', [`Authorization: Bearer ${TOKEN}`, `Authorization: Bearer ${TOKEN}`]],
])('401 with a token that is %s, for what exists and what does not', (_, fields) => {
  const world = lab();
  for (const path of ['/lb/admin/config', '/lb/admin/backends/b9', '/lb/admin/', '/lb/admin/nothing']) {
    const call = ask(world, path, ...fields);
    expect(call.status).toBe(401);
    expect(call.answer.head).toContain('\r\nWWW-Authenticate: Bearer realm="lbsim"\r\n');
    expect(call.json.error).toContain('Authorization: Bearer TOKEN');
  }
  expect(ask(world, '/lb/admin/config', `authorization: bEARER  ${TOKEN}`).status).toBe(200);
  world.end();
});

test('without a configured token there is no admin API, whatever is sent', () => {
  const world = lab({ token: '' });
  for (const fields of [
    [],
    ['Authorization: Bearer'],
    ['Authorization: Bearer '],
    [`Authorization: Bearer ${TOKEN}`],
  ]) {
    const call = ask(world, '/lb/admin/config', ...fields);
    expect([call.status, call.json.error]).toEqual([404, expect.stringContaining('auth_token')]);
  }
  world.end();
});

test('an address of its own: too many clients don’t keep the operator out', () => {
  const world = new Lab({
    config: {
      admin: { token: TOKEN, drainTimeout: SECOND, listen: ADMIN },
      limits: { ...DEFAULTS.limits, connections: 2 },
    },
  });
  world.runTo(MS);
  world.at(0).latency = SECOND;
  world.at(1).latency = SECOND;
  const clients = [world.get(), world.get(), world.get()];
  world.runFor(10 * MS);
  expect(answerTo(world, world.admin('PUT', 'backends/b1/drain', undefined, ADMIN)).status).toBe(202);
  world.runFor(2 * SECOND);
  expect(clients.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
  world.end();
});

test('an own address: all of /lb/ there and nothing is forwarded; on the main one only /lb/ready', () => {
  const world = lab({ listen: ADMIN });
  expect(answerTo(world, world.admin('GET', 'backends', undefined, ADMIN)).status).toBe(200);
  expect(answerTo(world, world.admin('GET', 'backends')).status).toBe(404);
  const text = (path: string): string => message([`GET ${path} HTTP/1.1`, 'Host: h', 'Connection: close']);
  for (const path of ['/lb/health', '/lb/ready', '/lb/metrics', '/lb/metrics?format=prometheus']) {
    expect(answerTo(world, world.send(text(path), ADMIN)).status).toBe(200);
    expect(answerTo(world, world.send(text(path))).status).toBe(path === '/lb/ready' ? 200 : 404);
  }
  // Also by its size a page that is elsewhere is not told from one that is nowhere.
  const fields = ['POST /lb/admin/backends HTTP/1.1', 'Host: h', 'Connection: close', 'Content-Length: 70000'];
  const big = message(fields, 'x'.repeat(70_000));
  expect(answerTo(world, world.send(big)).status).toBe(404);
  for (const path of ['/', '/lb', '/any?x']) {
    expect(answerTo(world, world.send(text(path), ADMIN)).status).toBe(404);
    expect(answerTo(world, world.send(text(path))).body).toMatch(/^b[12]$/);
  }
  world.end();
});

test.each([
  '/lb/admin/../admin/config',
  '/lb/./admin/config',
  '/lb/health/../admin/config',
  '/lb//admin/config',
  '/lb/admin//config',
  '/lb/admin/%63onfig',
  '/lb/%61dmin/config',
  '/LB/ADMIN/CONFIG',
  '//lb/admin/config',
  '/x/../lb/admin/config',
  '/%6cb/admin/config',
  '/lb/admin/config/',
  '/lb/admin/config%00',
  '/lb/admin\\config',
  '/lb/admin;x/config',
  'http://h/lb/admin/config',
  '/lb/admin/config?token=correct',
  '/lb/admin',
])('no way around the token: %s', (path) => {
  const world = lab();
  const call = ask(world, path);
  // What is nothing of the balancer's is a backend's.
  if (call.status === 200) expect(call.body).toMatch(/^b[12]$/);
  else expect([400, 401, 404]).toContain(call.status);
  expect(call.body).not.toContain('drainTimeout');
  world.end();
});

test('a body that is too large: 413, in JSON, whether its length was told or not', () => {
  const world = lab();
  const fields = ['POST /lb/admin/backends HTTP/1.1', 'Host: h', `Authorization: Bearer ${TOKEN}`];
  const big = 'x'.repeat(70_000);
  const told = message([...fields, `Content-Length: ${big.length}`], big);
  const untold = message(
    [...fields, 'Transfer-Encoding: chunked'],
    `${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`,
  );
  for (const text of [told, untold]) {
    const call = answerTo(world, world.send(text));
    expect([call.status, call.json.error]).toEqual([413, expect.stringContaining('65536 bytes')]);
  }
  world.end();
});

test('a whole body is read by the byte, in whatever pieces it comes', () => {
  const world = lab();
  const body = '{ "address" : "127.2.0.3",\n "port" : 3003 }';
  const chunked = [...body].map((byte) => `1\r\n${byte}\r\n`).join('');
  const fields = ['POST /lb/admin/backends HTTP/1.1', 'Host: h', 'Connection: close', `Authorization: Bearer ${TOKEN}`];
  const call = world.send(message([...fields, 'Transfer-Encoding: chunked'], `${chunked}0\r\n\r\n`));
  expect(answerTo(world, call).status).toBe(201);
  world.end();
});

test('keys that would reach a prototype reach nothing', () => {
  const world = lab();
  for (const body of [
    '{"__proto__":{"weight":9},"address":"127.2.0.3","port":3003}',
    '{"constructor":{"prototype":{"weight":9}},"address":"127.2.0.3","port":3003}',
    '{"address":"127.2.0.3","port":3003,"toString":1}',
  ]) {
    answerTo(world, world.admin('POST', 'backends', body));
  }
  expect(({} as Record<string, unknown>).weight).toBeUndefined();
  expect(world.balancer.pool.backends.every(({ config }) => config.weight === 1)).toBe(true);
  world.end();
});

test('the balancer’s own address is no backend', () => {
  const world = lab();
  const call = answerTo(world, world.admin('POST', 'backends', { address: '127.0.0.1', port: 8080 }));
  expect([call.status, call.json.error]).toEqual([400, expect.stringContaining('itself')]);
  expect(world.balancer.pool.backends).toHaveLength(2);
  world.end();
});

test('deeply nested JSON is refused like any other', () => {
  const world = lab();
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  expect(answerTo(world, world.admin('POST', 'backends', deep)).status).toBe(400);
  expect(answerTo(world, world.admin('POST', 'backends', `{"address":${deep},"port":1}`)).status).toBe(400);
  world.end();
});

test('any bytes as a body: 201 or 400 with a reason, never anything else', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>('127.2.0.3', 3003, 1, '/h'));
  const key = fc.oneof(fc.constantFrom('address', 'port', 'weight', 'health_check_path', '__proto__'), fc.string());
  const body = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString('latin1')),
    fc.json(),
    fc.dictionary(key, value).map((object) => Buffer.from(JSON.stringify(object)).toString('latin1')),
  );
  fc.assert(
    fc.property(body, fc.constantFrom('backends', 'backends/b1/weight'), (text, path) => {
      const world = lab();
      const call = answerTo(world, world.admin(path === 'backends' ? 'POST' : 'PUT', path, text));
      expect([200, 201, 400]).toContain(call.status);
      if (call.status === 400) expect(call.json.error).toMatch(/\w/);
      world.end();
    }),
    { numRuns: 200, seed: 5 },
  );
});

test('the token is in no log and on no page', () => {
  const world = lab();
  const orders = ['backends', 'config', 'nothing'].map((path) => world.admin('GET', path));
  const bad = ask(world, '/lb/admin/config', `Authorization: Bearer ${TOKEN}x`);
  const pages = ['/lb/health', '/lb/ready', '/lb/metrics', '/lb/metrics?format=prometheus', '/lb/x'].map((path) =>
    ask(world, path),
  );
  orders.push(world.admin('POST', 'reload'), world.admin('PUT', 'backends/b1/drain'), world.admin('POST', 'backends'));
  world.runFor(100 * MS);
  for (const { peer } of [...orders, bad, ...pages]) expect(peer.received).not.toContain(TOKEN);
  expect(world.log.length).toBeGreaterThan(0);
  expect(world.log.join('\n')).not.toContain(TOKEN);
  world.end();
});
