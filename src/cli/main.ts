#!/usr/bin/env node
// The executable. What it runs stands in program.ts, so that tests can run it too.

import process from 'node:process';
import { runCli } from './program.ts';
import { createTerminal } from './terminal.ts';

// `farend check | head` closes the pipe early: no reason to complain.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

await runCli(process.argv.slice(2), createTerminal(process));
