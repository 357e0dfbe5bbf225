#!/usr/bin/env node
// The executable. What it runs stands in program.ts, so that tests can run it too.

import process from 'node:process';

// `farend check | head` closes the pipe early: no reason to complain.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

/** What package.json asks for; an older node fails at the first import of node:sqlite, in its own words. */
const OLDEST_NODE = [24, 15] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `farend: this is node ${process.versions.node}, and farend needs ${OLDEST_NODE.join('.')} or a newer one: install it, or use the checkout, which brings its own (bin/farend)\n`,
  );
  process.exitCode = 2;
} else {
  const [{ runCli }, { createTerminal }] = await Promise.all([
    import('./program.ts'),
    import('./terminal.ts'),
  ]);
  await runCli(process.argv.slice(2), createTerminal(process));
}
