/** Undoes what a test, or the set-up of a file, has started: also when it failed. The last one first. */
import { afterAll, onTestFinished } from 'vitest';

type Undo = () => unknown;

const ofTheFile: Undo[] = [];

afterAll(async () => {
  for (const undo of ofTheFile.splice(0).reverse()) await undo();
});

/** Calls `undo` at the end of the running test; outside of one, at the end of the file. */
export function atEnd(undo: Undo): void {
  try {
    onTestFinished(async () => {
      await undo();
    });
  } catch {
    // There is no test under way.
    ofTheFile.push(undo);
  }
}
