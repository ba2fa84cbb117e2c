/** http-proxy-3 in front of a server on its own HTTP stack: `node http-proxy-3.mjs PORT UPSTREAM_PORT`. */
import { Agent, createServer } from 'node:http';
import { createProxyServer } from 'http-proxy-3';

const [port, upstreamPort] = process.argv.slice(2);
const proxy = createProxyServer({
  target: `http://127.0.0.1:${upstreamPort}`,
  agent: new Agent({ keepAlive: true, maxFreeSockets: 256 }),
  xfwd: true,
});
proxy.on('proxyReq', (upstream, request) => upstream.setHeader('X-Real-IP', request.socket.remoteAddress));
proxy.on('error', (_error, _request, response) => response.writeHead(502).end());
createServer((request, response) => proxy.web(request, response)).listen(port, '127.0.0.1');
