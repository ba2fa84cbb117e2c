/** Which of the lab's clients a request claims to come from, by its X-Forwarded-For. */
import { type History, NONE } from '../../sim/history/history.ts';

/** By `backend.request` row: the client's actor; NONE where the field is missing, or names none of the lab's clients. */
export function forwardedClient(history: History): (row: number) => number {
  const actorOf = new Map<string, number>();
  for (const [name, host] of Object.entries(history.meta.clientHosts)) {
    const actor = history.actors.indexOf(name);
    if (actor !== NONE) actorOf.set(host, actor);
  }
  // Few different texts stand for many rows.
  const known = new Int32Array(history.texts.length).fill(UNREAD);
  return (row) => {
    const text = history.text[row] as number;
    if (text === NONE) return NONE;
    if (known[text] === UNREAD) known[text] = actorOf.get(lastAddress(history.texts[text] ?? '')) ?? NONE;
    return known[text] as number;
  };
}

const UNREAD = -2;

function lastAddress(text: string): string {
  const fields: unknown = text === '' ? null : JSON.parse(text);
  const xff = typeof fields === 'object' && fields !== null && 'xff' in fields ? fields.xff : '';
  if (typeof xff !== 'string') return '';
  return xff
    .slice(xff.lastIndexOf(',') + 1)
    .trim()
    .replace(/^::ffff:(?=\d+\.)/i, '');
}
