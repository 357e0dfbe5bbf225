// A short run of each bench: the load finds nothing wrong in what farend relays under pressure. Its
// figures are no matter here.

import { expect, it } from 'vitest';
import type { BenchReport } from '../bench/report.ts';
import { runCommand } from '../support/process/run-command.ts';

const main = `${import.meta.dirname}/../bench/main.ts`;
const briefly = ['--only', 'farend', '--users', '300', '--rounds', '1', '--seconds', '1', '--json'];

it.each([
  ['calls are routed by their route sets, both ways', 'call', 'calls'],
  ['phones refresh, and are reached from Asterisk', 'bindings', 'qualified'],
] as const)('in the bench, %s', { timeout: 90_000 }, async (_, work, count) => {
  const { exitCode, stdout, stderr } = await runCommand([
    process.execPath,
    main,
    '--work',
    work,
    ...briefly,
  ]);

  expect(exitCode, stderr).toBe(0);
  const [entry] = (JSON.parse(stdout) as BenchReport).entries;
  expect(entry?.faults).toEqual({});
  expect(entry?.rounds[0]?.[count]).toBeGreaterThan(0);
});
