/**
 * The files that a scenario names (recorded arrivals). The language itself touches no disk: whoever parses passes a
 * reader, and each file is read once.
 */

/** The text of a file that a scenario names, relative to the scenario. Throws when it can't be read. */
export type ReadFile = (path: string) => string;

export class Files {
  /** What was read, by name as the scenario writes it. */
  readonly read = new Map<string, string>();
  readonly #readFile: ReadFile;
  readonly #parsed = new Map<string, unknown>();
  readonly #problems = new Map<string, string>();

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** What is wrong with a file that was asked for, or undefined. */
  problem(path: string): string | undefined {
    return this.#problems.get(path);
  }

  /** The file as `parse` understands it; null when it can't be read, or `parse` returns a sentence against it. */
  get<T extends object>(path: string, parse: (text: string) => T | string): T | null {
    if (!this.#parsed.has(path)) this.#parsed.set(path, this.#load(path, parse));
    return this.#parsed.get(path) as T | null;
  }

  #load(path: string, parse: (text: string) => object | string): object | null {
    let parsed: object | string;
    try {
      const text = this.#readFile(path);
      this.read.set(path, text);
      parsed = parse(text);
    } catch (error) {
      parsed = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (typeof parsed !== 'string') return parsed;
    this.#problems.set(path, parsed);
    return null;
  }
}
