/** Modules that replace parts of the built-in balancer: `export const parts = { ... }`. */
import { pathToFileURL } from 'node:url';
import { type Parts, STANDARD_PARTS } from '../../balancer/parts.ts';
import { didYouMean } from '../../kernel/did-you-mean.ts';
import { LbsimError } from '../../kernel/errors.ts';

/** Loads the module at an absolute path. Throws `invalid-file` when it does not export parts. */
export async function loadParts(path: string): Promise<Partial<Parts>> {
  const module = await importModule(path);
  const parts = module.parts;
  if (typeof parts !== 'object' || parts === null) {
    throw new LbsimError('invalid-file', `${path}: expected an export named "parts", an object of part factories.`);
  }
  const known = Object.keys(STANDARD_PARTS);
  for (const [name, factory] of Object.entries(parts)) {
    if (!known.includes(name)) {
      const near = didYouMean(name, known);
      const hint = near === null ? `The parts are: ${known.join(', ')}.` : `Did you mean "${near}"?`;
      throw new LbsimError('invalid-file', `${path}: there is no part "${name}". ${hint}`);
    }
    if (typeof factory !== 'function') {
      throw new LbsimError('invalid-file', `${path}: part "${name}" must be a function that makes the part.`);
    }
  }
  return parts as Partial<Parts>;
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LbsimError('invalid-file', `${path} can't be loaded: ${reason}`);
  }
}
