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
  Cookie: 16,
  Authorization: 17,
  MaxForwards: 18,
} as const;

export type FieldId = (typeof FieldId)[keyof typeof FieldId];

/** A set of fields, one bit an id. */
export type FieldSet = number;

export function bit(id: FieldId): FieldSet {
  return 1 << id;
}

/** The id of the name in `bytes` [start, end), whatever its case. */
export function fieldId(bytes: Uint8Array, start: number, end: number): FieldId {
  const id = knownId(bytes, start, end);
  return id === FieldId.Other && isForwarded(bytes, start, end) ? FieldId.Forwarded : id;
}

/** Servers that hand fields on as variables (RFC 3875, 4.1.18) make `-` and `_` one and the same. */
function isForwarded(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 9) return spells(bytes, start, 'forwarded') || likeName(bytes, start, 'x-real-ip');
  return length >= 11 && likeName(bytes, start, 'x-forwarded');
}

function knownId(bytes: Uint8Array, start: number, end: number): FieldId {
  switch (end - start) {
    case 2:
      return spells(bytes, start, 'te') ? FieldId.Te : FieldId.Other;
    case 4:
      return spells(bytes, start, 'host') ? FieldId.Host : FieldId.Other;
    case 6:
      if (spells(bytes, start, 'cookie')) return FieldId.Cookie;
      return spells(bytes, start, 'expect') ? FieldId.Expect : FieldId.Other;
    case 7:
      if (spells(bytes, start, 'upgrade')) return FieldId.Upgrade;
      return spells(bytes, start, 'trailer') ? FieldId.Trailer : FieldId.Other;
    case 9:
      if (spells(bytes, start, 'x-real-ip')) return FieldId.XRealIp;
      return spells(bytes, start, 'forwarded') ? FieldId.Forwarded : FieldId.Other;
    case 10:
      if (spells(bytes, start, 'connection')) return FieldId.Connection;
      return spells(bytes, start, 'keep-alive') ? FieldId.KeepAlive : FieldId.Other;
    case 12:
      return spells(bytes, start, 'max-forwards') ? FieldId.MaxForwards : FieldId.Other;
    case 13:
      return spells(bytes, start, 'authorization') ? FieldId.Authorization : FieldId.Other;
    case 14:
      return spells(bytes, start, 'content-length') ? FieldId.ContentLength : FieldId.Other;
    case 15:
      return spells(bytes, start, 'x-forwarded-for') ? FieldId.XForwardedFor : FieldId.Other;
    case 16:
      if (spells(bytes, start, 'x-forwarded-host')) return FieldId.XForwardedHost;
      return spells(bytes, start, 'proxy-connection') ? FieldId.ProxyConnection : FieldId.Other;
    case 17:
      if (spells(bytes, start, 'transfer-encoding')) return FieldId.TransferEncoding;
      return spells(bytes, start, 'x-forwarded-proto') ? FieldId.XForwardedProto : FieldId.Other;
    default:
      return FieldId.Other;
  }
}

/**
 * Hop-by-hop fields (RFC 9110, 7.6.1), without those that `Connection` names itself. Content-Length and
 * Transfer-Encoding frame one hop and are written anew by whoever forwards.
 */
export const HOP_BY_HOP: FieldSet =
  bit(FieldId.TransferEncoding) |
  bit(FieldId.Connection) |
  bit(FieldId.KeepAlive) |
  bit(FieldId.ProxyConnection) |
  bit(FieldId.Te) |
  bit(FieldId.Trailer) |
  bit(FieldId.Upgrade);

/** Fields that frame or route a message or govern its connection: in a trailer section they would come too late. */
export function belongsInHead(id: FieldId): boolean {
  return id >= FieldId.Host && id <= FieldId.ProxyConnection;
}

/** Whether `text` at `start` spells the lower-case `name`, letters of either case, with `-` or `_` where that has `-`. */
function likeName(bytes: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = bytes[start + i] as number;
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

/** The same over bytes. */
function spells(bytes: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = bytes[start + i] as number;
    const wanted = name.charCodeAt(i);
    if (code !== wanted && (wanted < 0x61 || wanted > 0x7a || (code | 0x20) !== wanted)) return false;
  }
  return true;
}
