/** How long idle connections to backends are kept, also when a reload says otherwise. */
import { expect, test } from 'vitest';
import type { Balancer } from '../../../src/balancer/balancer.ts';
import { get, ok } from './messages.ts';
import { END, HEAD, pause, type Step, until } from './raw-peer.ts';
import { playVirtually, SMOOTH } from './virtual-world.ts';

test('a shorter time holds from the next answer on, however long the last one was', () => {
  let met: Balancer | null = null;
  const shorten: Step = {
    make: () => {
      const control = met?.control;
      if (control === undefined) return '';
      const { config } = control;
      control.apply({ ...config, timeouts: { ...config.timeouts, upstreamIdle: 10_000 } });
      return '';
    },
  };
  const ask = (answer: string): Step[] => [get(), until(answer)];
  const { stage, leaks } = playVirtually(
    {
      clients: [
        {
          sends: [...ask('first'), shorten, ...ask('second'), pause(100), ...ask('third'), END],
          gets: '',
          ends: 'any',
        },
      ],
      backends: [
        {
          connections: [
            [HEAD, ok('first'), HEAD, ok('second')],
            [HEAD, ok('third')],
          ],
        },
      ],
      timeouts: { upstreamIdle: 3_600_000_000 },
      meet: (balancer) => {
        met = balancer;
      },
    },
    1,
    SMOOTH,
  );
  expect(stage.log).toEqual(['info: Configuration reloaded: timeouts']);
  expect(stage.clients[0]?.received).toBe(`${ok('first')}${ok('second')}${ok('third')}`);
  expect(stage.surprises).toEqual([]);
  expect(leaks).toEqual([]);
});
