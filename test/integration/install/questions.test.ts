// `farend init` at a terminal: what a person is asked, and that nothing changes before he has said yes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createDefaultLayout } from '../../support/install/install-layout.ts';
import { InstalledFarend } from '../../support/install/installed-farend.ts';
import { readPrivateFiles } from '../../support/install/private-files.ts';
import { createOffice } from '../../support/office.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { keys, PseudoTerminal, type Turn } from '../../support/process/pseudo-terminal.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { createScratchDirectory } from '../../support/scratch-directory.ts';

const { enter, interrupt, endOfInput } = keys;
const SECOND = '203.0.113.11';
const [flavour] = listFlavours(await findProvisioned()).filter(
  ({ driver, root }) => driver === 'chan_pjsip' && root.version.startsWith('22'),
);

/** In their order, up to the last word; the answers go all the way. */
const turns: readonly Turn[] = [
  ['Which one? [watch] ', `site${enter}`],
  ['"none" to say it later. [none] ', `Leeds=203.0.113.1/32${enter}`],
  ['do phones write to', `${SECOND}${enter}`],
  ['phones outside see', enter],
  ['May farend use ARI', enter],
  ['Shall Asterisk read', `yes${enter}`],
  ['Do this? [y/N] ', `y${enter}`],
];

describe.skipIf(flavour === undefined)('farend init at a terminal', () => {
  let farend: InstalledFarend;
  let paths: readonly string[];
  let play: (...turns: readonly Turn[]) => Promise<{ exitCode: number; text: string }>;

  beforeAll(async () => {
    if (flavour === undefined) return;
    const { files } = createDefaultLayout(flavour);
    const office = await createOffice({
      flavour,
      endpoints: [],
      files,
      addresses: ['203.0.113.10', SECOND],
      httpPort: 8088,
      hepCollector: '127.0.0.1:9060',
    });
    const scratch = createScratchDirectory('questions');
    own({ stop: async () => scratch.remove() });
    const asteriskConf = join(office.asterisk.etcPath, 'asterisk.conf');
    const { namespace } = office.pbx;
    farend = own(new InstalledFarend({ path: scratch.path, namespace, asteriskConf }));
    paths = [office.asterisk.etcPath, scratch.path];
    play = (...some) => new PseudoTerminal(farend.initArgv(), namespace).play(some);
  });

  afterAll(stopEverything);

  test('nothing changes when the person goes away at any of the questions', async () => {
    const before = readPrivateFiles(paths);

    const ends = await Promise.all(
      turns.map(([shown], index) => {
        const leave = index % 2 === 0 ? interrupt : endOfInput;
        return play(...turns.slice(0, index), [shown, leave]);
      }),
    );
    const after = readPrivateFiles(paths);

    expect(ends.map(({ exitCode }) => exitCode)).toEqual(turns.map(() => 1));
    for (const { text } of ends) expect(text).toMatch(/\nNothing was changed\.\n$/);
    expect(after).toEqual(before);
  });

  test('an answer that means nothing is asked again with the reason, and the others are done', async () => {
    const [way, site, address, outside, ari, policy, agree] = turns as readonly Turn[];
    const wrong = (turn: Turn | undefined, typed: string, reason: string): Turn[] => [
      [turn?.[0] ?? '', `${typed}${enter}`],
      [reason, ''],
      turn ?? ['', ''],
    ];

    const { exitCode, text } = await play(
      ...wrong(way, 'everything', 'Say watch, site or all.'),
      ...wrong(site, 'Leeds', 'Write NAME=NETWORK'),
      ...wrong(address, '203.0.113.99', '203.0.113.99 is no address of this machine'),
      ...wrong(outside, 'pbx.example.org', 'pbx.example.org is no IP address'),
      ...wrong(ari, 'maybe', 'Say yes or no.'),
      ...wrong(policy, 'both', 'Say yes or no.'),
      agree ?? ['', ''],
    );
    const config = readFileSync(farend.configPath, 'utf8');
    const undone = await farend.command(['undo', '--yes']);

    expect(exitCode, text).toBe(0);
    expect(text).toContain('Nothing moves.');
    expect(config).toContain(`udp://${SECOND}:5070`);
    expect(config).toMatch(/name: Leeds[\s\S]*ari:|ari:[\s\S]*name: Leeds/);
    expect(config).toContain('farend.d');
    expect(undone).toMatchObject({ exitCode: 0 });
  });

  test('Enter at each question takes what stands in brackets', async () => {
    const { exitCode, text } = await play(
      ['Which one? [watch] ', enter],
      ['[203.0.113.10] ', enter],
      ['May farend use ARI', enter],
      ['Shall Asterisk read', enter],
      ['Do this? [y/N] ', `yes${enter}`],
    );
    const config = readFileSync(farend.configPath, 'utf8');
    const undone = await farend.command(['undo', '--yes']);

    expect(exitCode, text).toBe(0);
    expect(config).toContain('udp://127.0.0.1:5070');
    expect(config).not.toContain('policy:');
    expect(undone).toMatchObject({ exitCode: 0 });
  });
});
