/** `lbsim schema`: the JSON Schema of scenario files, for editors. */
import type { Command } from 'commander';
import { scenarioJsonSchemaText } from '../../sim/scenario/json-schema.ts';

export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(() => {
      process.stdout.write(scenarioJsonSchemaText());
    });
}
