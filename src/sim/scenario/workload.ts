/**
 * Load entries become streams with a start of their own: an entry that says none follows the one before it.
 */
import type { Micros } from '../../kernel/clock.ts';
import type { Files } from './files.ts';
import type { LoadEntry } from './load-schema.ts';
import {
  type ArrivalSpec,
  type ClientBehavior,
  type ConnectionUse,
  type LoadSpec,
  PLAIN_STREAM,
  type RequestSpec,
  type SessionUse,
} from './load-spec.ts';
import { readReplay } from './replay-file.ts';

/** In the order of the file; null when one of them replays a file that is no good (which `files` then knows). */
export function loadSpecs(entries: readonly LoadEntry[], files: Files): LoadSpec[] | null {
  let previousEnd = 0;
  const specs: LoadSpec[] = [];
  for (const entry of entries) {
    const timing = timingOf(entry, files);
    if (timing === null) return null;
    const start = entry.at ?? previousEnd;
    previousEnd = start + timing.duration;
    specs.push({
      start,
      ...timing,
      ...clientsOf(entry),
      timeout: entry.timeout,
      sessions: sessionsOf(entry.sessions),
      connections: connectionsOf(entry.connections),
      behavior: behaviorOf(entry.behavior),
    });
  }
  return specs;
}

interface Timing {
  readonly duration: Micros;
  readonly arrivals: ArrivalSpec;
  readonly requests: readonly RequestSpec[];
}

function timingOf(entry: LoadEntry, files: Files): Timing | null {
  const requests = requestsOf(entry.requests);
  if (entry.replay !== undefined) return replayOf(entry.replay, entry.for, requests, files);
  const arrivals = arrivalsOf(entry);
  const duration = arrivals.kind === 'steps' ? arrivals.rates.length * arrivals.each : (entry.for ?? 0);
  return { duration, arrivals, requests };
}

/** The schema has made sure that there is exactly one kind. */
function arrivalsOf({ arrivals: spacing = 'constant', ...entry }: LoadEntry): ArrivalSpec {
  if (entry.ramp !== undefined) return { kind: 'ramp', ...entry.ramp, spacing };
  if (entry.steps !== undefined) return { kind: 'steps', rates: entry.steps, each: entry.each ?? 0, spacing };
  if (entry.sine !== undefined) return { kind: 'sine', ...entry.sine, spacing };
  if (entry.bursts !== undefined) return { kind: 'bursts', ...entry.bursts };
  if (entry.closed !== undefined) return { kind: 'closed', think: entry.think ?? 0 };
  return { kind: 'rate', rate: entry.rate ?? 0, spacing };
}

function replayOf(
  path: string,
  duration: Micros | undefined,
  mix: readonly RequestSpec[],
  files: Files,
): Timing | null {
  const rows = files.get(path, readReplay);
  if (rows === null) return null;
  const { due, kindOf, kinds } = rows;
  const recorded = kinds.map((kind): RequestSpec => ({ ...kind, share: 0, headers: {} }));
  const requests = kindOf.map((kind) => (kind < 0 ? kind : mix.length + kind));
  return {
    // The last one belongs to the stream, too.
    duration: duration ?? (due.at(-1) ?? 0) + 1,
    arrivals: { kind: 'replay', due, requests },
    requests: [...mix, ...recorded],
  };
}

function requestsOf(entries: LoadEntry['requests']): readonly RequestSpec[] {
  return entries?.map(({ share = 1 / entries.length, ...rest }) => ({ share, ...rest })) ?? PLAIN_STREAM.requests;
}

function clientsOf({ clients, closed }: LoadEntry): Pick<LoadSpec, 'clients' | 'pick'> {
  if (closed !== undefined) return { clients: closed, pick: 'uniform' };
  if (typeof clients === 'object') return { clients: clients.count, pick: clients.pick };
  return { clients: clients ?? PLAIN_STREAM.clients, pick: 'uniform' };
}

function sessionsOf(sessions: LoadEntry['sessions']): SessionUse {
  if (typeof sessions === 'object') return { kind: 'header', name: sessions.header };
  return { kind: sessions === false ? 'none' : 'cookie' };
}

function connectionsOf(connections: LoadEntry['connections']): ConnectionUse {
  return typeof connections === 'string' ? { kind: connections } : { kind: 'pipeline', depth: connections.pipeline };
}

function behaviorOf(behavior: LoadEntry['behavior']): ClientBehavior {
  if (behavior?.slow !== undefined) return { kind: 'slow', ...behavior.slow };
  if (behavior?.slow_read !== undefined) return { kind: 'slow_read', ...behavior.slow_read };
  if (behavior?.bad !== undefined) return { kind: 'bad', name: behavior.bad };
  if (behavior?.half_close !== undefined) return { kind: 'half_close' };
  if (behavior?.abort === undefined) return PLAIN_STREAM.behavior;
  const { after, sent, received = 0 } = behavior.abort;
  if (after !== undefined) return { kind: 'abort', when: 'after', amount: after };
  return sent === undefined
    ? { kind: 'abort', when: 'received', amount: received }
    : { kind: 'abort', when: 'sent', amount: sent };
}
