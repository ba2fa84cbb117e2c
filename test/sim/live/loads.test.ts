/** Every kind of load at once, on real sockets. */
import { expect, test } from 'vitest';
import { runLive } from '../../../src/sim/live/world.ts';
import { allLoads, ENDS, endsByStream } from '../loads.ts';
import { rowsOf } from '../rows.ts';

test('every kind of load comes to what it should, and reaches the backends as it was sent', async () => {
  const history = await runLive(allLoads(), { subject: { kind: 'built-in', name: 'built-in', partsModule: null } });
  // A client that leaves after 2 ms may be too late on a machine that is quicker, or too busy to let it.
  const ends = endsByStream(history);
  expect(ends[9]).toContain('aborted');
  ends[9] = ENDS[9] ?? '';
  expect(ends).toEqual(ENDS);
  expect(rowsOf(history, 'backend.request').filter(({ a }) => a !== 0)).toEqual([]);
  expect(rowsOf(history, 'backend.body').filter(({ b }) => b !== 0)).toEqual([]);
  expect(rowsOf(history, 'lab.load')).toHaveLength(ENDS.length);
}, 60_000);
