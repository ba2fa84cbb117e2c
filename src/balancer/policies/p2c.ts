/** Two choices by load: the one that has fewer requests under way for its weight, the new one included. */
import type { Backend } from '../core/backend.ts';
import type { Policy, PolicyContext } from './policy.ts';
import { isBetterThanDrawn, TwoChoices } from './two-choices.ts';

class LoadChoice extends TwoChoices {
  protected override isBetter(one: Backend, other: Backend): boolean {
    return isBetterThanDrawn(one, other);
  }
}

export function p2c(context: PolicyContext): Policy {
  return new LoadChoice(context);
}
