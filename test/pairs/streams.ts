/** What clients send in the laws of pairs: streams of every kind, with a number in each target that tells them apart. */
import fc from 'fast-check';
import { knownRequests, responses } from '../http1/messages.ts';
import { hostile, mutated, REQUEST_STARTS, RESPONSE_STARTS } from '../http1/mutations.ts';
import type { ClientStream } from './request-pair.ts';
import type { AnswerStream, Questions } from './response-pair.ts';

/** Enough for the connections to the backend to be shared by many. */
const CLIENTS_MAX = 24;
const TARGET = /^([A-Z-]+) ((?:https?:\/\/[^\s/?]*)?)\/(?=\S* HTTP\/1)/gim;

/** The number of its line in every target, also in those that stand in a body. */
function numbered(bytes: string): string {
  let count = 0;
  return bytes.replace(TARGET, (_, method, authority) => `${method} ${authority}/n${count++}/`);
}

function clients(streams: fc.Arbitrary<{ readonly bytes: string }>): fc.Arbitrary<ClientStream[]> {
  const one = fc
    .record({ stream: streams, cuts: fc.array(fc.nat(0xffff), { maxLength: 3 }), ends: fc.boolean() })
    .map(({ stream, cuts, ends }): ClientStream => ({ bytes: stream.bytes, cuts, ends }));
  return fc.array(one, { minLength: 1, maxLength: CLIENTS_MAX, size: 'max' });
}

const valid = knownRequests.map((stream) => ({ ...stream, bytes: numbered(stream.bytes) }));

export const CLIENT_STREAMS: Readonly<Record<string, fc.Arbitrary<ClientStream[]>>> = {
  'valid requests': clients(valid),
  'mutated requests': clients(mutated(valid)),
  'hostile requests': clients(hostile(REQUEST_STARTS).map(({ bytes }) => ({ bytes: numbered(bytes) }))),
};

const QUESTIONS_MAX = 4;

function questions(streams: fc.Arbitrary<{ bytes: string; methods: readonly string[] }>): fc.Arbitrary<Questions[]> {
  const one = fc
    .record({ stream: streams, cuts: fc.array(fc.nat(0xffff), { maxLength: 3 }), ends: fc.boolean() })
    .map(({ stream: { bytes, methods }, ...rest }): AnswerStream => {
      return { method: methods[0] === 'HEAD' ? 'HEAD' : 'GET', bytes, cuts: rest.cuts, ends: rest.ends };
    });
  const client = fc.array(one, { minLength: 1, maxLength: QUESTIONS_MAX });
  return fc.array(client, { minLength: 1, maxLength: CLIENTS_MAX / QUESTIONS_MAX, size: 'max' });
}

export const ANSWER_STREAMS: Readonly<Record<string, fc.Arbitrary<Questions[]>>> = {
  'valid answers': questions(responses),
  'mutated answers': questions(mutated(responses)),
  'hostile answers': questions(hostile(RESPONSE_STARTS)),
};
