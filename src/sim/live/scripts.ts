/** The programs that the lab starts as processes of their own: the same code from `src` and from `dist`. */
import { fileURLToPath } from 'node:url';

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

function script(name: string): string {
  return fileURLToPath(new URL(`./${name}${EXTENSION}`, import.meta.url));
}

export const BACKEND_SCRIPT = script('backend-main');
export const SUBJECT_SCRIPT = script('subject-main');
