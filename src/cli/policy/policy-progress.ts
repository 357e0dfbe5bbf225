// How far `farend policy` has come: a count on one line of the terminal, a line for each step.

import type { PolicyListener } from '../../app/policy/policy-listener.ts';
import { escapeControl } from '../../base/escape-control.ts';
import type { Terminal } from '../terminal.ts';

const SHOW_EVERY_MS = 200;

/** @param now milliseconds */
export function createPolicyProgress(terminal: Terminal, now: () => number): PolicyListener {
  let shownAt = Number.NEGATIVE_INFINITY;
  const show = (asterisk: string, text: string): void => {
    const time = now();
    if (time - shownAt < SHOW_EVERY_MS) return;
    shownAt = time;
    terminal.showProgress(escapeControl(`${asterisk}: ${text}`));
  };
  return {
    onRead(asterisk, done, of) {
      const [part, all] = [done, of].map((count) => count.toLocaleString('en'));
      show(asterisk, `${part} of ${all} endpoints read`);
    },
    onStep(asterisk, sentence) {
      terminal.showProgress('');
      terminal.printError(escapeControl(`${asterisk}: ${sentence}`));
    },
    onProgress: show,
  };
}
