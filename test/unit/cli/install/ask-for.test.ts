import { expect, test } from 'vitest';
import { pickAsterisk } from '../../../../src/cli/install/answer-questions.ts';
import { askFor, askYesOrNo, readWord } from '../../../../src/cli/install/ask-for.ts';
import type { FoundAsterisk } from '../../../../src/host/asterisk-survey.ts';
import { createRecordingTerminal } from '../recording-terminal.ts';

const readWay = readWord(['watch', 'site', 'all']);

test('an answer that means nothing is asked again with the reason', async () => {
  const terminal = createRecordingTerminal(true, ['everything', 'ALL']);

  const way = await askFor(terminal, 'Which one?', 'watch', readWay);

  expect(way).toBe('all');
  expect(terminal.questions).toEqual(['Which one?', 'Which one?']);
  expect(terminal.err).toEqual(['Say watch, site or all.']);
});

test('nothing typed is the default', async () => {
  const terminal = createRecordingTerminal(true, ['']);

  expect(await askFor(terminal, 'Which one?', 'site', readWay)).toBe('site');
});

test('the end of input is no answer, whatever the default', async () => {
  const terminal = createRecordingTerminal(true, []);

  expect(await askFor(terminal, 'Which one?', 'site', readWay)).toBeUndefined();
  expect(await askYesOrNo(terminal, 'Sure?', true)).toBeUndefined();
});

test.each([
  ['y', true],
  ['YES', true],
  ['n', false],
  ['No', false],
])('%s is a yes or a no', async (typed, meaning) => {
  const terminal = createRecordingTerminal(true, ['perhaps', typed]);

  expect(await askYesOrNo(terminal, 'Sure?', !meaning)).toBe(meaning);
  expect(terminal.err).toEqual(['Say yes or no.']);
});

test('one of several Asterisks is picked by its number', async () => {
  const terminal = createRecordingTerminal(true, ['3', '0', '2']);
  const asterisks = ['/etc/asterisk', '/srv/asterisk'].map((directory) => ({
    confFile: `${directory}/asterisk.conf`,
  })) as unknown as FoundAsterisk[];

  expect(await pickAsterisk(terminal, asterisks)).toBe(asterisks[1]);
  expect(terminal.err.slice(-2)).toEqual(['Say its number, 1 to 2.', 'Say its number, 1 to 2.']);
});
