import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { startProcess } from '../../../support/process/managed-process.ts';
import { DispatcherScene } from '../dispatcher-scene.ts';

const ALERTING_PROCESS = fileURLToPath(new URL('./alerting-process.ts', import.meta.url));
const PHONES = 150;
/** After so many lines of a life it is killed. */
const LIVES = [3, 60, 97, 46, 1];

let scene: DispatcherScene | undefined;

afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

it('kill -9 loses no notification, and none is decided a second time', async () => {
  scene = new DispatcherScene();
  const lines: string[] = [];
  for (const most of LIVES) await live(scene.path, lines, most);
  await live(scene.path, lines, 0);

  const told = lines.filter((line) => line.startsWith('told '));
  for (const status of ['firing', 'resolved'])
    for (let phone = 0; phone < PHONES; phone += 1) {
      const ids = told.filter((line) => line.endsWith(` ${phone} ${status}`)).map(readId);
      expect([phone, status, new Set(ids).size]).toStrictEqual([phone, status, 1]);
    }
  expect(told.length - new Set(told).size).toBeLessThanOrEqual(LIVES.length);
});

function readId(line: string): string {
  return line.split(' ')[1] ?? '';
}

/** From the turn that was not finished on. @param most lines, then it is killed; 0: to the end */
async function live(path: string, lines: string[], most: number): Promise<void> {
  const turn = lines.filter((line) => line.startsWith('turn ')).length;
  const errors: string[] = [];
  const child = startProcess({
    argv: [process.execPath, ALERTING_PROCESS, path, `${turn}`, `${PHONES}`, `${most}`],
    onStderr: (line) => errors.push(line),
    onStdout: (line) => lines.push(line),
  });
  const { signal } = await child.exited;
  expect(signal, errors.join('\n')).toBe(most > 0 ? 'SIGKILL' : null);
}
