/**
 * What a request was when its client sent it, in a field that travels with it: a backend can tell, without having heard
 * of the client, whether method, target and end-to-end fields came as they were sent, and how long the body is.
 *
 * `X-Lbsim-Sum: LINE.FIELDS.BYTES.NAMES`: two hashes, the body's bytes, and the names of the fields that are
 * summed up, but for User-Agent, which is in every sum. The sum of fields does not depend on their order, which a proxy may change.
 */
import { FieldId } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import { mix32 } from '../../kernel/hash.ts';
import { METHODS } from '../scenario/load-spec.ts';

const SUM_FIELD = 'x-lbsim-sum';
/** A field that Connection names: no proxy may pass it on (RFC 9110, 7.6.1). */
export const HOP_FIELD = 'X-Lbsim-Hop';
/** A Keep-Alive that nobody else would send. */
export const HOP_KEEP_ALIVE = 'timeout=77';

/** What is not as the client sent it, as bits of a set. */
export const FLAWS = {
  method: 1,
  target: 2,
  /** An end-to-end field is changed or missing. */
  field: 4,
  /** A field of the client's hop was passed on. */
  hop: 8,
  /** A field came that nobody sent, and that proxies don't add. */
  injected: 16,
  /** The sum itself is missing: nothing can be told. */
  untold: 32,
} as const;

const LAB = 'x-lbsim-';
const HOP_LINE = `${HOP_FIELD.toLowerCase()}:`;
const VIA_LINE = 'via:';
/** Every request of the lab has it, and every byte of a head is paid for at each hop. */
const ALWAYS = 'user-agent';

/** What proxies add by right, or clients and their hop agree on. */
const OF_PROXIES =
  /^(via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|x-correlation-id|x-amzn-trace-id|x-envoy-.*|x-original-.*|x-client-ip|traceparent|tracestate|cdn-loop|max-forwards|accept-encoding|cache-control|pragma|accept)$/;

/** Hashes are cut to so many bits: engines keep and print such numbers without allocating. */
const MASK = 0x3fffffff;
const DOT = 0x2e;

const FNV_START = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** FNV-1a over [from, to) of a text, going on from `hash`. Letters count in lower case when `folded`. */
function hashOn(hash: number, text: string, from: number, to: number, folded: boolean): number {
  let h = hash;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    h = Math.imul(h ^ (folded && code >= 0x41 && code <= 0x5a ? code | 0x20 : code), FNV_PRIME);
  }
  return h;
}

/** The hash of `METHOD TARGET`, which can be taken in two parts: `from` is the hash of what comes before `text`. */
export function lineHash(text: string, from = FNV_START): number {
  return hashOn(from, text, 0, text.length, false);
}

/** One field's part of the sum. */
export function fieldHash(name: string, value: string): number {
  const hash = hashOn(FNV_START, name, 0, name.length, true);
  return mix32(hashOn(Math.imul(hash ^ 0x3a, FNV_PRIME), value, 0, value.length, false)) | 0;
}

/** All of the field's value behind `LINE`. `names`: see `namesOf`. */
export function sumRest(fields: number, bytes: number, names: string): string {
  return `.${fields & MASK}.${bytes}.${names}`;
}

/** `LINE`, from its hash. */
export function sumLine(line: number): number {
  return line & MASK;
}

/** The sum of a whole request, whose end-to-end fields are these. */
export function sumOf(
  method: string,
  target: string,
  fields: readonly (readonly [name: string, value: string])[],
  bytes = 0,
): string {
  let sum = 0;
  for (const [name, value] of fields) sum = (sum + fieldHash(name, value)) | 0;
  const names = namesOf(fields);
  return `${sumLine(lineHash(`${method} ${target}`))}${sumRest(sum, bytes, names)}`;
}

/** The names of summed fields as a sum lists them. */
export function namesOf(fields: readonly (readonly [name: string, value: string])[]): string {
  const names = fields.map(([name]) => name.toLowerCase());
  return names.filter((name) => name !== ALWAYS).join(',');
}

