// Set-ups that somebody broke without knowing of farend: `farend doctor` finds each, and when exactly
// the change that it names is made, the check is content.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createChanSipLayout,
  createDefaultLayout,
  type InstallLayout,
} from '../../support/install/install-layout.ts';
import { createInstallScene, type InstallScene } from '../../support/install/install-scene.ts';
import { makeChanges } from '../../support/install/make-change.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

interface Breakage {
  readonly title: string;
  readonly breaks: (scene: InstallScene) => Promise<unknown>;
  /** The check that fails. */
  readonly check: string;
  /** What the first change says: where, and the line as it should be. */
  readonly change: { readonly where: RegExp; readonly to: RegExp };
}

const editFarend = (scene: InstallScene, edit: (text: string) => string): Promise<void> => {
  change(scene.farend.configPath, edit);
  return scene.farend.restart();
};

const editAsterisk = async (
  { asterisk }: InstallScene,
  [file, reload]: readonly [file: string, reload: string],
  edit: (text: string) => string,
): Promise<void> => {
  change(join(asterisk.etcPath, file), edit);
  await asterisk.cli(reload);
};

const MANAGER = ['manager.d/farend.conf', 'manager reload'] as const;
const PJSIP = ['pjsip.conf', 'module reload res_pjsip.so'] as const;
const SIP = ['sip.conf', 'sip reload'] as const;

