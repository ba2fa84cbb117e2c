#!/usr/bin/env node
/** The `lbsim` program. */
const NODE_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MIN) {
  process.stderr.write(
    `lbsim needs Node.js ${NODE_MIN} or newer; this is ${process.versions.node}. Inside the project \`npx lbsim\` brings its own.\n`,
  );
  process.exitCode = 4;
} else {
  if (process.argv[2] === 'serve') {
    // Before anything else is loaded: what loading leaves behind counts, too.
    const { keepYoungGenerationSmall } = await import('../balancer/serve/small-heap.ts');
    keepYoungGenerationSmall();
  }
  // Loaded only now: an older Node may not even read it.
  const { main } = await import('./program.ts');
  process.exitCode = await main(process.argv);
}