/** How many bytes of body were sent with a request; -1 when it does not say. */
export function bytesOf(head: RequestHead): number {
  const index = head.indexOf(SUM_FIELD);
  if (index < 0) return -1;
  const { text } = head;
  return numberAt(text, behindDot(text, behindDot(text, head.valueStart(index))));
}

/** What is not as the client sent it; see `FLAWS`. */
export function flawsOf(head: RequestHead): number {
  const index = head.indexOf(SUM_FIELD);
  if (index < 0) return FLAWS.untold;
  const { text } = head;
  const lineAt = head.valueStart(index);
  const fieldsAt = behindDot(text, lineAt);
  const line = numberAt(text, lineAt);
  const fields = numberAt(text, fieldsAt);
  let flaws = 0;
  let seen = 0;
  for (let i = 0; i < head.count; i++) {
    switch (head.id(i)) {
      case FieldId.Other:
      case FieldId.Authorization: {
        const start = head.lineStart(i);
        if (startsWith(text, start, LAB)) {
          if (startsWith(text, start, HOP_LINE)) flaws |= FLAWS.hop;
        } else if (!startsWith(text, start, VIA_LINE)) seen = (seen + hashAt(head, i)) | 0;
        break;
      }
      case FieldId.KeepAlive:
        if (head.value(i) === HOP_KEEP_ALIVE) flaws |= FLAWS.hop;
        break;
      default:
    }
  }
  const path = head.path;
  if (sumLine(lineHash(path, lineHash(' ', lineHash(head.method)))) !== line) {
    // Another method with this target fits: then it is the method that was changed.
    const method = METHODS.some((other) => sumLine(lineHash(`${other} ${path}`)) === line);
    flaws |= method ? FLAWS.method : FLAWS.target;
  }
  if ((seen & MASK) !== fields) {
    const namesAt = behindDot(text, behindDot(text, fieldsAt));
    flaws |= fieldFlaws(head, fields, text.slice(namesAt, head.valueEnd(index)));
  }
  return flaws;
}

/** Which of the fields are to blame, when they don't add up. */
function fieldFlaws(head: RequestHead, fields: number, names: string): number {
  const summed = new Set([ALWAYS, ...names.split(',')]);
  let flaws = 0;
  let seen = 0;
  for (let i = 0; i < head.count; i++) {
    const id = head.id(i);
    if (id !== FieldId.Other && id !== FieldId.Authorization) continue;
    const name = head.name(i).toLowerCase();
    if (name.startsWith(LAB)) continue;
    if (summed.has(name)) seen = (seen + hashAt(head, i)) | 0;
    else if (!OF_PROXIES.test(name)) flaws |= FLAWS.injected;
  }
  return (seen & MASK) === fields ? flaws : flaws | FLAWS.field;
}

/** The same as `fieldHash`, on the text as it came. */
function hashAt(head: RequestHead, index: number): number {
  const { text } = head;
  const start = head.lineStart(index);
  // A name ends at its colon, and what stands between that and the value is the sender's taste.
  const hash = hashOn(FNV_START, text, start, text.indexOf(':', start), true);
  return (
    mix32(hashOn(Math.imul(hash ^ 0x3a, FNV_PRIME), text, head.valueStart(index), head.valueEnd(index), false)) | 0
  );
}

/** `lower` holds no byte that another case could turn into, but letters. */
function startsWith(text: string, at: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    const code = text.charCodeAt(at + i);
    if ((code >= 0x41 && code <= 0x5a ? code | 0x20 : code) !== lower.charCodeAt(i)) return false;
  }
  return true;
}

/** The digits from `at` on, as a number; -1 when there is none. */
function numberAt(text: string, at: number): number {
  let value = 0;
  let end = at;
  for (let digit = text.charCodeAt(end) - 0x30; digit >= 0 && digit <= 9; digit = text.charCodeAt(end) - 0x30) {
    value = value * 10 + digit;
    end++;
  }
  return end === at ? -1 : value;
}

/** Behind the next dot of the line. */
function behindDot(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== DOT) at++;
  return at + 1;
}
