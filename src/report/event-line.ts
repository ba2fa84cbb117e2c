/** One row of a history as a line for people: when, who, what, and the numbers that tie it to other rows. */
import { formatDuration } from '../kernel/units.ts';
import { EVENT_SCHEMA, type EventColumns, OUTCOMES } from '../sim/history/event.ts';
import { type History, type HistoryRow, NONE } from '../sim/history/history.ts';

export interface EventLine {
  /** `2.014321 s`: whole microseconds, so that rows can be told apart. */
  readonly time: string;
  readonly actor: string;
  readonly what: string;
  /** `#412 conn 7`; `#` is a request. */
  readonly ids: string;
}

export function eventLine(history: History, index: number): EventLine {
  const row = history.row(index);
  return { time: `${(row.time / 1e6).toFixed(6)} s`, actor: row.actor, what: what(row), ids: ids(row) };
}

function what(row: HistoryRow): string {
  const peer = row.peer ?? 'nobody';
  switch (row.kind) {
    case 'lab.phase':
      return `${row.text} begins`;
    case 'lab.fault':
      return `switches ${row.text} ${row.a === 1 ? 'on' : 'off'} for ${peer}`;
    case 'lab.order':
      return `orders ${row.text}${row.peer === null ? '' : ` ${row.peer}`}: ${row.a === 0 ? 'no answer' : `status ${row.a}`}, ${formatDuration(row.b)} later`;
    case 'lab.subject':
      return SUBJECT_WORDS[row.text]?.(row.a) ?? `balancer: ${row.text}`;
    case 'lab.assert':
      return `asserts ${row.text}: ${row.a === 1 ? 'it holds' : row.a === 0 ? 'it does not hold' : 'unknown'}`;
    case 'lab.condition':
      return row.a === 1 ? `sees that ${row.text}` : `never saw that ${row.text}`;
    case 'lab.reading':
      return reading(row);
    case 'lag':
      return `clock was up to ${formatDuration(row.a)} late`;
    case 'client.send':
      return `sends ${row.text === '' ? 'the request' : row.text}${row.a > 0 ? `, ${formatDuration(row.a)} late` : ''}`;
    case 'client.done':
      return done(row);
    case 'backend.open':
      return 'accepts a connection';
    case 'backend.close':
      return `connection closed${detail(row.text)}`;
    case 'lab.load':
      return `stream ${row.text} of the load is sent${row.a > 0 ? `, but for ${row.a} requests that were skipped` : ''}`;
    case 'backend.request':
      return `receives the request${detail(flawWords(row.a))}`;
    case 'backend.body':
      return `has its whole body, ${row.a} bytes${row.b === 0 ? '' : ': not as it was sent'}`;
    case 'backend.answer':
      return `answers ${row.a}`;
    case 'backend.abort':
      return 'will never answer: the connection is gone';
    case 'backend.probe':
      return `receives probe ${row.a}`;
    case 'backend.probe-answer':
      return `answers probe ${row.a} with ${row.b}`;
    case 'lb.select':
      return `selects ${peer}`;
    case 'lb.probe':
      return `judges a probe of ${peer} ${row.a === 1 ? 'good' : 'bad'}, ${ordinal(row.b)} in a row${detail(row.text)}`;
    case 'lb.state':
      return `says ${peer} is ${row.text}`;
    default:
      return generic(row);
  }
}

/** What became of the balancer's process. */
export const SUBJECT_WORDS: Readonly<Record<string, (code: number) => string>> = {
  sigterm: () => 'balancer is asked to stop',
  sigkill: () => 'balancer is killed',
  exit: (code) => `balancer is gone${code === 0 ? '' : `, with status ${code}`}`,
  start: () => 'balancer is started',
  ready: () => 'balancer answers again',
};

function done(row: HistoryRow): string {
  const from = row.peer === null ? '' : ` from ${row.peer}`;
  const answer = row.a === 0 ? 'no answer' : `status ${row.a}${from}`;
  return `${outcome(row)}: ${answer}${detail(row.text)}`;
}

/** The words of all reports: what is not ok failed. Whether it was done all the same is only said where nobody knows. */
function outcome({ a: status, b }: Pick<HistoryRow, 'a' | 'b'>): string {
  const known = OUTCOMES[b];
  if (known === 'ok') return status < 500 ? 'ok' : 'failed';
  return known === 'unknown' ? 'failed, done or not' : 'failed';
}

function detail(text: string): string {
  return text === '' ? '' : `: ${text}`;
}

/** By bit: what of a request is not as its client sent it. */
const FLAW_WORDS = [
  'another method than was sent',
  'another target than was sent',
  'a field changed or missing',
  'with a field of the hop before',
  'with a field that nobody sent',
];

function flawWords(flaws: number): string {
  return FLAW_WORDS.filter((_, bit) => (flaws & (1 << bit)) !== 0).join(', ');
}

/** Which page, and how its body begins: a whole page of metrics is no evidence at a glance. */
function reading(row: HistoryRow): string {
  const [page = '', ...words] = row.text.split(/\s+/);
  const body = words.join(' ');
  return `reads ${page}: status ${row.a}${detail(body.length > 60 ? `${body.slice(0, 60)}…` : body)}`;
}

function ids(row: HistoryRow): string {
  const request = row.req === NONE ? '' : `#${row.req}`;
  const connection = row.conn === NONE ? '' : `conn ${row.conn}`;
  return `${request} ${connection}`.trim();
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const suffix = teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${suffix}`;
}

/** A kind nobody wrote a sentence for: its name and its columns. */
function generic(row: Pick<HistoryRow, 'peer' | 'a' | 'b' | 'text'> & { readonly kind: string }): string {
  const columns: EventColumns = (EVENT_SCHEMA as Readonly<Record<string, EventColumns>>)[row.kind] ?? {};
  const words = [row.kind];
  if (columns.peer !== undefined && row.peer !== null) words.push(`${columns.peer} ${row.peer}`);
  if (columns.a !== undefined) words.push(`${columns.a} ${row.a}`);
  if (columns.b !== undefined) words.push(`${columns.b} ${row.b}`);
  if (columns.text !== undefined && row.text !== '') words.push(`${columns.text} ${row.text}`);
  return words.join(', ');
}
