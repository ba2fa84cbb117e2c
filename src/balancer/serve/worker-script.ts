/** The program of a thread that serves: the same code from `src` and from `dist`. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

export const WORKER_SCRIPT = new URL(`./worker-main${EXTENSION}`, import.meta.url);
