/**
 * How a row becomes a line, derived from `EVENT_SCHEMA` once: the constant text between the values. Whole histories,
 * single rows and files written line by line share it, so they cannot disagree about the format.
 */
import { invariant } from '../../kernel/errors.ts';
import { EVENT_KINDS, EVENT_SCHEMA, type EventColumns, type EventKind, OUTCOMES } from './event.ts';
import { NONE } from './history.ts';

/** The text in front of each value; empty for a column the kind does not have. */
export interface LineLayout {
  readonly actor: string;
  readonly peer: string;
  readonly req: string;
  readonly conn: string;
  readonly a: string;
  readonly b: string;
  readonly text: string;
  /** `b` is an outcome and written as its word. */
  readonly outcome: boolean;
}

function layoutOf(kind: EventKind): LineLayout {
  const columns: EventColumns = EVENT_SCHEMA[kind];
  const key = (name: string | undefined): string => (name === undefined ? '' : `,${JSON.stringify(name)}:`);
  return {
    actor: `,"e":${JSON.stringify(kind)},"actor":`,
    peer: key(columns.peer),
    req: key(columns.req),
    conn: key(columns.conn),
    a: key(columns.a),
    b: key(columns.b),
    text: key(columns.text),
    outcome: columns.b === 'outcome',
  };
}

/** Layouts by kind number. */
export const LINE_LAYOUTS: readonly LineLayout[] = EVENT_KINDS.map(layoutOf);

const OUTCOME_JSON: readonly string[] = OUTCOMES.map((word) => JSON.stringify(word));

/**
 * One line with its line feed. Names come as JSON already, so that callers can cache them; an empty string is a
 * column without a value.
 */
export function formatLine(
  layout: LineLayout,
  time: number,
  actor: string,
  peer: string,
  req: number,
  conn: number,
  a: number,
  b: number,
  text: string,
): string {
  let line = `{"t":${time}${layout.actor}${actor}`;
  if (peer !== '' && layout.peer !== '') line += layout.peer + peer;
  if (req !== NONE && layout.req !== '') line += layout.req + req;
  if (conn !== NONE && layout.conn !== '') line += layout.conn + conn;
  if (layout.a !== '') line += layout.a + a;
  if (layout.b !== '') line += layout.b + (layout.outcome ? outcomeJson(b) : b);
  if (text !== '' && layout.text !== '') line += layout.text + text;
  return `${line}}\n`;
}

function outcomeJson(outcome: number): string {
  const word = OUTCOME_JSON[outcome];
  invariant(word !== undefined, `outcome ${outcome} in a history`);
  return word;
}
