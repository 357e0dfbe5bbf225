import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { startProcess } from '../../../support/process/managed-process.ts';
import { StoreScene } from './store-scene.ts';

const WRITER_PROCESS = fileURLToPath(new URL('./writer-process.ts', import.meta.url));
/** What kill -9 may take. */
const LOST_MS = 1_000;
const RUN_MS = 1_400;

let scene: StoreScene | undefined;

afterEach(() => {
  scene?.stop();
  scene = undefined;
});

it('kill -9 takes nothing that is older than a second, and no half of what belongs together', async () => {
  scene = new StoreScene();
  let safeBefore = 0;
  for (let life = 0; life < 2; life += 1) {
    const handedOver = await writeUntilKilled(scene.path);
    const killedAt = handedOver.at(-1)?.time ?? 0;
    const safe = handedOver.filter(({ time }) => time < killedAt - LOST_MS).at(-1)?.seq ?? 0;

    const store = scene.open();
    const { seq = 0 } = store.feedPosition ?? {};
    const loaded = [...store.load()];
    const histories = loaded.filter(({ endpoint }) => store.history(endpoint, 2).length === 1);
    store.close();

    expect(safe).toBeGreaterThan(safeBefore);
    expect(seq).toBeGreaterThanOrEqual(safe);
    expect(loaded).toHaveLength(seq);
    expect(histories).toHaveLength(seq);
    safeBefore = seq;
  }
  expect(scene.trouble).toStrictEqual([]);
});

async function writeUntilKilled(path: string): Promise<{ seq: number; time: number }[]> {
  const handedOver: { seq: number; time: number }[] = [];
  const errors: string[] = [];
  const writer = startProcess({
    argv: [process.execPath, WRITER_PROCESS, path],
    onStderr: (line) => errors.push(line),
    onStdout: (line) => {
      const [seq = 0, time = 0] = line.split(' ').map(Number);
      handedOver.push({ seq, time });
      if (time - (handedOver[0]?.time ?? time) > RUN_MS) writer.signal('SIGKILL');
    },
  });
  const { signal } = await writer.exited;
  expect(signal, errors.join('\n')).toBe('SIGKILL');
  return handedOver;
}
