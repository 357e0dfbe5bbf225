// sipvicious as the enemy that looks around: it learns nothing, and the phone of the office does not
// notice.

import { beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { FAREND } from '../../support/farend-office.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import {
  ATTACKER,
  type Attack,
  type AttackScene,
  createAttackScene,
  DISGUISE,
  STRAIGHT,
} from '../../support/peers/attacker.ts';
import { formatRawRequest } from '../../support/phone/raw-request.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const isMissing = findPeers().sipvicious === undefined;
const TIMEOUT_MS = 90_000;
const METHODS = ['REGISTER', 'INVITE', 'OPTIONS'];

describe.skipIf(isMissing).each(flavours)('sipvicious, $title', (flavour) => {
  let scene: AttackScene;

  const wars = METHODS.map((method): Attack => {
    return { tool: 'svwar', words: ['-m', method, '--force', '-e', '4000-4009'] };
  });

  beforeEach(async () => {
    scene = await createAttackScene(flavour);
    return stopEverything;
  });

  test('finds nothing as it is delivered', { timeout: TIMEOUT_MS }, async () => {
    const attacks: Attack[] = [
      { tool: 'svmap', words: [] },
      ...wars,
      { tool: 'svcrack', words: ['-u', '4001'], passwords: ['pw4001'] },
    ];

    const mapping = scene.attack({ tool: 'svmap', words: STRAIGHT });
    const attacking = Promise.all(attacks.map((attack) => scene.attack(attack)));
    const used = await scene.usePhone();
    const straight = await mapping;
    const found = await attacking;
    const drops = await scene.countDrops();

    expect(straight).toContain(`${PBX_ADDRESS}:5080`);
    expect(found).toEqual(attacks.map(() => expect.stringContaining('found nothing')));
    expect(used).toEqual([200, 200]);
    expect(drops.scanner).toBeGreaterThanOrEqual(attacks.length);
  });

  test('learns in disguise what Asterisk tells, and no more', { timeout: TIMEOUT_MS }, async () => {
    const hidden = wars.map((attack) => ({ ...attack, ...DISGUISE }));
    const direct = hidden.map((attack) => ({ ...attack, words: [...STRAIGHT, ...attack.words] }));

    const straight = await Promise.all(direct.map((attack) => scene.attack(attack)));
    const attacking = Promise.all(hidden.map((attack) => scene.attack(attack)));
    const used = await scene.usePhone();
    const through = await attacking;

    expect(through.map(readVerdict)).toEqual(straight.map(readVerdict));
    expect(through.map(readVerdict)).not.toContainEqual([]);
    expect(used).toEqual([200, 200]);
  });

  test.each(METHODS)(
    'gets the same answer to %s for a phone, for an account without one, and for none',
    async (method) => {
      const { office, namespace } = scene;
      const host = await office.startPhone({ username: 'x', namespace, address: ATTACKER });
      const ask = async (user: string): Promise<string> => {
        const answer = host.waitForDatagram(({ text }) => /^SIP\/2.0 [2-6]/.test(text));
        const requestUri = `sip:${method === 'REGISTER' ? '' : `${user}@`}${PBX_ADDRESS}`;
        const sentBy = `${ATTACKER}:5060`;
        const headers = { Contact: `<sip:${user}@${sentBy}>` };
        await host.send(formatRawRequest({ method, requestUri, user, sentBy, headers }), FAREND);
        return (await answer).text;
      };

      const ofPhone = await ask('4001');
      const ofAccount = await ask('4002');
      const ofNobody = await ask('4999');

      expect(hideValues(ofPhone)).toBe(hideValues(ofNobody));
      expect(hideValues(ofAccount)).toBe(hideValues(ofNobody));
    },
  );
});

/** The extensions that svwar believes in, or that there are none. */
function readVerdict(output: string): string[] {
  return output.split('\n').filter((line) => /^\| \d|found nothing/.test(line));
}

/** The text without what differs from message to message: each word that has a digit in it. */
function hideValues(text: string): string {
  return text.replace(/[\w.~!@:+-]*\d[\w.~!@:+-]*/g, '#');
}
