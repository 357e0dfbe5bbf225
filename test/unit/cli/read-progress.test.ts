import { expect, it } from 'vitest';
import { createProgress } from '../../../src/cli/read-progress.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

const MB = 1_000_000;

it('tells how far it is, of how much, and how fast, a few times a second', () => {
  const terminal = createRecordingTerminal();
  let now = 0;
  const tell = createProgress(terminal, 'capture.pcap', () => now);

  for (now = 0; now <= 1_000; now += 50) tell(now * MB, 2_000 * MB);

  expect(terminal.progress).toHaveLength(5);
  expect(terminal.progress.at(-1)).toBe('capture.pcap: 1,000 of 2,000 MB read, 50 %, 1,000 MB/s');
});

it('says nothing of a share where nobody knows the size, and nothing at all of small files', () => {
  const terminal = createRecordingTerminal();
  let now = 0;
  const tell = createProgress(terminal, 'pipe', () => now);

  now = 1_000;
  tell(15 * MB, 0);
  now = 2_000;
  tell(40 * MB, 0);

  expect(terminal.progress).toEqual(['pipe: 40 MB read, 20 MB/s']);
});
