import type { Micros } from '../../kernel/clock.ts';
import type { EventKind } from './event.ts';

/**
 * Where actors write what they see. A `History` is one; a process of the live world writes lines to a file of its
 * own, so that what it saw outlives its being killed.
 */
export interface EventSink {
  actorId(name: string): number;
  textId(text: string): number;
  append(
    time: Micros,
    kind: EventKind,
    actor: number,
    peer: number,
    req: number,
    conn: number,
    a: number,
    b: number,
    text: number,
  ): void;
}
