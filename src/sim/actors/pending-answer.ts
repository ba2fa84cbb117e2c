/** A request or probe that a fake backend has got, from its head to its answer. */
import type { RequestHead } from '../../http1/request-head.ts';
import type { Shape } from '../behavior/fault.ts';
import type { Matter } from '../behavior/fault-scope.ts';

/** A `stranger` is neither the lab's nor a probe: a page of the subject's own that the subject does not have, say. */
export type JobKind = 'request' | 'probe' | 'stranger';

/** One request or probe that waits for its answer. */
export interface Job extends Matter {
  /** It is answered so; `shapes` are what faults do to the answer's bytes. */
  answer(status: number, shapes: readonly Shape[]): void;
  /** Its connection is reset, and that is all the answer there is. */
  refuse(): void;
}

/** What a pending answer needs of its connection. */
export interface JobConnection {
  readonly number: number;
  flush(): void;
  reset(): void;
}

export class PendingAnswer implements Job {
  readonly kind: JobKind;
  /** The request's id, or the probe's number. */
  readonly id: number;
  readonly isHead: boolean;
  readonly keepAlive: boolean;
  readonly path: string;
  readonly #connection: JobConnection;
  /** 0 until it is due. */
  status = 0;
  shapes: readonly Shape[] = NO_SHAPES;

  constructor(connection: JobConnection, kind: JobKind, id: number, head: RequestHead) {
    this.#connection = connection;
    this.kind = kind;
    this.id = id;
    this.isHead = head.method === 'HEAD';
    this.keepAlive = head.keepAlive;
    this.path = head.path;
  }

  get isProbe(): boolean {
    return this.kind === 'probe';
  }

  get connection(): number {
    return this.#connection.number;
  }

  answer(status: number, shapes: readonly Shape[]): void {
    this.status = status;
    this.shapes = shapes;
    this.#connection.flush();
  }

  refuse(): void {
    this.#connection.reset();
  }
}

export const NO_SHAPES: readonly Shape[] = [];
