/** The tables of the configuration file. What the schema gives is in µs and canonical, with every default filled in. */
import { z } from 'zod';
import { HEALTH_CHECK } from './health-keys.ts';
import { shapeOf } from './key.ts';
import { ADMIN, BACKEND, LIMITS, LOADBALANCER, PASSIVE_HEALTH, RETRIES, SESSION, TIMEOUTS } from './keys.ts';
import { table, tables } from './values.ts';

export const configSchema = z.strictObject({
  loadbalancer: section('loadbalancer', shapeOf(LOADBALANCER)),
  health_check: section('health_check', shapeOf(HEALTH_CHECK)),
  passive_health: section('passive_health', shapeOf(PASSIVE_HEALTH)),
  backends: tables('backends', shapeOf(BACKEND)),
  session: section('session', shapeOf(SESSION), true),
  admin: section('admin', shapeOf(ADMIN), true),
  retries: section('retries', shapeOf(RETRIES)),
  timeouts: section('timeouts', shapeOf(TIMEOUTS)),
  limits: section('limits', shapeOf(LIMITS)),
});

function section<Shape extends z.core.$ZodLooseShape>(name: string, shape: Shape, secret = false) {
  return table(shape, `Write a table: a line [${name}], and its keys on the lines below.`, secret).prefault({});
}
