/** @fastify/http-proxy on Fastify, with undici as it comes: `node fastify-http-proxy.mjs PORT UPSTREAM_PORT`. */
import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';

const [port, upstreamPort] = process.argv.slice(2);
const server = fastify({ logger: false });
server.register(httpProxy, {
  upstream: `http://127.0.0.1:${upstreamPort}`,
  undici: { connections: 256, pipelining: 1 },
  replyOptions: {
    rewriteRequestHeaders: (request, headers) => ({
      ...headers,
      'x-forwarded-for': request.ip,
      'x-forwarded-proto': request.protocol,
      'x-forwarded-host': request.host,
      'x-real-ip': request.ip,
    }),
  },
});
await server.listen({ port: Number(port), host: '127.0.0.1' });
