/** Fields with a meaning for a hop get a number while the head is scanned, so that nobody compares names twice. */

export const FieldId = {
  Other: 0,
  Host: 1,
  ContentLength: 2,
  TransferEncoding: 3,
  Connection: 4,
  KeepAlive: 5,
  ProxyConnection: 6,
  Te: 7,
  Trailer: 8,
  Upgrade: 9,
  Expect: 10,
  XForwardedFor: 11,
  XRealIp: 12,
  XForwardedHost: 13,
  XForwardedProto: 14,
  /** Whatever else tells of earlier hops: `Forwarded`, other `X-Forwarded-...`, and spellings with `_` for `-`. */
  Forwarded: 15,
} as const;

export type FieldId = (typeof FieldId)[keyof typeof FieldId];

/** The id of the name in `text` [start, end), whatever its case. */
export function fieldId(text: string, start: number, end: number): FieldId {
  const id = knownId(text, start, end);
  return id === FieldId.Other && isForwarded(text, start, end) ? FieldId.Forwarded : id;
}

/** Servers that hand fields on as variables (RFC 3875, 4.1.18) make `-` and `_` one and the same. */
function isForwarded(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length === 9) return same(text, start, 'forwarded') || likeName(text, start, 'x-real-ip');
  return length >= 11 && likeName(text, start, 'x-forwarded');
}

function knownId(text: string, start: number, end: number): FieldId {
  switch (end - start) {
    case 2:
      return same(text, start, 'te') ? FieldId.Te : FieldId.Other;
    case 4:
      return same(text, start, 'host') ? FieldId.Host : FieldId.Other;
    case 6:
      return same(text, start, 'expect') ? FieldId.Expect : FieldId.Other;
    case 7:
      if (same(text, start, 'upgrade')) return FieldId.Upgrade;
      return same(text, start, 'trailer') ? FieldId.Trailer : FieldId.Other;
    case 9:
      return same(text, start, 'x-real-ip') ? FieldId.XRealIp : FieldId.Other;
    case 10:
      if (same(text, start, 'connection')) return FieldId.Connection;
      return same(text, start, 'keep-alive') ? FieldId.KeepAlive : FieldId.Other;
    case 14:
      return same(text, start, 'content-length') ? FieldId.ContentLength : FieldId.Other;
    case 15:
      return same(text, start, 'x-forwarded-for') ? FieldId.XForwardedFor : FieldId.Other;
    case 16:
      if (same(text, start, 'x-forwarded-host')) return FieldId.XForwardedHost;
      return same(text, start, 'proxy-connection') ? FieldId.ProxyConnection : FieldId.Other;
    case 17:
      if (same(text, start, 'transfer-encoding')) return FieldId.TransferEncoding;
      return same(text, start, 'x-forwarded-proto') ? FieldId.XForwardedProto : FieldId.Other;
    default:
      return FieldId.Other;
  }
}

/**
 * Hop-by-hop fields (RFC 9110, 7.6.1), without those that `Connection` names itself. Content-Length and
 * Transfer-Encoding frame one hop and are written anew by whoever forwards.
 */
export function isHopByHop(id: FieldId): boolean {
  return id >= FieldId.TransferEncoding && id <= FieldId.Upgrade;
}

/** Fields that frame or route a message or govern its connection: in a trailer section they would come too late. */
export function belongsInHead(id: FieldId): boolean {
  return id >= FieldId.Host && id <= FieldId.ProxyConnection;
}

/** Whether `text` at `start` spells the lower-case `name`, letters of either case, with `-` or `_` where that has `-`. */
function likeName(text: string, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = text.charCodeAt(start + i);
    const wanted = name.charCodeAt(i);
    if (wanted === 0x2d ? code !== 0x2d && code !== 0x5f : (code | 0x20) !== wanted) return false;
  }
  return true;
}

/** Whether `text` at `start` spells the lower-case `name`, letters of either case. */
export function same(text: string, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = text.charCodeAt(start + i);
    const wanted = name.charCodeAt(i);
    if (code !== wanted && (wanted < 0x61 || wanted > 0x7a || (code | 0x20) !== wanted)) return false;
  }
  return true;
}
