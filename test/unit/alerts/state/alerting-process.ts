// A program that finds one phone after the other, each at a site of its own, and sees it mended later,
// until it has nothing left to do, or kills itself after so many lines. Its clock runs a minute with each
// turn; a line of output is a turn that is over, or what its receiver was told.

import { writeSync } from 'node:fs';
import { AlertDispatcher } from '../../../../src/alerts/alert-dispatcher.ts';
import { delivered } from '../../../../src/alerts/notifiers/notifier.ts';
import { MINUTE, START_MS, usualOptions } from '../book-scene.ts';
import { found, gone } from '../dispatcher-scene.ts';

const [path = '', turnText = '0', phoneText = '0', linesText = '0'] = process.argv.slice(2);
const phones = Number(phoneText);
/** A phone is mended so many turns after it was found. */
const MENDED_AFTER = 4;
let turn = Number(turnText);
let linesLeft = Number(linesText);

function say(line: string): void {
  writeSync(1, `${line}\n`);
  linesLeft -= 1;
  if (linesLeft === 0) process.kill(process.pid, 'SIGKILL');
}

const dispatcher = new AlertDispatcher({
  path,
  book: { ...usualOptions, groupWaitMs: 0, groupIntervalMs: MINUTE },
  makeNotifiers: () => [
    {
      receiver: 'slack',
      deliver: ({ id, alerts }) => {
        for (const { labels, status } of alerts) say(`told ${id} ${labels.endpoint} ${status}`);
        return Promise.resolve(delivered);
      },
    },
  ],
  now: () => START_MS + turn * MINUTE,
  random: () => 0.5,
  listener: {
    onChanges: () => undefined,
    onDelivered: () => undefined,
    onDelayed: () => undefined,
    onDead: () => undefined,
    onDropped: () => undefined,
    onTrouble: (error) => {
      throw error;
    },
    onRecovered: () => undefined,
    onSkipped: () => undefined,
  },
});

/** A new life finds everything again that is there. */
for (let phone = Math.max(0, turn - MENDED_AFTER); phone < Math.min(turn, phones); phone += 1)
  dispatcher.apply([found(`${phone}`, `Site ${phone}`)]);

function takeTurn(): void {
  const mended = turn - MENDED_AFTER;
  if (turn < phones) dispatcher.apply([found(`${turn}`, `Site ${turn}`)]);
  if (mended >= 0 && mended < phones) dispatcher.apply([gone(`${mended}`, `Site ${mended}`)]);
  dispatcher.tick();
  say(`turn ${turn}`);
  turn += 1;
  if (turn > phones + MENDED_AFTER + 30) void dispatcher.stop();
  else setImmediate(takeTurn);
}

takeTurn();
