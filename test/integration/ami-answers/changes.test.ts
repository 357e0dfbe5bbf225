// What farend tells unasked, and AstDB, at a real Asterisk with real phones.

import { afterEach, describe, expect, test } from 'vitest';
import { AriClient } from '../../../src/asterisk/ari/ari-client.ts';
import { openApplication } from '../../support/asterisk/ari-application.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { type StartPhoneOptions, startPhone } from '../../support/phone/start-phone.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { makeRegister, plain } from '../../unit/correlation/scene.ts';
import { DEADLINE_MS, startAnswers, waitForDatabase } from './scene.ts';

const HTTP_PORT = 8088;
const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  const PHONE = { name: '4001', qualifyFrequency: 1 };

  test('tells when a phone falls silent', async () => {
    const { client, observe } = await startAnswers(flavour, { endpoints: [PHONE] });
    const phone = await startLabPhone({ username: '4001' });
    await phone.register();
    // Of chan_sip's phones only those have a record that were seen on the wire.
    if (flavour.driver === 'chan_sip') observe(makeRegister({ ...plain, time: Date.now() }));
    await client.waitForUserEvent('FarendNatChange', { Endpoint: '4001', Verdict: 'ok' });

    await phone.behave({ deaf: true });

    const change = await client.waitForUserEvent(
      'FarendNatChange',
      { Endpoint: '4001', Verdict: 'unreachable' },
      0,
      30_000,
    );
    expect(change).toMatchObject({ Device: '1/1', Asterisk: 'main', OldVerdict: 'ok' });
    expect(Object.keys(change)).toEqual(expect.arrayContaining(['OldNat', 'Nat']));
  }, 60_000);

  test('shows in AstDB what a dialplan asks for, and takes it away with the endpoint', async () => {
    const scene = await startAnswers(flavour, {}, { mirrorsAstDb: true });
    const { asterisk, answers, ami } = scene;
    await ami.putAstDb('farend/4999', 'verdict', 'ok');
    await waitForDatabase(scene, '4001/registered', 'no');

    scene.observe(makeRegister({ time: Date.now() }));
    await waitForDatabase(scene, '4001/received', '203.0.113.5:40112');
    await waitForDatabase(scene, '4001/registered', 'yes');
    await waitForDatabase(scene, '4001/nat', 'behind-nat');

    // Another life of farend meets what an earlier one has left.
    answers.onUp('main');
    answers.tick(Date.now());
    await waitForDatabase(scene, 'alive', /^\d{10}$/);
    answers.tick(Date.now() + 120_000);
    const database = await pollUntil(
      async () => {
        const text = await asterisk.cli('database show farend');
        return text.includes('/farend/4999/') ? undefined : text;
      },
      { timeoutMs: DEADLINE_MS, what: 'the end of farend/4999' },
    );
    expect(database).toContain('/farend/4001/verdict');
    expect(scene.problems).toEqual([]);
  });

  test('tells an ARI application what AMI clients hear', async () => {
    const ari = new AriClient(
      {
        asterisk: 'main',
        url: `http://127.0.0.1:${HTTP_PORT}`,
        username: 'ari',
        password: 'aripw',
      },
      { onEvent: () => undefined, onConnection: () => undefined, onProblem: () => undefined },
    );
    own({ stop: () => ari.stop() });
    const applications = [{ name: 'phones', asterisk: 'main', ari }];
    const scene = await startAnswers(
      flavour,
      { endpoints: [PHONE], httpPort: HTTP_PORT },
      { applications },
    );
    const heard = await openApplication('phones', HTTP_PORT);
    ari.start();
    await pollUntil(async () => ari.isUp || undefined, { timeoutMs: DEADLINE_MS, what: 'ARI' });

    const phone = await startLabPhone({ username: '4001' });
    await phone.register();
    if (flavour.driver === 'chan_sip') scene.observe(makeRegister({ ...plain, time: Date.now() }));
    await heard.waitFor(
      ({ eventname, userevent }) => eventname === 'FarendNatChange' && userevent?.Verdict === 'ok',
      DEADLINE_MS,
    );
    scene.answers.tick(Date.now());

    const alive = await heard.waitFor(({ eventname }) => eventname === 'FarendAlive', DEADLINE_MS);
    expect(alive.userevent).toMatchObject({ Asterisk: 'main', Version: '0.0.0-lab', Proxy: 'up' });
    expect(scene.problems).toEqual([]);
  });

  test('brings AstDB in step after the connection was away', async () => {
    const scene = await startAnswers(flavour, {}, { mirrorsAstDb: true });
    const { asterisk, heard } = scene;
    await waitForDatabase(scene, '4001/registered', 'no');
    const from = heard.items.length;

    await asterisk.halt();
    await heard.waitFor((kind) => kind === 'connection', DEADLINE_MS, 'a drop', from);
    scene.observe(makeRegister({ time: Date.now() }));
    await asterisk.start();

    await waitForDatabase(scene, '4001/registered', 'yes');
    await waitForDatabase(scene, '4001/received', '203.0.113.5:40112');
  }, 60_000);
});

function startLabPhone(options: Partial<StartPhoneOptions> & { username: string }): Promise<Phone> {
  return startPhone({ address: '127.0.0.5', proxy: '127.0.0.1:5060', ...options });
}
