/**
 * An answer as the bytes that go out, before they do: faults make bad ones of good ones with the pure functions here.
 * They work on text, not on messages, so that no codec puts right what is to be wrong.
 */
import type { Micros } from '../../../kernel/clock.ts';
import { type Body, cutBody, textBody } from './body.ts';

/** So many bytes at a time, with this much time between. */
export interface Pace {
  readonly bytes: number;
  readonly pause: Micros;
}

export interface Answer {
  /** Interim answers before the head. */
  readonly interim: string;
  /** Status line and fields, each with its CR LF. */
  readonly head: string;
  /** As framed: chunk headers are part of it. */
  readonly body: Body;
  /** What the body of the good answer says, unframed; empty for an answer without a body. */
  readonly payload: string;
  /** Repeated for ever once all before it is out, in the head or the body; empty: it comes to an end. */
  readonly endless: string;
  readonly endlessIn: 'head' | 'body';
  /** Nothing is written beyond so many bytes. */
  readonly stopAfter: number;
  readonly pace: Pace | null;
  /** What becomes of the connection afterwards. */
  readonly ending: 'keep' | 'close' | 'reset';
  /** Whether it is what HTTP calls whole (`whole`), may be taken for that or not (`odd`), or never is (`cut`). */
  readonly quality: 'whole' | 'odd' | 'cut';
}

/** A good answer. */
export function goodAnswer(head: string, body: string, payload: string, keepAlive: boolean): Answer {
  return {
    interim: '',
    head,
    body: textBody(body),
    payload,
    endless: '',
    endlessIn: 'body',
    stopAfter: Number.POSITIVE_INFINITY,
    pace: null,
    ending: keepAlive ? 'keep' : 'close',
    quality: 'whole',
  };
}

/** All of its text from byte `from` to byte `to` (excluded), without what is endless. */
export function textOf(answer: Answer, from: number, to: number): string {
  const front = frontOf(answer);
  const body = to > front.length ? answer.body.slice(Math.max(0, from - front.length), to - front.length) : '';
  return from < front.length ? front.slice(from, to) + body : body;
}

/** How many bytes that text has, without what is cut off. */
export function sizeOf(answer: Answer): number {
  const whole = frontOf(answer).length + (hasEndlessHead(answer) ? 0 : answer.body.size);
  return Math.min(whole, answer.stopAfter);
}

/** Whether it goes on for ever after that. */
export function isEndless(answer: Answer): boolean {
  return answer.endless !== '' && answer.stopAfter === Number.POSITIVE_INFINITY;
}

function hasEndlessHead(answer: Answer): boolean {
  return isEndless(answer) && answer.endlessIn === 'head';
}

function frontOf(answer: Answer): string {
  return answer.interim + answer.head + (hasEndlessHead(answer) ? '' : '\r\n');
}

export function withInterim(answer: Answer, interim: string): Answer {
  return { ...answer, interim: answer.interim + interim };
}

/** With another head; `odd` unless it is worse already. */
export function withOddHead(answer: Answer, head: string): Answer {
  return { ...answer, head, quality: worse(answer.quality, 'odd') };
}

/** With another body and the head that goes with it. */
export function withBody(answer: Answer, head: string, body: Body): Answer {
  return { ...answer, head, body };
}

/** Text behind the body that no length covers; the connection is of no use afterwards, which the backend does not know. */
export function withSurplus(answer: Answer, surplus: Body): Answer {
  return { ...answer, body: surplus, quality: worse(answer.quality, 'odd') };
}

/** The body ends early, and with it the connection. */
export function truncated(answer: Answer, bytes: number): Answer {
  if (answer.body.size <= bytes) return answer;
  return { ...answer, body: cutBody(answer.body, bytes), ending: worseEnd(answer.ending, 'close'), quality: 'cut' };
}

/** Ends with a reset after so many bytes of all of it. */
export function resetAfter(answer: Answer, bytes: number): Answer {
  if (sizeOf(answer) <= bytes && !isEndless(answer)) return answer;
  return { ...answer, stopAfter: Math.min(answer.stopAfter, bytes), ending: 'reset', quality: 'cut' };
}

/** Never ends. */
export function withoutEnd(answer: Answer, endlessIn: 'head' | 'body', filler: string): Answer {
  const first = answer.endless === '' ? { endless: filler, endlessIn } : {};
  return { ...answer, ...first, quality: worse(answer.quality, 'odd') };
}

/** Of two paces the slower one. */
export function paced(answer: Answer, pace: Pace): Answer {
  const before = answer.pace;
  const slower = before === null || pace.bytes / pace.pause < before.bytes / before.pause ? pace : before;
  return { ...answer, pace: slower };
}

/** The connection is not kept, and the head says so. */
export function withoutKeepAlive(answer: Answer): Answer {
  if (answer.ending !== 'keep') return answer;
  return { ...answer, head: `${answer.head}Connection: close\r\n`, ending: 'close' };
}

const QUALITIES = ['whole', 'odd', 'cut'] as const;

function worse(one: Answer['quality'], other: Answer['quality']): Answer['quality'] {
  return QUALITIES.indexOf(one) > QUALITIES.indexOf(other) ? one : other;
}

function worseEnd(one: Answer['ending'], other: Answer['ending']): Answer['ending'] {
  return one === 'reset' ? one : other;
}
