/**
 * What a session cookie says: which backend, since when, and a signature that both came from a balancer with the same
 * secret. It names nobody: all clients that a backend gets in the same second have the same one.
 */
import { type SessionKeys, SIGNATURE_LENGTH, TAG_LENGTH } from './session-keys.ts';

/** 48 bits in base64url. */
const TIME_LENGTH = 8;
const SIGNATURE_START = TAG_LENGTH + TIME_LENGTH;
/** Characters of a ticket, all of them base64url digits. */
export const TICKET_LENGTH = SIGNATURE_START + SIGNATURE_LENGTH;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** `tag`: of the backend's address. `issuedAt`: seconds since 1970. */
export function writeTicket(keys: SessionKeys, tag: string, issuedAt: number): string {
  const said = tag + timeDigits(issuedAt);
  return said + keys.sign(said);
}

/** What a text of `TICKET_LENGTH` claims; -1 where its time is none. Nothing is proved by that. */
export function claimedTime(text: string): number {
  let time = 0;
  for (let i = TAG_LENGTH; i < SIGNATURE_START; i++) {
    const digit = DIGITS.indexOf(text.charAt(i));
    if (digit < 0) return -1;
    time = time * 64 + digit;
  }
  return time;
}

/** The tag that a text of `TICKET_LENGTH` claims. */
export function claimedTag(text: string): string {
  return text.slice(0, TAG_LENGTH);
}

function timeDigits(seconds: number): string {
  let digits = '';
  let rest = seconds;
  for (let i = 0; i < TIME_LENGTH; i++) {
    digits = DIGITS.charAt(rest % 64) + digits;
    rest = Math.floor(rest / 64);
  }
  return digits;
}
