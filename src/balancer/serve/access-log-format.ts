/**
 * Lines of the access log. What a client sends can contain any byte but CR and LF, also those that end a quoted text or
 * command a terminal: in both formats a line is visible ASCII, and nothing that comes from outside ends a part of it.
 */
import type { AccessEntry, AccessLogFormat } from '../proxy/access-log.ts';

/** The line for an entry, with its line feed. */
export function accessLine(entry: AccessEntry, format: AccessLogFormat): string {
  return format === 'json' ? jsonLine(entry) : combinedLine(entry);
}

/** An object with always the same keys, in the same order. */
function jsonLine(entry: AccessEntry): string {
  const { client, method, target, minor, status, bytes, duration, backend } = entry;
  const { reason, aborted, referer, userAgent, problem } = entry;
  const text = JSON.stringify({
    time: new Date(entry.wall).toISOString(),
    client,
    method,
    target,
    protocol: method === '' ? '' : `HTTP/1.${minor}`,
    status,
    bytes,
    duration_us: Math.round(duration),
    backend,
    reason,
    aborted,
    referer,
    user_agent: userAgent,
    problem,
  });
  return `${NOT_ASCII.test(text) ? text.replace(EACH_NOT_ASCII, unicodeEscape) : text}\n`;
}

/** Apache's and nginx's `combined`, as nginx escapes it: `000` stands for no answer at all, `-` for what is not there. */
function combinedLine(entry: AccessEntry): string {
  const { client, method, target, minor, status, bytes, referer, userAgent } = entry;
  const request = method === '' ? '-' : `${escaped(method)} ${escaped(target)} HTTP/1.${minor}`;
  const time = localTime(entry.wall);
  const code = status === 0 ? '000' : status;
  return `${client} - - [${time}] "${request}" ${code} ${bytes} "${orDash(referer)}" "${orDash(userAgent)}"\n`;
}

const NOT_ASCII = /[^\x20-\x7e]/;
const EACH_NOT_ASCII = new RegExp(NOT_ASCII, 'g');
const UNSAFE = /["\\]|[^\x20-\x7e]/;
const EACH_UNSAFE = new RegExp(UNSAFE, 'g');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `10/Oct/2000:13:55:36 +0000`. */
function localTime(wall: number): string {
  const iso = new Date(wall).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

function orDash(text: string): string {
  return text === '' ? '-' : escaped(text);
}

function escaped(text: string): string {
  return UNSAFE.test(text) ? text.replace(EACH_UNSAFE, hexEscape) : text;
}

function hexEscape(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
