/** fast-proxy with undici, the faster of its two clients: `node fast-proxy.mjs PORT UPSTREAM_PORT`. */
import { createServer } from 'node:http';
import fastProxy from 'fast-proxy';

const [port, upstreamPort] = process.argv.slice(2);
const { proxy } = fastProxy({ base: `http://127.0.0.1:${upstreamPort}`, undici: { connections: 256, pipelining: 1 } });

// It sets X-Forwarded-Host itself.
function rewriteRequestHeaders(request, headers) {
  const address = request.socket.remoteAddress;
  headers['x-forwarded-for'] = address;
  headers['x-forwarded-proto'] = 'http';
  headers['x-real-ip'] = address;
  return headers;
}

createServer((request, response) => {
  proxy(request, response, request.url, { rewriteRequestHeaders });
}).listen(port, '127.0.0.1');
