#!/usr/bin/env node
/** The `lbsim` program. */
const NODE_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MIN) {
  process.stderr.write(
    `lbsim needs Node.js ${NODE_MIN} or newer; this is ${process.versions.node}. Inside the project \`npx lbsim\` brings its own.\n`,
  );
  process.exitCode = 4;
} else {
  // Loaded only now: an older Node may not even read it.
  const { main } = await import('./program.ts');
  process.exitCode = await main(process.argv);
}
