/** The streams on which the codec is compared with Node's parser: valid ones, those made wrong, and hostile ones. */
import type fc from 'fast-check';
import { compareRequests, compareResponses, type Verdict } from './differential.ts';
import { knownRequests, responses } from './messages.ts';
import { hostile, mutated, REQUEST_STARTS, RESPONSE_STARTS } from './mutations.ts';

export interface DifferentialStream {
  readonly name: string;
  readonly streams: fc.Arbitrary<{ readonly bytes: string; readonly methods: readonly string[] }>;
  compare(bytes: Uint8Array, methods: readonly string[]): Promise<Verdict>;
}

export const DIFFERENTIAL_STREAMS: readonly DifferentialStream[] = [
  { name: 'valid requests', streams: knownRequests, compare: compareRequests },
  { name: 'mutated requests', streams: mutated(knownRequests), compare: compareRequests },
  { name: 'hostile requests', streams: hostile(REQUEST_STARTS), compare: compareRequests },
  { name: 'valid responses', streams: responses, compare: compareResponses },
  { name: 'mutated responses', streams: mutated(responses), compare: compareResponses },
  { name: 'hostile responses', streams: hostile(RESPONSE_STARTS), compare: compareResponses },
];
