// One question to a person, asked again with the reason until its answer can be used.

import type { Terminal } from '../terminal.ts';

/** What an answer means, or why it means nothing: a sentence. */
export type Reading<Value> = { readonly value: Value } | { readonly reason: string };

/**
 * @param fallback what an empty answer says
 * @returns undefined when the person went away (end of input, Ctrl-C)
 */
export async function askFor<Value>(
  terminal: Terminal,
  question: string,
  fallback: string,
  read: (answer: string) => Reading<Value>,
): Promise<Value | undefined> {
  for (;;) {
    const answer = await terminal.ask(question, fallback);
    if (answer === undefined) return undefined;
    const reading = read(answer);
    if ('value' in reading) return reading.value;
    terminal.printError(reading.reason);
  }
}

/** One of a few words, in small or capital letters. */
export function readWord<Word extends string>(
  words: readonly Word[],
): (answer: string) => Reading<Word> {
  const [last, ...others] = words.toReversed();
  const reason = `Say ${others.toReversed().join(', ')} or ${last}.`;
  return (answer) => {
    const value = words.find((word) => word === answer.toLowerCase());
    return value === undefined ? { reason } : { value };
  };
}

/** @returns undefined when the person went away */
export async function askYesOrNo(
  terminal: Terminal,
  question: string,
  fallback: boolean,
): Promise<boolean | undefined> {
  return await askFor(terminal, question, fallback ? 'yes' : 'no', (answer) => {
    if (/^y(?:es)?$/i.test(answer)) return { value: true };
    if (/^no?$/i.test(answer)) return { value: false };
    return { reason: 'Say yes or no.' };
  });
}
