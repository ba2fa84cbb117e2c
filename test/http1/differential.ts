/**
 * The law: whatever the codec accepts, Node's parser accepts, and with the same messages: start line, fields, body,
 * trailers, the byte at which each is complete, and whether the connection stays. A proxy that reads a stream in another
 * way than the server behind it is how requests are smuggled.
 *
 * Where they differ on purpose:
 * - Node knows a fixed list of methods; the codec lets any token through (RFC 9110, 9.1).
 * - Node reads Proxy-Connection like Connection; the codec ignores it (RFC 9112, C.2.2).
 * - After an answer to HEAD with neither a length nor a coding Node closes, as if its body had to end with the connection;
 *   the codec knows that there is none, and stays (RFC 9112, 6.3 and 9.3).
 * - Where HTTP/1.0 says both keep-alive and close, Node stays and the codec closes (RFC 9112, 9.3).
 */
import { METHODS } from 'node:http';
import { type Accepted, acceptedRequests, acceptedResponses, type Message } from './accepted.ts';
import { type NodePeer, nodeClient, nodeServer } from './node-peer.ts';
import { textOf } from './pieces.ts';

const KNOWN = new Set(METHODS);

/** How the two differ over these requests, null when they don't; and how many messages were compared. */
export interface Verdict {
  readonly difference: string | null;
  readonly compared: number;
}

export async function compareRequests(bytes: Uint8Array): Promise<Verdict> {
  const accepted = acceptedRequests(bytes);
  if (accepted.length === 0) return { difference: null, compared: 0 };
  const node = await nodeServer();
  let compared = 0;
  try {
    for (const message of accepted) {
      if (!KNOWN.has(message.start[0])) break;
      const difference = await compareOne(bytes, message, node, compared);
      if (difference !== null) return { difference, compared };
      compared++;
      // Node's connection is over.
      if (node.seen[compared - 1]?.message.keepAlive === false) break;
    }
    return { difference: null, compared };
  } finally {
    node.close();
  }
}

export async function compareResponses(bytes: Uint8Array, methods: readonly string[]): Promise<Verdict> {
  const accepted = acceptedResponses(bytes, methods);
  for (const [i, message] of accepted.entries()) {
    // Node takes the connection for closed before the final answer, see above.
    if (message.interims.length > 0 && /proxy-connection/i.test(textOf(bytes.subarray(message.from, message.to))))
      continue;
    const method = methods[i] ?? 'GET';
    // Node's client sends every method in upper case.
    if (method !== method.toUpperCase()) break;
    const node = await nodeClient(method);
    try {
      const difference = await compareOne(bytes, message, node, 0, method === 'HEAD');
      if (difference !== null) return { difference: `answer ${i + 1}: ${difference}`, compared: i };
    } finally {
      node.close();
    }
  }
  return { difference: null, compared: accepted.length };
}

/** The message at `index` must be complete with its last byte, and not before. */
async function compareOne(
  bytes: Uint8Array,
  ours: Accepted,
  node: NodePeer,
  index: number,
  toHead = false,
): Promise<string | null> {
  const last = ours.untilClose ? ours.to : ours.to - 1;
  await node.feed(bytes.subarray(ours.from, last));
  if (node.seen[index]?.complete === true) return `Node has message ${index + 1} complete too early`;
  if (ours.untilClose) await node.end();
  else await node.feed(bytes.subarray(last, ours.to));
  if (node.error !== '') return `Node refuses: ${node.error}`;
  const seen = node.seen[index];
  if (seen === undefined) return `Node has no message ${index + 1}`;
  if (!seen.complete) return `Node waits for more of message ${index + 1}`;
  if (node.seen.length > index + 1) return 'Node has one message more';
  return differs(ours, seen.message, toHead);
}

function differs(
  { from: _, to: __, untilClose: ___, framing: ____, ...ours }: Accepted,
  node: Message,
  toHead: boolean,
): string | null {
  const keepAlive = mayDifferInKeepAlive(ours, node, toHead) ? ours.keepAlive : node.keepAlive;
  const [a, b] = [JSON.stringify(ours), JSON.stringify(inOrder({ ...node, keepAlive }))];
  return a === b ? null : `ours: ${a}\nNode: ${b}`;
}

/** The keys in the order in which ours have them. */
function inOrder({ start, minor, fields, interims, keepAlive, body, trailers }: Message): Message {
  return { start, minor, fields, interims, keepAlive, body, trailers };
}

function mayDifferInKeepAlive(ours: Message, node: Message, toHead: boolean): boolean {
  const names = ours.fields.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  if (names.includes('proxy-connection')) return true;
  if (toHead && !names.includes('content-length') && !names.includes('transfer-encoding') && ours.keepAlive)
    return true;
  const options = ours.fields
    .filter((_, i) => names[(i - 1) / 2] === 'connection')
    .join(',')
    .toLowerCase();
  return ours.minor === 0 && node.keepAlive && options.includes('keep-alive') && options.includes('close');
}
