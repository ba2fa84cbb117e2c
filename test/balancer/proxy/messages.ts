/** The texts of the cases: heads from their lines, and what the balancer makes of them. */

/** A head from its lines, and the body behind it. */
export function message(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

export function get(path = '/', ...fields: string[]): string {
  return message([`GET ${path} HTTP/1.1`, 'Host: h', ...fields]);
}

/** With a Content-Length. */
export function post(body: string, ...fields: string[]): string {
  return message(['POST / HTTP/1.1', 'Host: h', `Content-Length: ${body.length}`, ...fields], body);
}

/** 200 with a Content-Length; fields behind it. */
export function ok(body: string, ...fields: string[]): string {
  return message(['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...fields], body);
}

/** A body in chunks, one for each part. */
export function chunks(...parts: string[]): string {
  return `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`;
}

/** What a backend sees: these lines as they came, and the balancer's own. `host` is null where nobody named one. */
export function seen(lines: readonly string[], body = '', host: string | null = 'h'): string {
  const forwarded = ['X-Forwarded-For: 127.0.0.1', 'X-Real-IP: 127.0.0.1', 'X-Forwarded-Proto: http'];
  return message([...lines, ...forwarded, ...(host === null ? [] : [`X-Forwarded-Host: ${host}`])], body);
}

export function seenGet(path = '/', ...fields: string[]): string {
  return seen([`GET ${path} HTTP/1.1`, 'Host: h', ...fields]);
}

export function seenPost(body: string, ...fields: string[]): string {
  return seen(['POST / HTTP/1.1', 'Host: h', `Content-Length: ${body.length}`, ...fields], body);
}

const ERRORS = {
  408: ['Request Timeout', 'The request took too long to arrive.\n'],
  502: ['Bad Gateway', 'The backend gave no valid answer.\n'],
  503: ['Service Unavailable', 'No healthy backend is available.\n'],
  504: ['Gateway Timeout', 'The backend took too long to answer.\n'],
} as const;

/** In the texts of the cases it is always the same moment: `normalForm` sees to it. */
export const DATE = 'Date: Thu, 01 Jan 2026 00:00:00 GMT';

/** What the balancer says itself. */
export function failure(status: keyof typeof ERRORS, ...fields: string[]): string {
  const [reason, body] = ERRORS[status];
  const type = 'Content-Type: text/plain; charset=utf-8';
  return message([`HTTP/1.1 ${status} ${reason}`, type, `Content-Length: ${body.length}`, DATE, ...fields], body);
}

export const CLOSES = 'Connection: close';
