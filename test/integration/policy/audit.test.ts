// What is looked up of a real Asterisk before its settings are changed, and that its phones do not feel it.

import { afterEach, describe, expect, test } from 'vitest';
import { openAmiAccess } from '../../../src/enforcement/audit/ami-access.ts';
import { lookUp } from '../../../src/enforcement/audit/look-up.ts';
import type { WriterKind } from '../../../src/policy/policy-plan.ts';
import type { EndpointPattern } from '../../../src/policy/wanted-settings.ts';
import type { AsteriskOptions } from '../../support/asterisk/asterisk-options.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { startCrowd } from '../../support/phone/crowd.ts';
import { startPhone } from '../../support/phone/start-phone.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { startAuditedAmi } from './audited-ami.ts';

const AMI_PORT = 5038;
const SHARE = 1 / 3;
/** Reading so many takes a minute; the others show the same of each driver with fewer. */
const MOST_ENDPOINTS = 3_000;
const FEWER_ENDPOINTS = 400;
const PHONES = 100;

const patterns: readonly EndpointPattern[] = [
  { match: '40*', nat: 'yes' },
  { match: 'itsp', nat: 'no' },
];
const TRUNK = { name: 'itsp', host: '127.0.0.77:5060' };

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  const isPjsip = flavour.driver === 'chan_pjsip';

  test('is looked up: settings of what the policy speaks of, and where each object is from', async () => {
    const endpoints = [{ name: '4001', nat: 'force_rport' }, { name: '5001' }];
    const { access } = await startScene({ ...flavour, endpoints, trunks: [TRUNK] });
    const progress: string[] = [];

    const facts = await lookUp(access, patterns, undefined, {
      ...options,
      onProgress: (done, of) => progress.push(`${done}/${of}`),
    });

    const known = facts.endpoints.map(({ name, directMedia, isTrunk }) => [
      name,
      directMedia,
      isTrunk,
    ]);
    expect(new Set(known)).toEqual(
      new Set([
        ['4001', false, false],
        ['5001', undefined, false],
        ['itsp', false, true],
      ]),
    );
    expect(progress).toEqual(['1/2', '2/2']);
    const file = isPjsip ? 'pjsip.conf' : 'sip.conf';
    const kinds = isPjsip ? (['endpoint', 'aor'] as const) : (['peer'] as const);
    for (const kind of kinds) {
      expect(facts.storeOf({ kind, object: '4001' })).toBe(file);
      expect(facts.storeOf({ kind, object: 'elsewhere' })).toBe('dynamic');
    }
    // The lab gives each phone a nat of its own, and the trunk none.
    expect(facts.generalNat).toEqual(isPjsip ? undefined : { value: 'no', inheritedBy: ['itsp'] });
  });

  test('has no password in what is read of its files', async () => {
    const { access } = await startScene({ ...flavour, endpoints: [{ name: '4001' }] });

    const categories = await access.readConfig(isPjsip ? 'pjsip.conf' : 'sip.conf');

    expect(categories?.map(({ name }) => name)).toContain('4001');
    expect(JSON.stringify(categories)).not.toContain('pw4001');
    expect(await access.readConfig('farend-has-no-such.conf')).toBeUndefined();
  });

  test('tells registered phones, and leaves out an endpoint that has gone', async () => {
    const endpoints = [{ name: '4001' }, { name: '4002' }];
    const { access, asterisk } = await startScene({ ...flavour, endpoints });
    const phone = await startPhone({
      username: '4001',
      address: '127.0.0.5',
      proxy: '127.0.0.1:5060',
    });
    await phone.register();
    const listed = await access.listEndpoints();

    await asterisk.rewriteConfig(isPjsip ? 'pjsip.conf' : 'sip.conf', (text) =>
      text.replace(/\[4002\][^[]*/g, ''),
    );
    await access.reload(isPjsip ? 'res_pjsip.so' : 'chan_sip.so');

    const read = await access.readSettings(listed, () => undefined);
    expect([listed.map(nameOf).toSorted(), read.map(nameOf)]).toEqual([['4001', '4002'], ['4001']]);
    expect(await access.listContacts()).toMatchObject([
      { endpoint: '4001', uri: expect.stringContaining('127.0.0.5') },
    ]);
    const limits = [{ match: '40*', nat: 'no', maxContacts: 1 }];
    const { contactsOf } = await lookUp(access, limits, undefined, {
      ...options,
      onProgress: () => undefined,
    });
    expect(['4001', '4002'].map((aor) => contactsOf?.(aor))).toEqual([1, 0]);
  });

  test('is asked for the settings of those alone that somebody asks for', async () => {
    const endpoints = [{ name: '4001' }, { name: '4002' }];
    const { access } = await startScene({ ...flavour, endpoints });
    const progress: string[] = [];

    const facts = await lookUp(access, patterns, undefined, {
      ...options,
      only: (name) => name === '4002',
      onProgress: (done, of) => progress.push(`${done}/${of}`),
    });

    expect(progress).toEqual(['1/1']);
    const known = facts.endpoints.map(({ name, directMedia }) => [name, directMedia]);
    expect(new Map(known as [string, unknown][])).toEqual(
      new Map([
        ['4001', undefined],
        ['4002', false],
      ]),
    );
  });

  test('says when it read its settings last, and which module it does not have', async () => {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { access } = await startScene({ ...flavour, endpoints: [{ name: '4001' }] });

    await access.reload(isPjsip ? 'res_pjsip.so' : 'chan_sip.so');

    expect(await access.readReloadTime()).toBeGreaterThanOrEqual(before);
    await expect(access.reload('no_such.so')).rejects.toMatchObject({ code: 'AMI_REFUSED' });
  });

  test('is asked again after it was started anew', async () => {
    const { access, asterisk } = await startScene({ ...flavour, endpoints: [{ name: '4001' }] });
    const before = await access.listEndpoints();

    await asterisk.restart();

    expect(await access.listEndpoints()).toEqual(before);
    access.close();
    await expect(access.listEndpoints()).rejects.toMatchObject({ code: 'AMI_UNREACHABLE' });
  });

  test('refuses a wrong password with a reason', async () => {
    await startAsterisk({
      ...flavour,
      address: '127.0.0.1',
      amiPort: AMI_PORT,
      endpoints: [{ name: '4001' }],
    });

    const opening = openAmiAccess({ ...login, secret: 'wrong', port: AMI_PORT });

    await expect(opening).rejects.toMatchObject({
      code: 'AMI_UNREACHABLE',
      message: expect.stringMatching(/^main: .*refuses the AMI login of "all"/),
    });
  });

  test('is left alone for as long as it is due after each question', async () => {
    const share = 1 / 100;
    const endpoints = listNames(10).map((name) => ({ name }));
    const { door } = await startScene({ ...flavour, endpoints });
    const patient = await openAmi({ port: door.port, share });
    const listed = await patient.listEndpoints();
    // What the list took is still due.
    await patient.readSettings(listed.slice(0, 1), () => undefined);
    door.reset();

    await patient.readSettings(listed, () => undefined);

    // After the last one nothing is due any more; a busy machine answers one of them late.
    expect(door.share).toBeLessThan(share * 3);
  });

  const count = flavour.title.startsWith('Asterisk 22') ? MOST_ENDPOINTS : FEWER_ENDPOINTS;

  test(`answers every registration while ${count} endpoints are read`, async () => {
    const names = listNames(count);
    const endpoints = names.map((name) => ({ name }));
    const { access, door } = await startScene({ ...flavour, endpoints });
    const crowd = await startCrowd(undefined, {
      usernames: names.slice(0, PHONES),
      address: '127.0.0.5',
      firstPort: 20_000,
      proxy: '127.0.0.1:5060',
    });
    const listed = await access.listEndpoints();
    const told: number[] = [];
    let isDone = false;
    door.reset();

    const reading = access
      .readSettings(listed, (done) => told.push(done))
      .finally(() => {
        isDone = true;
      });
    const outcomes: string[] = [];
    while (!isDone) outcomes.push(...(await crowd.register(1_000)));
    const { share } = door;
    const read = await reading;

    expect(outcomes.filter((outcome) => outcome !== 'accepted')).toEqual([]);
    expect(read.filter(({ directMedia }) => directMedia === false)).toHaveLength(count);
    expect(told).toEqual(names.map((_, index) => index + 1));
    expect(share).toBeLessThan(SHARE + 0.1);
  }, 300_000);
});

