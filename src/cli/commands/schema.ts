/** `lbsim schema`: the JSON Schema of scenario files, for editors. */
import type { Command } from 'commander';

export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(async () => {
      const { scenarioJsonSchemaText } = await import('../../sim/scenario/json-schema.ts');
      process.stdout.write(scenarioJsonSchemaText());
    });
}
