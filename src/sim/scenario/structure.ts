/**
 * Mistakes that YAML allows and a scenario does not: a key twice in one map, an alias for something that has no
 * anchor.
 */
import { type Document, isScalar, type Node, type Pair, visit, type YAMLMap } from 'yaml';
import type { Position, Problem } from './problems.ts';
import { quote } from './words.ts';

export interface Structure {
  readonly problems: readonly Problem[];
  /** True when no plain value can be made of the document. */
  readonly unreadable: boolean;
}

/** Walks the whole document once. */
export function structureProblems(document: Document, at: (offset: number) => Position): Structure {
  const problems: Problem[] = [];
  let unreadable = false;
  const report = (node: Node, message: string) => problems.push({ ...at(node.range?.[0] ?? 0), message });
  const backends = document.getIn(['backends'], true);
  visit(document, {
    Map: (_, map) => checkKeys(map, map === backends, at, report),
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      unreadable = true;
      report(alias, `no anchor "&${alias.source}" stands before this alias`);
    },
  });
  return { problems, unreadable };
}

function checkKeys(
  map: YAMLMap,
  isBackends: boolean,
  at: (offset: number) => Position,
  report: (node: Node, message: string) => void,
): void {
  const first = new Map<string, Node>();
  for (const { key } of map.items as Pair<Node>[]) {
    // The schema knows no key that is a list or a map, and says so.
    if (!isScalar(key)) continue;
    const text = String(key.value);
    const before = first.get(text);
    if (text === '__proto__') report(key, 'the key "__proto__" cannot be used');
    if (before === undefined) first.set(text, key);
    else {
      const line = at(before.range?.[0] ?? 0).line;
      const mend = isBackends ? 'give one of them another name' : 'keep one of them';
      report(key, `${isBackends ? 'backend' : 'key'} ${quote(text)} stands here twice, first on line ${line}; ${mend}`);
    }
  }
}
