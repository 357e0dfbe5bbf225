// A plan carried out on real Asterisks: every value arrives and no phone notices, or all is as it was.

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { openJournal } from '../../support/policy/apply-lab.ts';
import { type ApplyScene, createApplyScene } from '../../support/policy/apply-scene.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { createSmallDisk } from '../../support/small-disk.ts';

const flavours = listFlavours(await findProvisioned());
const NAMES = Array.from({ length: 10 }, (_, index) => String(4001 + index));

const WANTED = {
  chan_pjsip: {
    force_rport: 'true',
    rtp_symmetric: 'true',
    rewrite_contact: 'true',
    direct_media: 'false',
  },
  chan_sip: { 'Force rport': 'Yes', 'Symmetric RTP': 'Yes', DirectMedia: 'No' },
};

/** What goes wrong between the check and the reload: an edit of farend's file, and what is said of it. */
const BAD_VALUES = {
  chan_pjsip: [
    {
      what: 'a word that is neither yes nor no',
      edit: (text: string) => text.replace('rtp_symmetric = yes', 'rtp_symmetric = perhaps'),
      reason: 'Endpoint 4001: rtp_symmetric should be yes, and Asterisk has no.',
    },
    {
      what: 'an option that Asterisk does not know',
      edit: (text: string) => text.replace('rtp_symmetric = yes', 'rtp_symmetric = yes\nodd = 1'),
      reason: 'Endpoint 4001: force_rport should be yes, and Asterisk has no.',
    },
    {
      what: 'a section of an endpoint that is not there',
      edit: (text: string) => text.replace('[4005](+type=endpoint)', '[4999](+type=endpoint)'),
      reason: 'Endpoint 4005: force_rport should be yes, and Asterisk has no.',
    },
  ],
  chan_sip: [
    {
      what: 'a word that Asterisk does not know',
      edit: (text: string) =>
        text.replace(/(\[4001\]\(\+\)\n)nat = no\nnat = .*/, '$1nat = perhaps'),
      reason: 'Endpoint 4001: nat should be force_rport,comedia, and Asterisk has no.',
    },
    {
      what: 'a section of a peer that is not there',
      edit: (text: string) => text.replace('[4005](+)', '[4999](+)'),
      reason: 'Endpoint 4005: nat should be force_rport,comedia, and Asterisk has no.',
    },
  ],
};

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  const { driver } = flavour;

  async function expectWanted(scene: ApplyScene): Promise<void> {
    const values = await scene.readAll();
    expect(Object.keys(values)).toEqual(NAMES);
    for (const name of NAMES) expect(values[name]).toMatchObject(WANTED[driver]);
  }

  test('brings endpoints from drift to compliance, and no call and no registration is lost', async () => {
    const scene = await createApplyScene(flavour);
    const phone = await scene.startPhone('4001');
    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    const before = scene.readFiles();

    const result = await scene.apply();
    const again = await scene.apply();

    expect(result).toEqual({
      outcome: 'applied',
      reasons: [],
      lostRegistrations: [],
      registrationsBefore: 1,
    });
    expect(again.outcome).toBe('nothing-to-do');
    await expectWanted(scene);
    const packets = (await call.readMedia()).received;
    await call.sendMedia(25);
    await call.waitForPackets(packets + 10);
    expect((await call.hangUp()).statusCode).toBe(200);
    await scene.waitForRegistrations(1);
    const [operators = '', own = ''] = scene.readFiles();
    expect(operators).toBe(`${before[0]}#tryinclude farend.d/${scene.file}\n`);
    expect(own).toContain('[4010](+');
    expect(await openJournal(scene.settings.path).findCutOff()).toBeUndefined();
  });

  test.each(BAD_VALUES[driver])('$what is taken back', async ({ edit, reason }) => {
    const scene = await createApplyScene(flavour);
    const [files, values] = [scene.readFiles(), await scene.readAll()];
    const spoil = (): void =>
      writeFileSync(scene.ownFile, edit(readFileSync(scene.ownFile, 'utf8')));

    const result = await scene.applyAnd('reload', spoil);

    expect(result.outcome).toBe('rolled-back');
    expect(result.reasons.join('\n')).toContain(reason);
    expect(scene.readFiles()).toEqual(files);
    expect(await scene.readAll()).toEqual(values);
    expect((await scene.apply()).outcome).toBe('applied');
  });

  test('a value that a later line of the operator overrides is taken back', async () => {
    const scene = await createApplyScene(flavour);
    const values = await scene.readAll();
    const [operators] = scene.readFiles();
    const later =
      driver === 'chan_sip'
        ? '[4002](+)\nnat = no\n'
        : '[4002](+type=endpoint)\nforce_rport = no\n';
    const override = (): void => appendFileSync(join(scene.asterisk.etcPath, scene.file), later);

    const result = await scene.applyAnd('reload', override);

    expect(result.outcome).toBe('rolled-back');
    expect(result.reasons).toHaveLength(1);
    expect(result.reasons[0]).toContain('Endpoint 4002: ');
    // What the operator wrote behind it stays where it is: the line becomes a comment.
    const line = `;tryinclude farend.d/${scene.file}\n`;
    expect(scene.readFiles()).toEqual([`${operators}${line}${later}`, undefined]);
    expect(await scene.readAll()).toEqual(values);
  });

  test('an endpoint that vanishes meanwhile is told, and everything else is as before', async () => {
    const scene = await createApplyScene(flavour);
    const values = await scene.readAll();
    const vanish = (): void => {
      const path = join(scene.asterisk.etcPath, scene.file);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replaceAll(/^\[4010\]\n(?:(?!\[|#).*\n)*/gm, ''));
    };

    const result = await scene.applyAnd('reload', vanish);

    expect(result.outcome).toBe('rolled-back');
    expect(result.reasons[0]).toContain('Endpoint 4010 was there before');
    delete (values as Record<string, unknown>)['4010'];
    expect(await scene.readAll()).toEqual(values);
  });

  test('two of ten registrations that are lost are too many, one is not', async () => {
    const scene = await createApplyScene(flavour);
    const [first, second] = [await scene.startPhone('4001'), await scene.startPhone('4002')];
    await scene.startCrowd(NAMES.slice(2));
    await scene.waitForRegistrations(10);
    const files = scene.readFiles();

    const two = await scene.applyAnd(
      'watch',
      () => void Promise.all([first.unregister(), second.unregister()]),
    );
    const filesAfter = scene.readFiles();
    await first.register();
    await second.register();
    const one = await scene.applyAnd('watch', () => void first.unregister());

    expect(two).toMatchObject({
      outcome: 'rolled-back',
      lostRegistrations: ['4001', '4002'],
      registrationsBefore: 10,
    });
    expect(filesAfter).toEqual(files);
    expect(one).toMatchObject({ outcome: 'applied', lostRegistrations: ['4001'] });
    await expectWanted(scene);
  });

  test('what is interrupted is taken back', async () => {
    const scene = await createApplyScene(flavour);
    const [files, values] = [scene.readFiles(), await scene.readAll()];
    const controller = new AbortController();
    const onStep = (step: string): void => {
      if (step === 'watch') controller.abort();
    };

    const result = await scene.apply({ onStep, signal: controller.signal }, { watchForMs: 60_000 });

    expect(result.outcome).toBe('rolled-back');
    expect(result.reasons).toEqual([
      'It was interrupted: only a change that was watched to its end stays.',
    ]);
    expect(scene.readFiles()).toEqual(files);
    expect(await scene.readAll()).toEqual(values);
  });

  test('a disk that takes no journal is told before anything is changed', async () => {
    const scene = await createApplyScene(flavour);
    const files = scene.readFiles();
    const disk = await createSmallDisk(64);
    const path = dirname(disk.path);

    disk.fill();
    const full = scene.apply({}, { path });
    await expect(full).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
    disk.makeRoom();
    await disk.remount('ro');
    const readOnly = scene.apply({}, { path });
    await expect(readOnly).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });

    expect(scene.readFiles()).toEqual(files);
  });
});
