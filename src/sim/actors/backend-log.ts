/** A backend's rows in the history. */

import { FieldId } from '../../http1/field-id.ts';
import type { RequestHead } from '../../http1/request-head.ts';
import type { Clock } from '../../kernel/clock.ts';
import { NONE } from '../history/history.ts';
import type { EventSink } from '../history/sink.ts';

export class BackendLog {
  readonly #clock: Clock;
  readonly #sink: EventSink;
  readonly #actor: number;
  #probes = 0;

  constructor(clock: Clock, sink: EventSink, name: string) {
    this.#clock = clock;
    this.#sink = sink;
    this.#actor = sink.actorId(name);
  }

  opened(conn: number): void {
    this.#sink.append(this.#clock.now(), 'backend.open', this.#actor, NONE, NONE, conn, 0, 0, NONE);
  }

  closed(conn: number, problem: string): void {
    const text = problem === '' ? NONE : this.#sink.textId(problem);
    this.#sink.append(this.#clock.now(), 'backend.close', this.#actor, NONE, NONE, conn, 0, 0, text);
  }

  /** `flaws`: see `request-sum.ts`. */
  request(req: number, conn: number, head: RequestHead, flaws: number): void {
    const text = this.#sink.textId(forwardingFields(head));
    this.#sink.append(this.#clock.now(), 'backend.request', this.#actor, NONE, req, conn, flaws, 0, text);
  }

  /** `flaws`: see `received-body.ts`. */
  body(req: number, conn: number, bytes: number, flaws: number): void {
    this.#sink.append(this.#clock.now(), 'backend.body', this.#actor, NONE, req, conn, bytes, flaws, NONE);
  }

  answered(req: number, conn: number, status: number): void {
    this.#sink.append(this.#clock.now(), 'backend.answer', this.#actor, NONE, req, conn, status, 0, NONE);
  }

  aborted(req: number, conn: number): void {
    this.#sink.append(this.#clock.now(), 'backend.abort', this.#actor, NONE, req, conn, 0, 0, NONE);
  }

  /** Returns the probe's number. */
  probe(conn: number): number {
    const probe = this.#probes++;
    this.#sink.append(this.#clock.now(), 'backend.probe', this.#actor, NONE, NONE, conn, probe, 0, NONE);
    return probe;
  }

  probeAnswered(conn: number, probe: number, status: number): void {
    this.#sink.append(this.#clock.now(), 'backend.probe-answer', this.#actor, NONE, NONE, conn, probe, status, NONE);
  }
}

/** What of a head concerns forwarding, as the checks read it: absent fields are absent keys. */
function forwardingFields(head: RequestHead): string {
  const seen: Record<string, string> = {};
  for (let i = 0; i < head.count; i++) {
    switch (head.id(i)) {
      case FieldId.XForwardedFor:
        seen.xff = seen.xff === undefined ? head.value(i) : `${seen.xff}, ${head.value(i)}`;
        break;
      case FieldId.XRealIp:
        seen.real = head.value(i);
        break;
      case FieldId.XForwardedProto:
        seen.proto = head.value(i);
        break;
      case FieldId.XForwardedHost:
        seen.fwdHost = head.value(i);
        break;
      case FieldId.Host:
        seen.host = head.value(i);
        break;
      default:
    }
  }
  return JSON.stringify(seen);
}
