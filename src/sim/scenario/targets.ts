/**
 * Which backends an entry of the timeline speaks of: a name, a list of names, or all.
 */
import { isFaultKind, isNetworkFault } from '../behavior/index.ts';
import { didYouMean, near } from './did-you-mean.ts';
import type { Report } from './draft.ts';
import type { Path } from './source.ts';
import { TARGET_ACTIONS, type TargetAction } from './timeline-schema.ts';
import { isMap } from './when-map.ts';
import { listed, quote } from './words.ts';

export interface Target {
  readonly backend: string;
  /** Where the file names it. */
  readonly path: Path;
}

/** The backends that stand anywhere in an entry, be its keys right or wrong; none where it could mean any. */
export function mentioned(raw: unknown, names: readonly string[]): string[] {
  const words = isMap(raw) ? Object.values(raw).flat() : [];
  return words.includes('all') ? [] : names.filter((name) => words.includes(name));
}

/** Every target that an entry names under an action, whether or not the rest of it is right. */
export function targetsIn(raw: unknown, base: Path): Target[] {
  return actionsOf(raw).flatMap((action) => targetsOf(raw, action, base));
}

function actionsOf(raw: unknown): TargetAction[] {
  return isMap(raw) ? TARGET_ACTIONS.filter((action) => Object.hasOwn(raw, action)) : [];
}

/** `restart: balancer` is about no backend. */
export function isBalancer(action: string, value: unknown): boolean {
  return action === 'restart' && value === 'balancer';
}

function targetsOf(raw: unknown, action: TargetAction, base: Path): Target[] {
  const value = isMap(raw) ? raw[action] : undefined;
  const path = [...base, action];
  if (isBalancer(action, value)) return [];
  if (typeof value === 'string') return [{ backend: value, path }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((name: unknown, place) =>
    typeof name === 'string' ? [{ backend: name, path: [...path, place] }] : [],
  );
}

/** Replaces `all`, and drops (after a word about them) names that no backend has; `blur` learns who may be meant. */
export function resolveTargets(
  targets: readonly Target[],
  names: readonly string[],
  report: Report,
  blur: (words: readonly string[]) => void,
): Target[] {
  const seen = new Set<string>();
  return targets.flatMap((target) => {
    const { backend: name, path } = target;
    const inList = typeof path.at(-1) === 'number';
    if (name === 'all' && !inList) return names.map((backend) => ({ backend, path }));
    if (name === CLIENTS && isLine(path)) {
      seen.add(name);
      return [target];
    }
    if (!names.includes(name)) {
      report(path, 'value', unknownBackend(name, names, inList));
      blur(maybeMeant(name, names));
      return [];
    }
    if (inList && seen.has(name)) {
      report(path, 'value', `"${name}" stands twice in this list; remove one`);
      return [];
    }
    seen.add(name);
    return [target];
  });
}

/** What network faults, and their end, know besides backends: the lines of all clients. */
const CLIENTS = 'clients';

function isLine(path: Path): boolean {
  return path.some((key) => key === 'recover' || (typeof key === 'string' && isFaultKind(key) && isNetworkFault(key)));
}

/** What to say of a name that no backend has. */
export function unknownBackend(name: string, names: readonly string[], inList = false): string {
  const start = `unknown backend ${quote(name)}`;
  if (name === 'all' && inList) return `${start} in a list; write all by itself, without the list`;
  const parts = partsOf(name, names);
  if (parts.length > 1) {
    return `${start}; a list needs brackets: [${parts.join(', ')}]`;
  }
  const known = names.length === 1 ? `the only backend is ${names[0]}` : `the backends are ${listed(names)}`;
  return `${start}${didYouMean(name, names, `; ${known}`)}`;
}

/** The names in a text such as `b1, b2`, when it is made of nothing else. */
function partsOf(text: string, names: readonly string[]): string[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.every((part) => names.includes(part)) ? parts : [];
}

function maybeMeant(name: string, names: readonly string[]): string[] {
  const parts = partsOf(name, names);
  return parts.length > 0 ? parts : near(name, names).map(({ word }) => word);
}
