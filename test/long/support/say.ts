/** A measured figure, for whoever reads the test's output. */
export function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
