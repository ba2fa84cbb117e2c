/** Who is believed when it says whom a request comes from, and what the balancer says of itself. */
import { DEFAULTS } from '../../../../src/balancer/config/config.ts';
import { get, message, ok } from '../messages.ts';
import { answers, backend, open, type ProxyCase } from './case.ts';

const OK = ok('x');
const TRUSTED = {
  forwarding: { ...DEFAULTS.forwarding, trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', '2001:db8::/32'] },
};
const OTHERS = { forwarding: { ...DEFAULTS.forwarding, trustedProxies: ['192.0.2.0/24'] } };
const VIA = { forwarding: { ...DEFAULTS.forwarding, via: 'lbsim' } };

/** From a trusted peer with these fields; the backend is told these. */
function told(name: string, fields: readonly string[], reaches: readonly string[]): ProxyCase {
  return {
    name,
    rfc: 'SPEC 2.6',
    config: TRUSTED,
    clients: open(get('/', ...fields), OK),
    backends: backend(answers(OK)),
    sees: [[message(['GET / HTTP/1.1', 'Host: h', ...reaches])]],
  };
}

const chain = (hops: string, client: string, proto = 'http', host = 'h') => [
  `X-Forwarded-For: ${hops}`,
  `X-Real-IP: ${client}`,
  `X-Forwarded-Proto: ${proto}`,
  `X-Forwarded-Host: ${host}`,
];

export const TRUST: readonly ProxyCase[] = [
  told('a trusted peer that says nothing is the client', [], chain('127.0.0.1', '127.0.0.1')),
  told(
    "a trusted peer's X-Forwarded-For is prolonged",
    ['X-Forwarded-For: 203.0.113.7'],
    chain('203.0.113.7, 127.0.0.1', '203.0.113.7'),
  ),
  told(
    'the client is the first from the right that is not trusted',
    ['X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.1.2.3'],
    chain('198.51.100.1, 203.0.113.7, 10.1.2.3, 127.0.0.1', '203.0.113.7'),
  ),
  told(
    'several lines are one list',
    ['X-Forwarded-For: 203.0.113.7', 'x-forwarded-for: 10.1.2.3'],
    chain('203.0.113.7, 10.1.2.3, 127.0.0.1', '203.0.113.7'),
  ),
  told('only trusted ones: the leftmost', ['X-Forwarded-For: 10.0.0.9'], chain('10.0.0.9, 127.0.0.1', '10.0.0.9')),
  told(
    'what is no address ends the search',
    ['X-Forwarded-For: 203.0.113.7, unknown, 10.1.2.3'],
    chain('203.0.113.7, unknown, 10.1.2.3, 127.0.0.1', '10.1.2.3'),
  ),
  told(
    'ports and brackets are taken off',
    ['X-Forwarded-For: [2001:DB9::1]:4711'],
    chain('[2001:DB9::1]:4711, 127.0.0.1', '2001:db9::1'),
  ),
  told(
    'an IPv4-mapped address is the IPv4 address',
    ['X-Forwarded-For: ::ffff:203.0.113.7'],
    chain('::ffff:203.0.113.7, 127.0.0.1', '203.0.113.7'),
  ),
  told(
    'its word on host and protocol goes on, the last of several',
    ['X-Forwarded-Proto: http', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: shop.example', 'X-Real-IP: 6.6.6.6'],
    chain('127.0.0.1', '127.0.0.1', 'https', 'shop.example'),
  ),
  told(
    'Forwarded of a trusted peer goes on',
    ['Forwarded: for=203.0.113.7'],
    ['Forwarded: for=203.0.113.7', ...chain('127.0.0.1', '127.0.0.1')],
  ),
  {
    name: 'who is not in the list is not believed, whatever it says',
    rfc: 'SPEC 2.6',
    config: OTHERS,
    clients: open(
      get(
        '/',
        'X-Forwarded-For: 192.0.2.1',
        'X-FORWARDED-FOR: 1.1.1.1',
        'X-Real-IP: 192.0.2.1',
        'X-Forwarded-Proto: https',
        'X-Forwarded-Host: evil',
        'Forwarded: for=192.0.2.1',
      ),
      OK,
    ),
    backends: backend(answers(OK)),
    sees: [[message(['GET / HTTP/1.1', 'Host: h', ...chain('127.0.0.1', '127.0.0.1')])]],
  },
  {
    name: 'Via is written behind what came',
    rfc: 'RFC 9110, 7.6.3',
    config: VIA,
    clients: open(get('/', 'Via: 1.1 before'), OK),
    backends: backend(answers(OK)),
    sees: [
      [message(['GET / HTTP/1.1', 'Host: h', 'Via: 1.1 before', 'Via: 1.1 lbsim', ...chain('127.0.0.1', '127.0.0.1')])],
    ],
  },
];
