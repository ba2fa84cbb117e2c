/**
 * Backends named twice. Two entries for one address would double its share and its probes, and no metric could
 * tell them apart. Looks at the parsed file rather than at the finished configuration, so that a duplicate is
 * told together with the file's other problems.
 */

import { formatHostPort, parseIpLiteral } from './ip-literal.ts';
import { type ConfigProblem, formatPath } from './problem.ts';
import type { TomlPositions } from './toml-positions.ts';

/** One problem for each backend whose address an earlier one has. */
export function duplicateBackends(backends: unknown, positions: TomlPositions): readonly ConfigProblem[] {
  const firsts = new Map<string, number>();
  const problems: ConfigProblem[] = [];
  if (!Array.isArray(backends)) return problems;
  for (const [index, backend] of backends.entries()) {
    const endpoint = endpointOf(backend);
    if (endpoint === null) continue;
    const first = firsts.get(endpoint);
    if (first === undefined) {
      firsts.set(endpoint, index);
      continue;
    }
    const path = ['backends', index, 'address'];
    const { line } = positions.valueAt(['backends', first, 'address']);
    problems.push({
      ...positions.valueAt(path),
      path: formatPath(path),
      found: `${endpoint} a second time (${formatPath(['backends', first])}${line > 0 ? ` on line ${line}` : ''} has it)`,
      expected: 'a different address or port for each backend',
      advice: 'Remove one of the two, or change its port; for a bigger share of the traffic raise its weight.',
    });
  }
  return problems;
}

/** Null for a backend that has other problems. */
function endpointOf(backend: unknown): string | null {
  if (typeof backend !== 'object' || backend === null || !('address' in backend) || !('port' in backend)) return null;
  const { address, port } = backend;
  if (typeof address !== 'string' || typeof port !== 'number') return null;
  const host = parseIpLiteral(address);
  return host === null ? null : formatHostPort(host, port);
}
