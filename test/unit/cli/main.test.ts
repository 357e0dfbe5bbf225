import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const launcher = fileURLToPath(new URL('../../../bin/farend', import.meta.url));
const manifest = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { version: string; engines: { node: string } };

function pretendNode(version: string): string {
  const versions = `{ ...process.versions, node: '${version}' }`;
  return `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
}

it('an older node is told which one farend needs', async () => {
  const argv = ['--import', pretendNode('24.14.9'), main, '--version'];

  const failure = await promisify(execFile)(process.execPath, argv).catch(
    (error: { code: number; stderr: string }) => error,
  );

  expect(failure).toMatchObject({ code: 2, stderr: expect.stringContaining('needs 24.15') });
  expect(manifest.engines.node).toContain('^24.15.0');
});

it('bin/farend of a checkout runs it by the node that the checkout has', async () => {
  const { stdout } = await promisify(execFile)(launcher, ['--version']);

  expect(stdout.trim()).toBe(manifest.version);
});
