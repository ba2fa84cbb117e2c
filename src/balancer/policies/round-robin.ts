/**
 * Round robin: each in turn; with unequal weights each in proportion, evenly spaced. The turns of a snapshot are laid
 * out once, so that a pick is one step along an array.
 */
import type { Backend } from '../core/backend.ts';
import type { Snapshot } from '../core/pool.ts';
import type { Policy } from './policy.ts';

class RoundRobin implements Policy {
  #snapshot: Snapshot | null = null;
  #turns: Snapshot = [];
  #next = 0;

  pick(eligible: Snapshot): Backend | null {
    if (eligible !== this.#snapshot) {
      this.#snapshot = eligible;
      this.#turns = layOut(eligible);
      this.#next %= Math.max(this.#turns.length, 1);
    }
    const backend = this.#turns[this.#next];
    if (backend === undefined) return null;
    this.#next = this.#next + 1 === this.#turns.length ? 0 : this.#next + 1;
    return backend;
  }
}

/**
 * One whole cycle. A backend of weight w takes its k-th turn at (k + 1/2) / w of the way through, so that turns lie
 * evenly; ties keep pool order. Equal weights give the plain cycle.
 */
export function layOut(eligible: Snapshot): Snapshot {
  const divisor = eligible.reduce((common, backend) => gcd(common, backend.config.weight), 0);
  const turns: { at: number; backend: Backend }[] = [];
  for (const backend of eligible) {
    const count = backend.config.weight / divisor;
    for (let k = 0; k < count; k++) turns.push({ at: (k + 0.5) / count, backend });
  }
  turns.sort((a, b) => a.at - b.at || a.backend.index - b.backend.index);
  return turns.map((turn) => turn.backend);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

export function roundRobin(): Policy {
  return new RoundRobin();
}
