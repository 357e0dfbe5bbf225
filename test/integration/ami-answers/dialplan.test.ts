// What a dialplan makes of farend, with the very file that operators get.

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { startPhone } from '../../support/phone/start-phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { makeRegister, plain } from '../../unit/correlation/scene.ts';
import { type AnswersScene, DEADLINE_MS, startAnswers, waitForDatabase } from './scene.ts';

const flavours = listFlavours(await findProvisioned());
const extensions = readFileSync(
  new URL('../../../asterisk-conf/extensions/farend.conf', import.meta.url),
  'utf8',
);

/** Tells the state of an endpoint, and asks as somebody who has nothing but a name. */
const PROBE = `
[probe]
exten => _X.,1,Gosub(farend-state,s,1(\${EXTEN}))
 same => n,UserEvent(Probe,Endpoint: \${EXTEN},State: \${FAREND_STATE})
[plain-ask]
exten => _X.,1,UserEvent(FarendQuery,Endpoint: \${EXTEN})
`;

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('reads the state of a phone, unknown of another, and stale after farend has gone', async () => {
    const scene = await startWithDialplan(flavour);
    scene.answers.tick(Date.now());
    await waitForDatabase(scene, 'alive', /^\d{10}$/);
    scene.observe(makeRegister({ time: Date.now(), statusCode: 200 }));
    await waitForDatabase(scene, '4001/registered', 'yes');
    const verdict = scene.correlator.find('4001')[0]?.verdict.value;

    expect(await probe(scene, '4001')).toBe(verdict);
    expect(await probe(scene, '4999')).toBe('unknown');
    await scene.ami.putAstDb('farend', 'alive', String(Math.floor(Date.now() / 1000) - 600));
    expect(await probe(scene, '4001')).toBe('stale');
  });

  test('rings a phone that is there, and not one that is out of reach', async () => {
    const scene = await startWithDialplan(flavour);
    const phone = await startPhone({
      username: '4001',
      address: '127.0.0.5',
      proxy: '127.0.0.1:5060',
      calls: { final: 486 },
    });
    await phone.register();
    scene.answers.tick(Date.now());
    if (flavour.driver === 'chan_sip') scene.observe(makeRegister({ ...plain, time: Date.now() }));
    await waitForDatabase(scene, '4001/verdict', 'ok');

    await originate(scene, '4001@farend-dial');
    await phone.waitForRequest('INVITE');
    await phone.behave({ deaf: true });
    await waitForDatabase(scene, '4001/verdict', 'unreachable', 30_000);
    await originate(scene, '4001@farend-dial');

    const line = await scene.asterisk.console.waitFor(
      (text) => text.includes('4001 is out of reach'),
      DEADLINE_MS,
    );
    expect(line).toContain('NoOp');
  }, 60_000);

  test('asks farend, and everybody who listens on AMI hears the answer', async () => {
    const scene = await startWithDialplan(flavour);

    await originate(scene, '*554001@farend-ask');
    await scene.client.waitForUserEvent('FarendStatusComplete');
    const from = scene.client.blocks.items.length;
    await originate(scene, '4001@plain-ask');
    const answer = { Endpoint: '4001' };
    const status = await scene.client.waitForUserEvent('FarendStatus', answer, from);

    const [asked, complete] = [
      scene.client.userEvents('FarendQuery'),
      scene.client.userEvents('FarendStatusComplete'),
    ];
    expect(complete[0]?.RequestID).toBe(asked[0]?.RequestID);
    expect(complete[0]?.RequestID).toMatch(/^lab-\d+\.\d+$/);
    expect(status).not.toHaveProperty('RequestID');
  });
});

function startWithDialplan(flavour: AsteriskFlavour): Promise<AnswersScene> {
  const technology = flavour.driver === 'chan_sip' ? 'SIP' : 'PJSIP';
  const globals = `[globals]\nFAREND_TECHNOLOGY = ${technology}\n`;
  return startAnswers(
    flavour,
    {
      endpoints: [{ name: '4001', qualifyFrequency: 1 }],
      append: { 'extensions.conf': `${globals}${extensions}${PROBE}` },
    },
    { mirrorsAstDb: true },
  );
}

async function originate({ asterisk }: AnswersScene, where: string): Promise<void> {
  await asterisk.cli(`channel originate Local/${where} application Wait 1`);
}

async function probe(scene: AnswersScene, endpoint: string): Promise<string | undefined> {
  const from = scene.client.blocks.items.length;
  await originate(scene, `${endpoint}@probe`);
  const { State } = await scene.client.waitForUserEvent('Probe', { Endpoint: endpoint }, from);
  return State;
}
