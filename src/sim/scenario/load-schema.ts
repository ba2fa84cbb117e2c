/** What the clients send: the `load` section of a file. */
import { z } from 'zod';
import { duration, fields, instant, rate, whole } from './fields.ts';

/** One stretch of load. */
export const loadSchema = fields(
  {
    rate: rate('Requests per second, on average, whether or not earlier ones were answered.'),
    for: duration('How long this load lasts.'),
    at: instant('When it starts; right after the entry before it when not said.').optional(),
    arrivals: z
      .enum(['constant', 'poisson'], { error: 'constant or poisson' })
      .default('constant')
      .describe('Evenly spaced, or at random with the same average.'),
    clients: whole(1, 1000, 'How many clients, each with its own address, share this load.').default(10),
    timeout: duration('A client gives up on an answer after this long.').prefault('5s'),
  },
  '{ rate: 200/s, for: 8s }',
);

export type LoadEntry = z.output<typeof loadSchema>;
