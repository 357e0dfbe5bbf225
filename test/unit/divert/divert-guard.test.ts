import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FarendConfig } from '../../../src/config/farend-config.ts';
import { DivertGuard } from '../../../src/divert/divert-guard.ts';
import { writeWish } from '../../../src/divert/divert-wish.ts';
import type { Trunk } from '../../../src/host/asterisk-survey.ts';
import { createScratchDirectory, type ScratchDirectory } from '../../support/scratch-directory.ts';

let scratch: ScratchDirectory;

beforeEach(() => {
  scratch = createScratchDirectory('divert-guard');
});
afterEach(() => scratch.remove());

it('goes on looking, and ends, while Asterisk is asked for its trunks and does not answer', async () => {
  const config = {
    state: scratch.path,
    run: scratch.path,
    proxy: { listen: [], trunks: [] },
  } as unknown as FarendConfig;
  await writeWish(config, { from: [], except: [], since: 0 });
  const answers = [Promise.resolve<readonly Trunk[]>([])];
  const silence = new Promise<never>(() => undefined);
  const ignore = () => undefined;
  const guard = new DivertGuard({
    config,
    findTrunks: () => answers.pop() ?? silence,
    events: { onOn: ignore, onLost: ignore, onChanged: ignore, onTrouble: ignore },
  });
  await guard.start();

  void guard.reload();
  await guard.stop();

  expect((await guard.status()).reason).toBe('it was switched off');
});
