/** Tools of the machine that some tests need; where one is missing the test is skipped and says which. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The program's path, or null when it is not installed. */
export function findTool(name: string): string | null {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(directory, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not there.
    }
  }
  return null;
}

/** A test's name, with the reason when it has to be skipped. */
export function nameWith(name: string, missing: string | null): string {
  return missing === null ? name : `${name} (skipped: ${missing})`;
}

/** Chromium, or what `CHROMIUM_PATH` names. */
export function findBrowser(): string | null {
  const file = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return existsSync(file) ? file : null;
}
