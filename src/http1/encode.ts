/** Text of messages that are made here, as opposed to passed on. */

const REASON_PHRASES: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  103: 'Early Hints',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Content Too Large',
  414: 'URI Too Long',
  417: 'Expectation Failed',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** The registered phrase for a status (RFC 9110, 15); `Unknown` when it has none. */
export function reasonPhrase(status: number): string {
  return REASON_PHRASES[status] ?? 'Unknown';
}

/** The line before a chunk of `size` bytes (RFC 9112, 7.1). */
export function chunkHeader(size: number): string {
  return `${size.toString(16)}\r\n`;
}

export interface SimpleResponse {
  readonly status: number;
  readonly contentType: string;
  /** Latin1: one character is one byte. */
  readonly body: string;
  readonly keepAlive: boolean;
  /** Further field lines, each with its CR LF. */
  readonly extra?: string;
}

/** A whole small answer as latin1 text. */
export function simpleResponse({ status, contentType, body, keepAlive, extra = '' }: SimpleResponse): string {
  return `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n${extra}${
    keepAlive ? '' : 'Connection: close\r\n'
  }\r\n${body}`;
}
