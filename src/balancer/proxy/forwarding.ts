/** The fields that tell a backend who asked: the de-facto standard X-Forwarded-* family and X-Real-IP. */
import { FieldId } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';

export interface Forwarding {
  /** Whether a field that the client sent is replaced (or dropped) by ours. */
  replaces(id: FieldId): boolean;
  /** The field lines to add, each with its CR LF. */
  fields(head: RequestHead, clientHost: string): string;
}

const IPV4_MAPPED = '::ffff:';

/** A client is not trusted to say where it comes from: whatever it sent in these fields is replaced. */
export const forwardClient: Forwarding = {
  replaces: (id) => id >= FieldId.XForwardedFor && id <= FieldId.Forwarded,
  fields: (head, clientHost) =>
    `X-Forwarded-For: ${clientHost}\r\nX-Real-IP: ${clientHost}\r\nX-Forwarded-Proto: http\r\n${
      head.host === '' ? '' : `X-Forwarded-Host: ${head.host}\r\n`
    }`,
};

/** An IPv4 client of a dual-stack socket by its own address. */
export function plainHost(host: string): string {
  return host.startsWith(IPV4_MAPPED) ? host.slice(IPV4_MAPPED.length) : host;
}
