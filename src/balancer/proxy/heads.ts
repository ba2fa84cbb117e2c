/** Heads as they are sent on: to the backend, and back to the client. */
import { reasonPhrase } from '../../http1/encode.ts';
import { bit, FieldId } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { ResponseHead } from '../../http1/response-head.ts';
import { copyFields } from './copy-fields.ts';
import type { PeerForwarding } from './forwarding.ts';

/** How the body of an answer goes to the client: as it is, chunked anew, or until the connection closes. */
export type Delivery = 'plain' | 'chunked' | 'close';

const HOST = bit(FieldId.Host);
const LENGTH = bit(FieldId.ContentLength);
const MAX_FORWARDS = bit(FieldId.MaxForwards);

/** The request's head for a backend: method, target and end-to-end fields as they came, the hop's own fields ours. */
export function upstreamHead(head: RequestHead, forwarding: PeerForwarding, backend: string): string {
  // An absolute target's authority goes before the Host field (RFC 9112, 3.2.2); a 1.0 client may send none.
  const ownHost = head.isAbsolute || head.host === '';
  const counts = head.maxForwards >= 0;
  const drops = counts ? forwarding.drops | MAX_FORWARDS : forwarding.drops;
  // Most request lines go on as they came, with the fields behind them.
  const lines =
    ownHost || head.minor === 0
      ? `${head.method} ${head.path} HTTP/1.1\r\n${ownHost ? `Host: ${head.host === '' ? backend : head.host}\r\n` : ''}${copyFields(
          head,
          ownHost ? drops | HOST : drops,
        )}`
      : copyFields(head, drops, head.lineStartsAt);
  const coding = head.body === 'chunked' ? 'Transfer-Encoding: chunked\r\n' : '';
  const upgrade = head.upgrade === '' ? '' : `Connection: Upgrade\r\nUpgrade: ${head.upgrade}\r\n`;
  const hops = counts ? `Max-Forwards: ${head.maxForwards - 1}\r\n` : '';
  return `${lines}${coding}${upgrade}${hops}${forwarding.fields(head)}\r\n`;
}

/** How the answer's body can reach a client that speaks HTTP/1.`clientMinor`. */
export function deliveryOf(head: ResponseHead, clientMinor: 0 | 1): Delivery {
  if (head.body === 'none' || head.body === 'length') return 'plain';
  return clientMinor === 1 ? 'chunked' : 'close';
}

/** The answer's head for the client. `extra`: more field lines, each with its CR LF. */
export function downstreamHead(
  head: ResponseHead,
  delivery: Delivery,
  keepAlive: boolean,
  clientMinor: 0 | 1,
  extra: string,
): string {
  const drops = head.status === 204 ? LENGTH : 0;
  const lines =
    head.minor === 1 && head.hasReason ? copyFields(head, drops, 0) : `${statusLine(head)}${copyFields(head, drops)}`;
  return `${lines}${extra}${delivery === 'chunked' ? 'Transfer-Encoding: chunked\r\n' : ''}${
    keepAlive ? (clientMinor === 0 ? 'Connection: keep-alive\r\n' : '') : 'Connection: close\r\n'
  }\r\n`;
}

/** An interim answer (1xx) for the client. */
export function interimHead(head: ResponseHead): string {
  return `${statusLine(head)}${copyFields(head, LENGTH)}\r\n`;
}

/** The answer that changes protocols (101): what the backend chose goes on. */
export function switchHead(head: ResponseHead, extra: string): string {
  const upgrade = head.get('upgrade') ?? '';
  return `${statusLine(head)}${copyFields(head, LENGTH)}${extra}Connection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`;
}

function statusLine(head: ResponseHead): string {
  return `HTTP/1.1 ${head.status} ${head.hasReason ? head.reason : reasonPhrase(head.status)}\r\n`;
}
