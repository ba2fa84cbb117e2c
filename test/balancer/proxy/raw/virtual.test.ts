/** The codec's tables through the whole balancer in virtual time: smoothly, and on a network that cuts as it likes. */
import { describe, expect, test } from 'vitest';
import { RAW_REQUESTS } from '../../../http1/raw-requests.ts';
import { RAW_RESPONSES } from '../../../http1/raw-responses.ts';
import { playVirtually, ROUGH, SMOOTH } from '../virtual-world.ts';
import { judgeRequests, playRequests } from './request-rows.ts';
import { judgeResponses, playResponses, WAYS } from './response-rows.ts';

const ROUGH_SEEDS = 2;

describe('raw requests', () => {
  test.each(RAW_REQUESTS)('$name ($rfc)', (raw) => {
    for (let seed = 0; seed <= ROUGH_SEEDS; seed++) {
      const { stage, leaks } = playVirtually(playRequests(raw), seed, seed === 0 ? SMOOTH : ROUGH);
      judgeRequests(raw, stage);
      expect(leaks).toEqual([]);
    }
  });
});

describe.each(WAYS)('raw responses, %s', (way) => {
  test.each(RAW_RESPONSES)('$name ($rfc)', (raw) => {
    for (let seed = 0; seed <= ROUGH_SEEDS; seed++) {
      const { stage, leaks } = playVirtually(playResponses(raw, way), seed, seed === 0 ? SMOOTH : ROUGH);
      judgeResponses(raw, way, stage);
      expect(leaks).toEqual([]);
    }
  });
});
