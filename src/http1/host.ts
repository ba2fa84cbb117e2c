/** `uri-host [ ":" port ]` (RFC 9110, 7.2): what Host and the authority of an http target must look like. */
import { COLON, hexValue, PERCENT, REG_NAME, SQUARE_CLOSE, SQUARE_OPEN, skipText } from './chars.ts';

const PORT_MAX = 65535;

/**
 * Whether `text` is a host with or without a port. The host can't be empty (RFC 9110, 4.2.1), and user information is
 * refused (4.2.4): what stands before an `@` is a disguise more often than a name.
 */
export function isAuthority(text: string): boolean {
  const hostEnd = text.charCodeAt(0) === SQUARE_OPEN ? literalEnd(text) : nameEnd(text);
  if (hostEnd <= 0) return false;
  if (hostEnd === text.length) return true;
  return text.charCodeAt(hostEnd) === COLON && isPort(text, hostEnd + 1);
}

/** Behind the bracket that closes an IPv6 address, 0 when there is none. */
function literalEnd(text: string): number {
  let at = 1;
  while (hexValue(text.charCodeAt(at)) >= 0 || text.charCodeAt(at) === COLON || text[at] === '.') at++;
  return at > 2 && text.charCodeAt(at) === SQUARE_CLOSE ? at + 1 : 0;
}

/** Behind a registered name or IPv4 address, -1 when a percent sign in it is not followed by two digits. */
function nameEnd(text: string): number {
  let at = skipText(REG_NAME, text, 0);
  while (text.charCodeAt(at) === PERCENT) {
    if (hexValue(text.charCodeAt(at + 1)) < 0 || hexValue(text.charCodeAt(at + 2)) < 0) return -1;
    at = skipText(REG_NAME, text, at + 3);
  }
  return at;
}

/** A port may be empty (RFC 3986, 3.2.3), and no larger than there are ports. */
function isPort(text: string, start: number): boolean {
  let port = 0;
  for (let at = start; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return false;
    port = port * 10 + digit;
    if (port > PORT_MAX) return false;
  }
  return true;
}
