/** The random port: a stream of pseudo-random numbers that splits into independent streams by name. */
export interface Random {
  /** An integer, uniform in [0, 2^32). */
  uint32(): number;
  /** A float, uniform in [0, 1), with 53 bits. */
  float(): number;
  /** An integer, uniform in [0, bound); `bound` is at least 1 and at most 2^32. */
  below(bound: number): number;
  /**
   * A stream of its own for a named component. It depends on the seed and the name only, not on what was drawn
   * before: a component more never reshuffles another component's luck.
   */
  fork(name: string): Random;
}
