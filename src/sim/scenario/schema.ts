/**
 * The shape of a scenario file: every key, its kind of value, its default and what it means. The JSON Schema that
 * editors use is generated from this, so descriptions are written for the author of a scenario.
 */
import { z } from 'zod';
import { backendsSchema } from './backend-schema.ts';
import { balancerSchema } from './balancer-schema.ts';
import { expectationSchema } from './expect-schema.ts';
import { fields, kebabCase, list, whole } from './fields.ts';
import { includeSchema } from './include.ts';
import { loadSchema } from './load-schema.ts';
import { matrixSchema } from './matrix.ts';
import { networkSchema } from './network-schema.ts';
import { optionalList, section } from './sections.ts';
import { timelineEntrySchema } from './timeline-schema.ts';

const MAX_SEED = 2 ** 32 - 1;

/** The whole file. */
export const fileSchema = fields(
  {
    name: kebabCase('The name of the scenario, in lower case with dashes.'),
    about: z.string({ error: 'a text' }).default('').describe('One sentence: what happens, and what should be seen.'),
    seed: whole(0, MAX_SEED, 'Replays a run exactly. Drawn and recorded when not given.').optional(),
    include: includeSchema,
    matrix: matrixSchema.optional(),
    balancer: section(balancerSchema).describe('How the balancer is set up.'),
    network: networkSchema.optional().describe('The lines between all processes, in the virtual world.'),
    backends: backendsSchema,
    load: list(loadSchema, 'load entry such as { rate: 200/s, for: 8s }').describe('What the clients send.'),
    timeline: optionalList(timelineEntrySchema).describe('What goes wrong, when, and when it ends.'),
    expect: optionalList(expectationSchema).describe('Promises of this scenario, besides the laws that hold in all.'),
  },
  '{ name: …, backends: …, load: … }',
).meta({ title: 'lbsim scenario', description: 'One story for a load balancer: backends, load, faults, promises.' });

export type ScenarioFile = z.output<typeof fileSchema>;
