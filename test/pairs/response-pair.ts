/**
 * The law of the pair on the side of answers: what Node's client understands in front of the balancer is what the codec
 * accepts of a backend's bytes; of all else it gets a 502, or something that it sees to be broken. What stands behind
 * an answer is never taken for the next one, though all clients share the connections to the backend.
 */
import { isDeepStrictEqual } from 'node:util';
import { reasonPhrase } from '../../src/http1/encode.ts';
import { failure } from '../balancer/proxy/messages.ts';
import { asDelivered } from '../balancer/proxy/raw/answers.ts';
import { readStrictResponses } from '../balancer/proxy/strict-reader.ts';
import { acceptedResponses } from '../http1/accepted.ts';
import { bytesOf, cutAt } from '../http1/pieces.ts';
import { inPairs } from './echo-backend.ts';
import { type NodeClient, nodeClient, type Understood } from './node-client.ts';
import { type RawAnswer, type RawBackend, rawBackend } from './raw-backend.ts';
import { type Stand, stand } from './stand.ts';

/** What a backend says to one request. */
export interface AnswerStream {
  readonly method: 'GET' | 'HEAD';
  readonly bytes: string;
  /** Where the first answer is cut, as parts of 0x10000. */
  readonly cuts: readonly number[];
  readonly ends: boolean;
}

/** What one client asks for, one after the other. */
export type Questions = readonly AnswerStream[];

export interface ResponsePair {
  /** Plays all these clients at once. Resolves with how many whole answers they got; throws where the law is broken. */
  play(clients: readonly Questions[]): Promise<number>;
  close(): Promise<void>;
}

interface Question {
  readonly method: string;
  readonly answer: RawAnswer;
  /** What the client must understand, null when that must not look whole. */
  readonly wanted: Understood | null;
}

export async function responsePair(): Promise<ResponsePair> {
  const backend = await rawBackend();
  const balancer = await stand(backend.port);
  return {
    play: (clients) => play(balancer, backend, clients),
    async close() {
      await balancer.close();
      await backend.close();
    },
  };
}

async function play(balancer: Stand, backend: RawBackend, clients: readonly Questions[]): Promise<number> {
  const questions = clients.map((streams) => streams.map(questionOf));
  backend.answers = questions.flat().map(({ answer }) => answer);
  let from = 0;
  const counts = await Promise.all(
    questions.map((all) => {
      const first = from;
      from += all.length;
      return askAll(nodeClient(balancer.port), all, first);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function askAll(client: NodeClient, questions: readonly Question[], first: number): Promise<number> {
  let whole = 0;
  try {
    for (const [k, { method, wanted }] of questions.entries()) {
      const got = await client.ask(method, `/${first + k}`);
      judge(`answer ${first + k} (to ${method})`, method, got, wanted);
      if (wanted !== null) whole++;
    }
    return whole;
  } finally {
    client.close();
  }
}

function judge(what: string, method: string, got: Understood | null, wanted: Understood | null): void {
  if (wanted === null && got?.whole !== true) return;
  // Interim answers may come before a refusal.
  const [is, shouldBe] =
    wanted === null
      ? [got === null ? null : { ...got, interims: [], fields: withoutDate(got.fields) }, refusalTo(method)]
      : [got, wanted];
  if (!isDeepStrictEqual(is, shouldBe)) {
    throw new Error(`${what}:\nis        ${JSON.stringify(is)}\nshould be ${JSON.stringify(shouldBe)}`);
  }
}

/** It tells the time. */
function withoutDate(fields: Understood['fields']): Understood['fields'] {
  return fields.filter(([name]) => name !== 'Date');
}

/** The balancer's own words. */
function refusalTo(method: string): Understood {
  const [{ fields = [], body = '' } = {}] = readStrictResponses(failure(502), ['GET']);
  const head = { status: 502, reason: reasonPhrase(502), fields: withoutDate(fields), interims: [] };
  return { ...head, body: method === 'HEAD' ? '' : body, trailers: [], whole: true };
}

function questionOf({ method, bytes, cuts, ends }: AnswerStream): Question {
  const all = bytesOf(bytes);
  const [accepted] = acceptedResponses(all, [method]);
  // What stands behind a whole answer comes with its last byte: later it could be told from the next one by nobody.
  const to = accepted?.to ?? all.length;
  const offsets = cuts.map((cut) => Math.floor((cut * to) / 0x10000));
  const answer = {
    pieces: cutAt(all, offsets).filter((piece) => piece.length > 0),
    ends: ends || accepted === undefined || accepted.untilClose,
  };
  if (accepted === undefined) return { method, answer, wanted: null };
  const { start, interims, body, trailers, framing } = accepted;
  const [status, reason] = [Number(start[0]), start[1]];
  const fields = inPairs(accepted.fields);
  const message = { head: '', fields, body, trailers: endToEndTrailers(inPairs(trailers)), complete: true };
  const delivered = asDelivered({ start: '', status, framing, keep: true, message }, 1);
  const named = { status, reason: reason === '' ? reasonPhrase(status) : reason, fields: delivered.fields, interims };
  return { method, answer, wanted: { ...named, body, trailers: delivered.trailers, whole: true } };
}

const NEVER_TRAILS = /^(expect|te|trailer|upgrade|forwarded|x[-_]forwarded.*|x[-_]real[-_]ip)$/i;

function endToEndTrailers(trailers: Understood['trailers']): Understood['trailers'] {
  return trailers.filter(([name]) => !NEVER_TRAILS.test(name));
}