const breakages: readonly Breakage[] = [
  {
    title: 'the AMI user has lost a class',
    breaks: (scene) => editAsterisk(scene, MANAGER, (text) => text.replace(/security,?/, '')),
    check: 'ami-classes',
    change: { where: /manager\.d\/farend\.conf:\d+$/, to: /^read = .*security/ },
  },
  {
    title: 'the provider is known by farend’s address, too',
    breaks: (scene) =>
      editAsterisk(scene, PJSIP, (text) =>
        text.replace('match=203.0.113.80', `match=203.0.113.80,${PBX_ADDRESS}`),
      ),
    check: 'identify-farend',
    change: { where: /pjsip\.conf:\d+$/, to: /^match ?= ?203\.0\.113\.80$/ },
  },
  {
    title: 'the ACL of a phone knows its own network alone',
    breaks: (scene) =>
      editAsterisk(scene, PJSIP, (text) =>
        text.replace(
          '[4001](phone)\n',
          '[4001](phone)\ndeny=0.0.0.0/0.0.0.0\npermit=203.0.113.1/255.255.255.255\n',
        ),
      ),
    check: 'endpoint-acl',
    change: { where: /pjsip\.conf:\d+/, to: /^permit ?= ?203\.0\.113\.10/ },
  },
  {
    title: 'media is to go to an address that nobody has',
    breaks: (scene) =>
      editFarend(scene, (text) =>
        text.replace('proxy:\n', 'proxy:\n  mediaAddress: 198.51.100.99\n'),
      ),
    check: 'media-address',
    change: { where: /farend\.yaml, proxy\.mediaAddress$/, to: /^mediaAddress: 203\.0\.113\.10$/ },
  },
  {
    title: 'farend talks to Asterisk over loopback',
    breaks: (scene) =>
      editFarend(scene, (text) =>
        text.replace(
          /(asterisk:\s*\[?\s*(?:- )?)"?udp:\/\/203\.0\.113\.10:5060"?/,
          '$1udp://127.0.0.1:5060',
        ),
      ),
    check: 'loopback-link',
    change: { where: /farend\.yaml, proxy\.asterisk$/, to: /^udp:\/\/203\.0\.113\.10:5060$/ },
  },
  {
    title: 'the firewall drops media',
    breaks: (scene) =>
      scene.onMachine(
        ['nft', '-f', '-'],
        'insert rule inet filter input udp dport 20000-20998 drop\n',
      ),
    check: 'firewall-rtp',
    change: { where: /./, to: /20000-20998/ },
  },
  {
    title: 'fail2ban is installed anew, and spares nobody',
    breaks: (scene) => Promise.resolve(scene.installFail2ban()),
    check: 'fail2ban',
    change: { where: /fail2ban\/jail/, to: /^ignoreip = .*203\.0\.113\.10/ },
  },
  {
    title: 'anybody may call, with a context that has the trunk',
    breaks: (scene) =>
      editAsterisk(
        scene,
        PJSIP,
        (text) => `${text}\n[anonymous]\ntype=endpoint\ncontext=phones\nallow=ulaw\n`,
      ),
    check: 'guests',
    change: { where: /pjsip\.conf:\d+$/, to: /./ },
  },
  {
    title: 'the module that knows registrations is not loaded',
    breaks: (scene) =>
      editAsterisk(scene, ['modules.conf', 'module unload res_pjsip_registrar.so'], (text) =>
        text.replace('load = res_pjsip_registrar.so\n', ''),
      ),
    check: 'modules',
    change: { where: /modules\.conf/, to: /^load = res_pjsip_registrar\.so$/ },
  },
  {
    title: 'the secret of the AMI user is another one',
    breaks: (scene) =>
      editAsterisk(scene, MANAGER, (text) => text.replace(/^secret = .*$/m, 'secret = other')),
    check: 'ami-login',
    change: { where: /manager\.d\/farend\.conf:\d+$/, to: /^secret = / },
  },
  {
    title: 'Asterisk has moved to another port',
    breaks: async ({ asterisk }) => {
      await asterisk.rewriteConfig('pjsip.conf', (text) =>
        text.replace('bind=0.0.0.0:5060', 'bind=0.0.0.0:5080'),
      );
      await asterisk.restart();
    },
    check: 'transports',
    change: { where: /farend\.yaml: proxy\.asterisk$/, to: /^udp:\/\/203\.0\.113\.10:5080$/ },
  },
];

const chanSipBreakages: readonly Breakage[] = [
  {
    title: 'guests may call',
    breaks: (scene) =>
      editAsterisk(scene, SIP, (text) =>
        text.replace('allowguest=no', 'allowguest=yes').replace('context=public', 'context=phones'),
      ),
    check: 'guests',
    change: { where: /sip\.conf:\d+$/, to: /^allowguest ?= ?no$/ },
  },
];

const flavours = listFlavours(await findProvisioned());

const rows = flavours.flatMap((flavour): { layout: InstallLayout; list: readonly Breakage[] }[] => {
  if (flavour.driver === 'chan_sip')
    return [{ layout: createChanSipLayout(flavour), list: chanSipBreakages }];
  return flavour.root.version.startsWith('22')
    ? [{ layout: createDefaultLayout(flavour), list: breakages }]
    : [];
});

describe.each(rows)('$layout.title:', ({ layout, list }) => {
  let scene: InstallScene;

  beforeAll(async () => {
    scene = await createInstallScene({ ...layout, phones: layout.phones.slice(0, 2) });
    await scene.register(scene.listPhones());
    await scene.farend.install('--way', 'site');
    await scene.farend.start();
  });

  afterAll(stopEverything);

  test('the doctor is content', async () => {
    expect(await scene.farend.listFailedChecks()).toEqual([]);
  });

  test.each(list)('$title', async ({ breaks, check, change: wanted }) => {
    const own = async () => (await scene.farend.diagnose()).filter((each) => each.check === check);

    await breaks(scene);
    const broken = (await own()).filter(({ status }) => status === 'fail');
    const changes = broken.flatMap((each) => each.changes);
    const told = JSON.stringify(broken, null, 2);
    await makeChanges(scene, changes);
    const mended = await own();

    expect(broken.length, told).toBeGreaterThan(0);
    expect(changes[0], told).toMatchObject({
      where: expect.stringMatching(wanted.where),
      to: expect.stringMatching(wanted.to),
    });
    expect(
      mended.map(({ status }) => status),
      told,
    ).not.toContain('fail');
  });
});

/** An edit that finds nothing is a mistake of the test. */
function change(path: string, edit: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const changed = edit(text);
  if (changed === text) throw new Error(`the edit of ${path} finds nothing in:\n${text}`);
  writeFileSync(path, changed);
}
