/** How the balancer is set up: the `balancer` section of a file. */
import { z } from 'zod';
import { ALGORITHMS } from './balancer-spec.ts';
import { duration, fields, path, whole } from './fields.ts';
import { section } from './sections.ts';
import { listed } from './words.ts';

const healthCheck = fields(
  {
    interval: duration('From the start of one probe of a backend to the start of its next.').prefault('250ms'),
    timeout: duration('A probe without an answer after this long has failed.').prefault('100ms'),
    unhealthy_threshold: whole(1, 100, 'Failed probes in a row before a backend is taken out.').default(3),
    healthy_threshold: whole(1, 100, 'Good probes in a row before it is put back.').default(2),
    path: path('What probes ask for.').default('/health'),
  },
  '{ interval: 250ms, timeout: 100ms }',
);

const timeouts = fields(
  {
    connect: duration('For a connection to a backend to be established.').prefault('500ms'),
    response: duration('From the request sent to the first byte of the answer.').prefault('2s'),
  },
  '{ connect: 500ms, response: 2s }',
);

export const balancerSchema = fields(
  {
    algorithm: z
      .enum(ALGORITHMS, { error: listed(ALGORITHMS, 'or') })
      .default('round_robin')
      .describe('How the balancer picks a backend.'),
    health_check: section(healthCheck).describe('Active HTTP probes.'),
    timeouts: section(timeouts).describe('How long the balancer waits for a backend.'),
  },
  '{ algorithm: round_robin }',
);