describe.each(flavours.filter(({ driver }) => driver === 'chan_sip'))('$title', (flavour) => {
  test('has lines of sip.conf changed, added and taken away, also in [general]', async () => {
    const endpoints = [
      { name: '4001', nat: 'no' },
      { name: '4002', nat: 'no', lines: ['nat = comedia', 'qualify = yes'] },
    ];
    const { access } = await startScene({ ...flavour, endpoints });

    await access.updateConfig('sip.conf', [
      { category: '4001', variable: 'nat', value: 'force_rport,comedia' },
      { category: '4001', variable: 'qualifyfreq', value: '30' },
      { category: '4001', variable: 'qualify', value: 'yes' },
      { category: '4002', variable: 'nat', value: 'force_rport' },
      { category: '4002', variable: 'qualify', value: undefined },
      { category: '4002', variable: 'canreinvite', value: undefined },
      { category: 'general', variable: 'nat', value: 'force_rport,comedia' },
    ]);
    await access.reload('chan_sip.so');

    const read = await access.readSettings(await access.listEndpoints(), () => undefined);
    expect(
      read.map(({ name, forceRport, rtpSymmetric, qualifyFrequency }) => [
        name,
        forceRport,
        rtpSymmetric,
        qualifyFrequency,
      ]),
    ).toEqual([
      ['4001', true, true, 30],
      ['4002', true, false, 0],
    ]);
    const categories = await access.readConfig('sip.conf');
    const general = categories?.find(({ name }) => name === 'general');
    expect(general?.variables).toContainEqual(['nat', 'force_rport,comedia']);
  });

  test('changes nothing of a category that it does not have', async () => {
    const { access } = await startScene({ ...flavour, endpoints: [{ name: '4001', nat: 'no' }] });

    const updating = access.updateConfig('sip.conf', [
      { category: '4999', variable: 'nat', value: 'no' },
    ]);

    await expect(updating).rejects.toMatchObject({ code: 'AMI_REFUSED' });
  });
});

const login = {
  asterisk: 'main',
  host: '127.0.0.1',
  username: 'all',
  secret: 'allpw',
  share: SHARE,
};
const options = { writerFor: (): WriterKind => 'paste', farendAddresses: [] };

async function startScene(scene: Omit<AsteriskOptions, 'address' | 'amiPort'>) {
  const asterisk = await startAsterisk({ ...scene, address: '127.0.0.1', amiPort: AMI_PORT });
  const door = await startAuditedAmi(AMI_PORT);
  const access = await openAmi({ port: door.port });
  return { asterisk, access, door };
}

async function openAmi(options: { readonly port: number; readonly share?: number }) {
  const access = await openAmiAccess({ ...login, ...options });
  own({
    stop: () => {
      access.close();
      return Promise.resolve();
    },
  });
  return access;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function listNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(10_000 + index));
}
