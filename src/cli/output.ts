/** What the program does when nobody reads what it prints: a closed pipe ends neither a run nor a balancer. */
export function ignoreLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
