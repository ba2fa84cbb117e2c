/** What the lab did besides faults, and what it found: orders, the balancer's process, assertions, conditions. */
import { EVENT_CODE } from '../../sim/history/event.ts';
import type { History } from '../../sim/history/history.ts';
import { SUBJECT_WORDS } from '../event-line.ts';
import type { Moment } from './moments.ts';

type Row = ReturnType<History['row']>;

const WORDS: ReadonlyMap<number, (row: Row) => Pick<Moment, 'text' | 'tone'>> = new Map([
  [EVENT_CODE['lab.order'], order],
  [EVENT_CODE['lab.subject'], subject],
  [EVENT_CODE['lab.assert'], assertion],
  [EVENT_CODE['lab.condition'], condition],
]);

/** In order. */
export function actMoments(history: History): Moment[] {
  const moments: Moment[] = [];
  for (let index = 0; index < history.length; index++) {
    const words = WORDS.get(history.kind[index] as number);
    if (words === undefined) continue;
    const row = history.row(index);
    moments.push({ at: row.time, source: 'lab', ...words(row) });
  }
  return moments;
}

function order({ peer, text, a: status }: Row): Pick<Moment, 'text' | 'tone'> {
  const taken = status >= 200 && status < 300;
  const answer = status === 0 ? 'no answer' : `refused with ${status}`;
  return {
    text: `order: ${text}${peer === null ? '' : ` ${peer}`}${taken ? '' : `, ${answer}`}`,
    tone: taken ? 'neutral' : 'bad',
  };
}

function subject({ text, a: code }: Row): Pick<Moment, 'text' | 'tone'> {
  const tone = text === 'ready' ? 'good' : text === 'start' ? 'neutral' : 'bad';
  return { text: SUBJECT_WORDS[text]?.(code) ?? `balancer: ${text}`, tone };
}

function assertion({ text, a: held }: Row): Pick<Moment, 'text' | 'tone'> {
  if (held === 1) return { text: `assertion holds: ${text}`, tone: 'good' };
  return held === 0
    ? { text: `assertion fails: ${text}`, tone: 'bad' }
    : { text: `assertion unknown: ${text}`, tone: 'neutral' };
}

function condition({ text, a: met }: Row): Pick<Moment, 'text' | 'tone'> {
  return met === 1
    ? { text: `seen: ${text}`, tone: 'neutral' }
    : { text: `never seen in its time: ${text}`, tone: 'bad' };
}
