// `npm run demo` as an operator runs it, on both of its stages. What each phone suffers straight to
// Asterisk is as much a promise as what farend does for it.

import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DemoResult, PathResult } from '../demo/result.ts';
import { type CommandResult, runCommand } from '../support/process/run-command.ts';
import { findProvisioned } from '../support/provision/provision.ts';

/** What `farend status` is made for; drawings are narrower. */
const STATUS_COLUMNS = 132;
const MAIN = join(import.meta.dirname, '../demo/main.ts');
const { asterisk22 } = await findProvisioned();

const REACHED = { challenge: 'arrived', registered: true, options: 'arrived' };
const UNHEARD = { challenge: 'lost', registered: false, options: 'none', contacts: [] };
const OUT_OF_REACH = { challenge: 'arrived', registered: true, options: 'lost' };

describe.runIf(asterisk22 !== undefined)('the demo', () => {
  test('shows behind real NAT what is lost without farend, and that nothing is lost with it', async () => {
    const run = await runDemo(['--json'], process.env);

    const demo = JSON.parse(run.stdout) as DemoResult;
    const [withRport, withoutRport, hopping, behindAlg] = demo.phones.map(
      ({ straight }) => straight,
    );
    expect(run.exitCode).toBe(0);
    expect(demo).toMatchObject({ ok: true, failures: [], stage: 'namespaces' });
    expect(withRport).toMatchObject(OUT_OF_REACH);
    expect(withoutRport).toMatchObject(UNHEARD);
    expect(hopping).toMatchObject(UNHEARD);
    expect(behindAlg).toMatchObject(REACHED);
    expect(demo.status).toContain('4 phones: 3 ok-through-farend, 1 ok');
    expect(demo.status).toMatch(/^4004 .* ok .* alg-suspected /m);
    for (const { farend } of demo.phones) {
      expect(farend).toMatchObject(REACHED);
      expect(farend.contacts).toEqual([expect.stringContaining('@203.0.113.5:5062;')]);
    }
  });

  test('tells from where to where each message went', async () => {
    const run = await runDemo(['--json'], process.env);

    const [, withoutRport, hopping] = (JSON.parse(run.stdout) as DemoResult).phones;
    expect(withoutRport?.straight.steps).toMatchObject([
      { label: 'REGISTER', direction: 'to-server', arrived: true },
      { label: '401', direction: 'to-phone', arrived: false, outside: ['203.0.113.1:5060'] },
    ]);
    expect(new Set(listAcceptedFrom(hopping?.farend)).size).toBe(2);
  });

  test('plays on loopback addresses where namespaces are refused, in plain text', async () => {
    const { FAREND_LAB: _inside, NO_COLOR: _plain, FORCE_COLOR: _forced, ...env } = process.env;

    const run = await runDemo([], { ...env, PATH: await createPathWithoutNamespaces() });

    const lines = run.stdout.split('\n');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('This machine refuses network namespaces (not permitted)');
    expect(run.stdout).not.toContain('\u001b');
    expect(lines.filter((line) => line.length > STATUS_COLUMNS)).toEqual([]);
    expect(run.stdout).toContain('Straight to Asterisk 2 of 4 phones registered');
    expect(run.stdout).toContain('through farend 4 of 4');
    expect(run.stdout).toContain('4 phones: 3 ok-through-farend, 1 ok');
  });

  test('knows one option, and names it', async () => {
    const run = await runDemo(['--colour'], process.env);

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('usage: npm run demo [-- --json]');
  });
});

function runDemo(words: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
  return runCommand([process.execPath, MAIN, ...words], { env });
}

/** The public addresses of the REGISTERs that were accepted. */
function listAcceptedFrom(result: PathResult | undefined): string[] {
  const accepted = result?.steps.filter(
    ({ label, direction }) => label === '200' && direction === 'to-phone',
  );
  return accepted?.flatMap(({ outside }) => outside) ?? [];
}

/** The machine's PATH, on which `unshare` does what it does in a strict container. */
async function createPathWithoutNamespaces(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'farend-demo-'));
  await writeFile(join(directory, 'unshare'), '#!/bin/sh\necho "not permitted" >&2\nexit 1\n');
  await chmod(join(directory, 'unshare'), 0o755);
  return `${directory}${delimiter}${process.env.PATH}`;
}
