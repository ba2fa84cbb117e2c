/**
 * What can go wrong with a backend, as a scenario says it: the union of the faults that `behavior/faults` define. Times
 * in µs, sizes in bytes, probabilities as fractions. A fault without a `scope` hits everything.
 */
export type { Fault, FaultKind } from '../behavior/index.ts';
