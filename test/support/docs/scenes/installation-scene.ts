// The machine of an Asterisk on the day of farend's installation: two sites behind their routers, a provider,
// and phones that register when a page has begun to look, and again when SIP takes another way.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AsteriskFlavour } from '../../asterisk/flavours.ts';
import {
  createChanSipLayout,
  createDefaultLayout,
  createFreepbxLayout,
  type InstallLayout,
} from '../../install/install-layout.ts';
import { createInstallScene } from '../../install/install-scene.ts';
import type { DocScene } from '../doc-scene.ts';

/** After these commands the next REGISTER of each phone goes another way. */
const TURNS = /^farend (divert (on|off)|undo)\b/;

/** fail2ban as its package has it, with its jail for Asterisk switched on. */
const JAILS = `[DEFAULT]
ignoreip = 127.0.0.1/8 ::1
[asterisk]
logpath = /var/log/asterisk/security
`;
const JAILS_ON = '[asterisk]\nenabled = true\n';

/** FreePBX's layout of Asterisk, with a fail2ban that watches it. */
export async function createFreepbxScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const scene = await createInstallationScene(createFreepbxLayout(flavour));
  const directory = scene.paths?.['/etc/fail2ban'] ?? '';
  mkdirSync(join(directory, 'jail.d'), { recursive: true });
  writeFileSync(join(directory, 'jail.conf'), JAILS);
  writeFileSync(join(directory, 'jail.local'), JAILS_ON);
  return scene;
}

/** sip.conf with a peer that may call without a password. */
export function createChanSipScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const layout = createChanSipLayout(flavour);
  const phones = layout.files['sip.d/phones.conf'] ?? '';
  const door = `${phones}\n[door](phone)\nsecret=pwdoor\ninsecure=port,invite\n`;
  return createInstallationScene({
    ...layout,
    files: { ...layout.files, 'sip.d/phones.conf': door },
  });
}

/** 10.0.0.10 behind 203.0.113.10, as the transport of pjsip.conf says. */
export function createCloudScene(flavour: AsteriskFlavour): Promise<DocScene> {
  const layout = createDefaultLayout(flavour);
  const outside =
    'external_signaling_address=203.0.113.10\nexternal_media_address=203.0.113.10\nlocal_net=10.0.0.0/24';
  const text = (layout.files['pjsip.conf'] ?? '').replace(
    /^bind=0\.0\.0\.0:5060$/m,
    `$&\n${outside}`,
  );
  return createInstallationScene(
    { ...layout, files: { ...layout.files, 'pjsip.conf': text } },
    true,
  );
}

export async function createInstallationScene(
  layout: InstallLayout,
  isBehindNat = false,
): Promise<DocScene> {
  const scene = await createInstallScene(layout, isBehindNat);
  const { configPath } = scene.farend;
  const path = join(configPath, '../..');
  const paths = {
    '/etc/farend': join(path, 'farend'),
    '/var/lib/farend': join(path, 'state'),
    '/run/farend': join(path, 'run'),
    '/etc/fail2ban': join(path, 'fail2ban'),
    '/etc/systemd/system': join(path, 'systemd'),
    '/etc/asterisk': scene.asterisk.etcPath,
  };
  mkdirSync(paths['/etc/systemd/system'], { recursive: true });
  const register = async (): Promise<void> => {
    await scene.register(scene.listPhones());
  };
  return {
    namespace: scene.office.pbx.namespace,
    directory: path,
    config: configPath,
    asterisk: scene.asterisk,
    paths,
    begins: 'farend run',
    populate: register,
    follow: async (command) => {
      if (TURNS.test(command)) await register();
    },
  };
}
