/**
 * What can stand in a history: one schema for both worlds. A row has a time, a kind, the actor that saw it, and up to
 * six columns whose meaning depends on the kind; `EVENT_SCHEMA` names them, and is all that NDJSON, docs and
 * readers need.
 *
 * Column types: `peer` names another actor, `req` is a request id, `conn` numbers a connection within the actor,
 * `a` and `b` are integers, `text` is a string (interned: keep the number of different ones small).
 */

export const EVENT_SCHEMA = {
  /** The run's sections: `load`, `heal`, `settle`, `end`. */
  'lab.phase': { text: 'phase' },
  /** The timeline switched a fault on (1) or off (0) for a backend. The actor is the lab. */
  'lab.fault': { peer: 'backend', a: 'on', text: 'fault' },
  /** A reading of the subject: `metrics` or `health`, with the body it gave (or what went wrong). */
  'lab.reading': { a: 'status', text: 'body' },
  /** How late the actor's own clock callbacks were at most since its last such row: the run's timing error (µs). */
  lag: { a: 'lag' },
  /** An order to the balancer through its admin API, when its answer came: `took` µs later; status 0: none came. */
  'lab.order': { peer: 'backend', a: 'status', b: 'took', text: 'order' },
  /** What was done to the balancer's process, or became of it: `sigterm`, `sigkill`, `start`, `ready`, `exit`. */
  'lab.subject': { a: 'code', text: 'what' },
  /** The timeline asserted something, and it was so (1) or not (0). */
  'lab.assert': { a: 'held', text: 'assertion' },
  /** What a part of the story waited for was seen (1), or not in its time (0). */
  'lab.condition': { a: 'met', text: 'condition' },
  /** The end of a stream of the load: sends that were skipped, and the largest lag (µs). */
  'lab.load': { a: 'skipped', b: 'lag', text: 'stream' },
  /** A client wrote a request of a stream of the load (by number). `lag`: µs since it was due. */
  'client.send': { req: 'req', conn: 'conn', a: 'lag', b: 'stream', text: 'request' },
  /** The last word on a request. `status` is 0 when no head came; `backend` as stamped on the answer. */
  'client.done': { peer: 'backend', req: 'req', conn: 'conn', a: 'status', b: 'outcome', text: 'problem' },
  /** A backend accepted a connection. */
  'backend.open': { conn: 'conn' },
  /** A connection is gone; `problem` is empty after an orderly end. */
  'backend.close': { conn: 'conn', text: 'problem' },
  /** A request's head arrived. `flaws`: what is not as it was sent. `fields`: JSON of the forwarding fields it carried. */
  'backend.request': { req: 'req', conn: 'conn', a: 'flaws', text: 'fields' },
  /** The end of a request's body. `flaws`: what is not as it was sent. */
  'backend.body': { req: 'req', conn: 'conn', a: 'bytes', b: 'flaws' },
  /** The request's last byte of answer was written. */
  'backend.answer': { req: 'req', conn: 'conn', a: 'status' },
  /** A request will never be answered: its connection went first. */
  'backend.abort': { req: 'req', conn: 'conn' },
  /** A health probe arrived; `probe` numbers the probes of a backend. */
  'backend.probe': { conn: 'conn', a: 'probe' },
  'backend.probe-answer': { conn: 'conn', a: 'probe', b: 'status' },
  /** The balancer's own story, where it tells one. It chose a backend for a request. */
  'lb.select': { peer: 'backend' },
  /** It judged a probe: `ok` 1 or 0, `streak` probes in a row with that result. */
  'lb.probe': { peer: 'backend', a: 'ok', b: 'streak', text: 'reason' },
  /** A backend changed state. */
  'lb.state': { peer: 'backend', text: 'state' },
} as const satisfies Readonly<Record<string, EventColumns>>;

export type EventKind = keyof typeof EVENT_SCHEMA;

export interface EventColumns {
  readonly peer?: string;
  readonly req?: string;
  readonly conn?: string;
  readonly a?: string;
  readonly b?: string;
  readonly text?: string;
}

/** Kinds by number, as stored. */
export const EVENT_KINDS = Object.keys(EVENT_SCHEMA) as readonly EventKind[];

/** Numbers by kind. */
export const EVENT_CODE = Object.fromEntries(EVENT_KINDS.map((kind, code) => [kind, code])) as Readonly<
  Record<EventKind, number>
>;

/**
 * What became of a request, as its client knows it:
 * `ok`: a whole answer of a backend came, whatever its status; `failed`: definitely not done (nobody listened, or the
 * balancer refused by itself with 503 or 4xx); `unknown`: sent, and no telling (time-out, reset, truncated, 502, 504).
 */
export const OUTCOMES = ['ok', 'failed', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type BackendState = 'Healthy' | 'Unhealthy' | 'Draining';
