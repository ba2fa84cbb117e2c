/**
 * Finds the word somebody meant. A suggestion is made only when one word is clearly nearest: a wrong guess is worse
 * than the list of what is valid.
 */
import { editDistance } from '../../kernel/did-you-mean.ts';
import { quote } from './words.ts';

/** The word that was clearly meant, or null. */
export function meantWord(word: string, valid: readonly string[]): string | null {
  const [best, second] = near(word, valid);
  return best === undefined || best.distance === second?.distance ? null : best.word;
}

/** `; did you mean "b2"?`, or what to say when nothing is near. */
export function didYouMean(word: string, valid: readonly string[], otherwise = ''): string {
  const meant = meantWord(word, valid);
  return meant === null ? otherwise : `; did you mean ${quote(meant)}?`;
}

/** Words that a slip of the fingers could have turned into this one, nearest first. */
export function near(word: string, valid: readonly string[]): { word: string; distance: number }[] {
  const wanted = folded(word);
  return valid
    .map((candidate) => ({ word: candidate, distance: apart(wanted, folded(candidate)) }))
    .filter(({ word: candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.distance - other.distance);
}

/** Case and the kind of dash are never what tells two words apart here. */
function folded(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

function apart(one: string, other: string): number {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  // An abbreviation ("health" for "health_check") counts as one slip.
  if (short.length >= 3 && long !== short && long.startsWith(short)) return 1;
  // Comparing very long text costs quadratic time and can't be near any word of ours.
  return long.length > 64 ? Number.POSITIVE_INFINITY : editDistance(one, other);
}
