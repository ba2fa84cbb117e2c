// @ts-check
/**
 * The balancer inside a program of your own: two backends, a balancer on two threads in front of them, some requests.
 * From a checkout: `npm run build && npx node examples/embed.mjs`; where lbsim is installed: `node
 * node_modules/lbsim/examples/embed.mjs`.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { DEFAULT_BACKEND, DEFAULTS, serve } from 'lbsim/balancer';

/** @param {string} name */
async function startBackend(name) {
  const server = createServer((_request, response) => response.end(name));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const backends = [await startBackend('one'), await startBackend('two')];

// Everything that is not said here is as in an empty configuration file. Times are in microseconds.
/** @type {import('lbsim/balancer').BalancerConfig} */
const config = {
  ...DEFAULTS,
  listen: { host: '127.0.0.1', port: 0 },
  threads: 2,
  healthCheck: { ...DEFAULTS.healthCheck, interval: 1_000_000, timeout: 500_000 },
  backends: backends.map((backend) => ({
    ...DEFAULT_BACKEND,
    host: '127.0.0.1',
    port: /** @type {import('node:net').AddressInfo} */ (backend.address()).port,
  })),
};

const server = await serve(config, {
  log: (level, message) => process.stdout.write(`${level}: ${message}\n`),
});
const url = `http://127.0.0.1:${server.endpoint.port}`;

/** @type {Map<string, number>} */
const answers = new Map();
const note = async () => {
  const name = await (await fetch(url)).text();
  answers.set(name, (answers.get(name) ?? 0) + 1);
};
await Promise.all(Array.from({ length: 100 }, note));
process.stdout.write(`one answered ${answers.get('one')}, two answered ${answers.get('two')}\n`);

// What the admin API does is at hand, too: the first backend takes no new request from now on, on any thread.
const [first] = server.pool.backends;
if (first !== undefined) server.control.drain(first);
for (let i = 0; i < 10; i++) await note();

for (const { address, state, total_requests } of server.metrics().backends) {
  process.stdout.write(`${address}: ${state}, ${total_requests} requests\n`);
}

// Requests under way get up to a second to finish. Then nothing is left, and the process ends by itself.
await server.stop(1000);
for (const backend of backends) {
  backend.closeAllConnections();
  backend.close();
}
