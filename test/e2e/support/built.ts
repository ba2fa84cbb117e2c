/** The built program, which is what these tests run: stale or missing output would test something else. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');

let checked = false;

/** The path of the program. Throws when it was not built from the sources as they are. */
export function builtMain(): string {
  if (checked) return MAIN;
  const built = statSync(MAIN, { throwIfNoEntry: false });
  if (built === undefined) throw new Error('dist/cli/main.js is missing: run `npm run build` first.');
  const newest = newestSource(join(ROOT, 'src'));
  if (newest.time > built.mtimeMs) {
    throw new Error(`dist is older than ${newest.file}: run \`npm run build\` first.`);
  }
  checked = true;
  return MAIN;
}

function newestSource(directory: string): { file: string; time: number } {
  let newest = { file: '', time: 0 };
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const time = statSync(file).mtimeMs;
    if (time > newest.time) newest = { file, time };
  }
  return newest;
}
