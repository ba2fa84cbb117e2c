/** A promise in the author's own words: an expression over the requests of the run. */
import type { Expectation } from '../sim/scenario/expectation-spec.ts';
import { type Check, Findings } from './check.ts';
import { FormulaReader } from './joins/formula.ts';
import { viewOf } from './joins/view.ts';

export function that({ formula }: Extract<Expectation, { kind: 'that' }>): Check {
  return {
    name: `that ${formula.text}`,
    kind: 'expectation',
    about: `It is so that ${formula.text}.`,
    applies: () => true,
    run(input) {
      const view = viewOf(input);
      const findings = new Findings('requests');
      const reader = new FormulaReader(view);
      const holds = reader.holds(formula.root);
      const values = reader.measured.map(({ words }) => words).join(', ');
      if (view.requests.count === 0 || holds === null) {
        return findings.finding(
          '',
          values === '' ? 'no request to judge by' : `${values}: too near to tell, or nothing to judge by`,
        );
      }
      findings.observe(view.requests.count);
      if (!holds) findings.violate(`${formula.text} is not so: ${values}.`, [view.requests.sendRow[0] as number]);
      return findings.finding(values, '', values);
    },
  };
}
