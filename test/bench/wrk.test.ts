import { expect, test } from 'vitest';
import { parseWrk } from '../../bench/measure/wrk.ts';

const CLEAN = `Running 2s test @ http://127.0.0.1:19402/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   747.13us  212.88us   5.94ms   92.07%
    Req/Sec    84.69k     5.24k   91.62k    80.00%
  168476 requests in 2.00s, 32.78MB read
Requests/sec:  84164.93
Transfer/sec:     16.37MB
`;

const TROUBLED = `Running 1s test @ http://127.0.0.1:19402/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     0.00us    0.00us   0.00us    -nan%
    Req/Sec     0.00      0.00     0.00      -nan%
  7 requests in 1.10s, 0.00B read
  Socket errors: connect 1, read 20, write 300, timeout 4000
  Non-2xx or 3xx responses: 5
Requests/sec:      6.36
Transfer/sec:       0.00B
`;

test('a clean run', () => {
  expect(parseWrk(CLEAN)).toEqual({ requests: 168_476, requestsPerSecond: 84_164.93, errors: 0 });
});

test('all kinds of errors are counted', () => {
  expect(parseWrk(TROUBLED)).toEqual({ requests: 7, requestsPerSecond: 6.36, errors: 4326 });
});

test('anything else is not taken for a result', () => {
  expect(() => parseWrk('unable to connect to 127.0.0.1:19402 Connection refused')).toThrow('Connection refused');
});
