// Commands and options that the pages speak of, in spans of code and in blocks, are there.

import { expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { listCommands } from '../../support/docs/console-block.ts';
import { listPages, readPage } from '../../support/docs/read-page.ts';
import { createRecordingTerminal } from '../cli/recording-terminal.ts';

const texts = listPages()
  // What was, and was called otherwise, is in the changelog too.
  .filter((path) => path !== 'docs/CHANGELOG.md')
  .flatMap((path) => {
    const page = readPage(path);
    const prose = page.text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
    const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
    const commands = page.blocks
      .filter(({ language }) => language === 'console')
      .flatMap((block) => listCommands(block).map(({ command }) => command));
    return [...spans, ...commands].map((text) => ({ path, text: text.replaceAll(/\s+/g, ' ') }));
  });
const named = new Map(
  texts
    // `farend COMMAND`, `farend/ENDPOINT` and the like stand for something.
    .filter(({ text }) => /^farend (?:-|[a-z])/.test(text) && !/^farend help COMMAND/.test(text))
    .map((row) => [row.text, row]),
);

async function help(words: readonly string[]): Promise<string> {
  const terminal = createRecordingTerminal();
  await runCli([...words, '--help'], terminal);
  return terminal.exitCode === 0 ? terminal.out.join('\n') : '';
}

it.each([...named.values()])('$path: $text', async ({ text }) => {
  const [command = '', second = ''] = text.split(' ').slice(1);
  const options = [...text.matchAll(/ (--?[a-z][a-z-]*)/g)].map(([, option = '']) => option);
  if (command.startsWith('-')) return expect(await help([])).toContain(command);

  const page = await help([command]);
  const isSecond =
    new RegExp(String.raw`^ {2}${second}\b`, 'm').test(page) && /^[a-z]/.test(second);
  const whole = page + (isSecond ? await help([command, second]) : '');

  expect(page).toMatch(new RegExp(`^Usage: farend ${command}\\b`));
  for (const option of options) expect(whole).toMatch(new RegExp(String.raw`(^|\s)${option}\b`));
});
