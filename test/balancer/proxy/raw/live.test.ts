/** The codec's tables through the whole balancer on real sockets. */
import { describe, test } from 'vitest';
import { RAW_REQUESTS } from '../../../http1/raw-requests.ts';
import { RAW_RESPONSES } from '../../../http1/raw-responses.ts';
import { playLive } from '../live-world.ts';
import { judgeRequests, playRequests } from './request-rows.ts';
import { judgeResponses, playResponses, WAYS } from './response-rows.ts';

describe.concurrent('raw requests', () => {
  test.each(RAW_REQUESTS)('$name ($rfc)', async (raw) => {
    judgeRequests(raw, await playLive(playRequests(raw)));
  });
});

describe.concurrent.each(WAYS)('raw responses, %s', (way) => {
  test.each(RAW_RESPONSES)('$name ($rfc)', async (raw) => {
    judgeResponses(raw, way, await playLive(playResponses(raw, way)));
  });
});
