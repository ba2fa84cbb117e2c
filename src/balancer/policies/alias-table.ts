/**
 * Draws a position with a chance in proportion to its weight in constant time: Walker's alias method with Vose's way to
 * set it up. In whole numbers, so that the chances are exact.
 *
 * Picture a row of columns, one for each position, all as high as the weights' sum. Each holds its own weight (times the
 * number of columns) and, where that leaves room, a part of one other that has too much: its alias.
 */
import type { Random } from '../../kernel/random.ts';
import { areEqual } from './weights.ts';

export class AliasTable {
  readonly #columns: number;
  readonly #height: number;
  readonly #equal: boolean;
  /** How much of a column is its own. */
  readonly #own: Int32Array;
  readonly #aliases: Int32Array;

  constructor(weights: Int32Array) {
    const columns = weights.length;
    const height = weights.reduce((sum, weight) => sum + weight, 0);
    const own = weights.map((weight) => weight * columns);
    const aliases = new Int32Array(columns);
    const low: number[] = [];
    const high: number[] = [];
    own.forEach((part, column) => {
      (part < height ? low : high).push(column);
    });
    for (let column = low.pop(); column !== undefined; column = low.pop()) {
      // Somebody has too much as long as somebody has too little.
      const other = high.at(-1) as number;
      aliases[column] = other;
      const rest = (own[other] as number) - (height - (own[column] as number));
      own[other] = rest;
      if (rest < height) low.push(high.pop() as number);
    }
    this.#columns = columns;
    this.#height = height;
    this.#equal = areEqual(weights);
    this.#own = own;
    this.#aliases = aliases;
  }

  /** A position; there must be one. */
  draw(random: Random): number {
    const column = random.below(this.#columns);
    if (this.#equal) return column;
    return random.below(this.#height) < (this.#own[column] as number) ? column : (this.#aliases[column] as number);
  }
}
