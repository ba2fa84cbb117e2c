/**
 * The JSON Schema of scenario files, for editors: completion, descriptions, and red lines while typing. What relates
 * several entries (names, order of events) only the parser checks.
 */
import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** Draft 7, which the YAML language server understands best. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' });
}

/** As it stands on disk. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}
