/** The kinds of value that are texts with a form: addresses, paths, and what goes into fields of HTTP. */
import { z } from 'zod';
import { skipText, TOKEN } from '../../http1/chars.ts';
import { isAuthority } from '../../http1/host.ts';
import { parseIpLiteral } from './ip-literal.ts';
import { type Kind, plainKind } from './kind.ts';
import { leaf } from './leaf.ts';
import { parseBlock } from './trusted-peers.ts';

/** Advice on a text; other values get the example. */
function onText(advise: (found: string) => string | null) {
  return (found: unknown): string | null => (typeof found === 'string' ? advise(found) : null);
}

/** An IP address, canonical. */
export function address(): Kind<string> {
  const schema = z.string().transform((text, context) => {
    const host = parseIpLiteral(text);
    if (host === null) context.addIssue({ code: 'custom', message: 'not an address' });
    return host ?? z.NEVER;
  });
  return plainKind(schema, { expected: 'an IPv4 or IPv6 address, or "localhost"', advise: onText(adviseAddress) });
}

/** Says which of the usual slips it is. */
function adviseAddress(found: string): string {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(found)?.[1];
  if (bracketed !== undefined && parseIpLiteral(bracketed) !== null) {
    return `Write "${bracketed}" without brackets, and the port under its own key.`;
  }
  const host = /^(.*):\d+$/.exec(found)?.[1];
  if (host !== undefined && parseIpLiteral(host) !== null) return `Write "${host}", and the port under its own key.`;
  if (/^[a-z][\w-]*:\/\//i.test(found)) return 'Write the address alone, without a scheme or a path.';
  if (/^[\d.]+$/.test(found) || found.includes(':')) return 'Check the digits: IPv4 is four numbers from 0 to 255.';
  return 'Names are not looked up in DNS: write the IP address that the name stands for.';
}

/** A list of CIDR blocks and addresses. */
export function blocks(): Kind<readonly string[]> {
  const block = leaf(z.string().refine(isBlock), {
    expected: 'a block of addresses such as "10.0.0.0/8", or one address',
    example: '"10.0.0.0/8"',
    advise: onText(adviseBlock),
  });
  const advise = onText((found) => (isBlock(found) ? `Put it into brackets: ["${found}"].` : null));
  return {
    schema: (example) =>
      leaf(z.array(z.unknown()), { expected: 'a list of blocks of addresses', example, advise }).pipe(z.array(block)),
    write: (value) => value,
  };
}

/** IPv4 wrapped into IPv6 is no block of peers: those are known by the address inside. */
function isBlock(text: string): boolean {
  const block = parseBlock(text);
  return block !== null && !('isIPv4MappedAddress' in block[0] && block[0].isIPv4MappedAddress());
}

function adviseBlock(found: string): string {
  const [host = '', bits] = found.split('/');
  if (parseBlock(found) !== null) return 'Write the IPv4 addresses themselves, without "::ffff:" before them.';
  if (parseBlock(host) === null) return 'Names are not looked up in DNS: write an IP address, or a block of them.';
  return `Write "${host}" alone, or behind its "/" from 0 to ${host.includes(':') ? 128 : 32}, not ${bits || 'nothing'}.`;
}

/** What a request line can carry: visible ASCII without a fragment, so that nothing can be smuggled into a probe. */
export function path(): Kind<string> {
  return plainKind(z.string().regex(/^\/[!"$-~]*$/), {
    expected: 'a path that starts with "/", in visible ASCII',
    advise: onText((found) =>
      found.startsWith('/')
        ? 'Percent-encode spaces and other special characters, and leave out any "#".'
        : 'Start it with "/".',
    ),
  });
}

/** A cookie's Path (RFC 6265, 4.1.1): a semicolon would end it. */
export function cookiePath(): Kind<string> {
  return plainKind(z.string().regex(/^\/[!-:<-~]*$/), {
    expected: 'a path that starts with "/", in visible ASCII without ";"',
    advise: onText((found) =>
      found.startsWith('/') ? 'Percent-encode spaces, semicolons and other special characters.' : 'Start it with "/".',
    ),
  });
}

const TOKEN_CHARACTERS = "letters, digits and !#$%&'*+-.^_`|~";

/** A word that HTTP has no need to quote (RFC 9110, 5.6.2). */
export function token(): Kind<string> {
  return plainKind(z.string().refine(isToken), {
    expected: `a name of ${TOKEN_CHARACTERS}`,
    advise: onText(adviseToken),
  });
}

/** A token, or empty. */
export function tokenOrNone(): Kind<string> {
  return plainKind(
    z.string().refine((text) => text === '' || isToken(text)),
    { expected: `a name of ${TOKEN_CHARACTERS}, or "" for none`, advise: onText(adviseToken) },
  );
}

/** The name of a field, in lower case. */
export function fieldName(): Kind<string> {
  return plainKind(z.string().refine(isToken).toLowerCase(), {
    expected: `the name of a field: ${TOKEN_CHARACTERS}`,
    advise: onText((found) =>
      found.trimEnd().endsWith(':') ? 'Leave out the colon behind the name.' : adviseToken(found),
    ),
  });
}

/** The methods that are meant when they are written small; methods are case-sensitive. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE'];

/** A request's method. CONNECT asks for a tunnel, which no probe could end. */
export function method(): Kind<string> {
  const isMethod = (text: string): boolean =>
    isToken(text) &&
    text.toUpperCase() !== 'CONNECT' &&
    (METHODS.includes(text) || !METHODS.includes(text.toUpperCase()));
  return plainKind(z.string().refine(isMethod), {
    expected: 'a method such as "GET", "HEAD" or "OPTIONS", but not "CONNECT"',
    advise: onText((found) => {
      if (METHODS.includes(found.toUpperCase())) return `Write it in capitals: "${found.toUpperCase()}".`;
      return isToken(found) ? 'A probe can ask for no tunnel: take "GET".' : adviseToken(found);
    }),
  });
}

/** What the Host field can hold, or empty. */
export function hostOrNone(): Kind<string> {
  return plainKind(
    z.string().refine((text) => text === '' || isAuthority(text)),
    {
      expected: 'a host name with or without a port, or "" for the address of the backend',
      advise: onText((found) =>
        found.includes('/')
          ? 'Write the host alone, without a scheme or a path.'
          : 'Write it as in a URL: "example.org".',
      ),
    },
  );
}

/** What stands behind `Bearer` (RFC 6750, 2.1), and anything like it that a field can carry whole. */
export function bearerToken(): Kind<string> {
  return plainKind(z.string().regex(/^[!-~]+$/), {
    expected: 'a text in visible ASCII without spaces, not empty',
    secret: true,
    advise: onText((found) =>
      found === ''
        ? 'Write a token, or leave the key out: then there is no admin API.'
        : 'Take a token without spaces.',
    ),
  });
}

const SECRET_SHORTEST = 16;

/** A text that must not be guessed. */
export function secret(): Kind<string> {
  return plainKind(
    z.string().refine((text) => Array.from(text).length >= SECRET_SHORTEST),
    {
      expected: `a text of at least ${SECRET_SHORTEST} characters`,
      secret: true,
      advise: onText(() => 'Take a longer one, or leave the key out: then one is drawn at each start.'),
    },
  );
}

function isToken(text: string): boolean {
  return text !== '' && skipText(TOKEN, text, 0) === text.length;
}

function adviseToken(found: string): string {
  const offending = found.charAt(skipText(TOKEN, found, 0));
  if (found === '') return 'Write at least one character, or leave the key out.';
  return offending === ' ' ? 'Leave out the spaces.' : 'Leave out every other character.';
}
