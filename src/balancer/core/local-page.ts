/** A request that the balancer answers itself, and such an answer. */

export interface LocalRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The Authorization field; empty when there is none. */
  readonly authorization: string;
  /** Latin1 text, one character a byte. */
  readonly body: string;
  /** Came in where the balancer's own pages are: all of them, the admin API included. */
  readonly trusted: boolean;
}

export interface LocalAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Latin1 text, one character a byte. */
  readonly body: string;
  /** More field lines, each with its CR LF. */
  readonly extra?: string;
}

/** All paths that start so are the balancer's own. */
export const LOCAL_PREFIX = '/lb/';
/** And of these, those that change something, and want a token. */
export const ADMIN_PREFIX = '/lb/admin/';

/** What refuses a request in words, and nothing else, is of this type. */
export const PLAIN = 'text/plain; charset=utf-8';

export function plain(status: number, body: string): LocalAnswer {
  return { status, contentType: PLAIN, body };
}

/** `extra`: more field lines, each with its CR LF. */
export function json(status: number, value: unknown, extra = ''): LocalAnswer {
  // ASCII alone: a body is Latin1 here, and what a message quotes need not be.
  const body = JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
  return { status, contentType: 'application/json', body, ...(extra === '' ? {} : { extra }) };
}

/** What went wrong, and what to do about it, as JSON. */
export function failed(status: number, error: string, extra = ''): LocalAnswer {
  return json(status, { error }, extra);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
