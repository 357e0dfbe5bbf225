// A machine with systemd and an Asterisk of its own user, both as a distribution leaves them, in the network of
// the lab: for farend as a service, from the first command to the last.

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import { readLayoutFiles } from '../asterisk/layouts/read-files.ts';
import { writeConfig } from '../asterisk/write-config.ts';
import { createPbxNetwork, PBX_ADDRESS } from '../network/pbx-network.ts';
import type { Phone } from '../phone/phone.ts';
import { startPhone } from '../phone/start-phone.ts';
import { own } from '../process/lifetime.ts';
import { pollUntil } from '../process/poll-until.ts';
import { type CommandResult, runChecked } from '../process/run-command.ts';
import { createScratchDirectory } from '../scratch-directory.ts';
import { INSIDE, type Systemd, startSystemd } from './start-systemd.ts';

const PHONE_ADDRESS = '203.0.113.50';
const REPOSITORY = join(import.meta.dirname, '../../..');
const DEADLINE_MS = 45_000;

/** Where Debian has them. */
const DIRECTORIES = {
  astetcdir: '/etc/asterisk',
  astvarlibdir: '/var/lib/asterisk',
  astdbdir: '/var/lib/asterisk',
  astkeydir: '/var/lib/asterisk',
  astagidir: '/var/lib/asterisk/agi-bin',
  astspooldir: '/var/spool/asterisk',
  astrundir: '/run/asterisk',
  astlogdir: '/var/log/asterisk',
};

export interface ServiceMachine {
  readonly systemd: Systemd;
  /** 4001, elsewhere in the network. */
  readonly phone: Phone;
  /** A command of farend, by root. */
  farend(...words: readonly string[]): Promise<CommandResult>;
}

export async function createServiceMachine(flavour: AsteriskFlavour): Promise<ServiceMachine> {
  const pbx = own(await createPbxNetwork());
  const systemd = await startSystemd(pbx.namespace);
  await installAsterisk(systemd, flavour);
  const phone = await startPhone({
    username: '4001',
    namespace: await pbx.addHost(PHONE_ADDRESS),
    address: PHONE_ADDRESS,
    proxy: `${PBX_ADDRESS}:5060`,
  });
  const program = `${INSIDE.farend}/bin/farend`;
  return { systemd, phone, farend: (...words) => systemd.run([program, ...words]) };
}

/** Its files belong to its user, and nobody else may read them. */
async function installAsterisk(systemd: Systemd, { root, driver }: AsteriskFlavour): Promise<void> {
  const inside = (path: string): string => path.replaceAll(REPOSITORY, INSIDE.farend);
  const directories = {
    ...DIRECTORIES,
    astmoddir: inside(root.moduleDirectory),
    astdatadir: inside(root.dataDirectory),
  };
  const lines = Object.entries(directories).map(([key, value]) => `${key} => ${value}\n`);
  const scratch = createScratchDirectory('service-machine');
  const confFile = await writeConfig(
    {
      root,
      driver,
      address: PBX_ADDRESS,
      endpoints: [],
      trunks: [],
      httpPort: 8088,
      files: {
        ...readLayoutFiles('debian'),
        'asterisk.conf': `[directories]\n${lines.join('')}[options]\nentityid = 02:00:00:00:00:01\n`,
      },
    },
    scratch.path,
    scratch.logPath,
  );
  const archive = await runChecked([
    'sh',
    '-c',
    'tar -C "$1" -c . | base64',
    'sh',
    dirname(confFile),
  ]);
  rmSync(scratch.path, { recursive: true });
  const owned = [...new Set(Object.values(DIRECTORIES))].join(' ');
  await systemd.runChecked(
    [
      'sh',
      '-ec',
      `useradd --system --user-group --home-dir /var/lib/asterisk --shell /usr/sbin/nologin asterisk
      mkdir -p ${owned} /var/lib/asterisk/keys && base64 -d | tar -C /etc/asterisk -x
      chown -R asterisk:asterisk ${owned} && chmod -R u=rwX,g=rX,o= ${owned}`,
    ],
    archive,
  );
  await systemd.write('/etc/systemd/system/asterisk.service', formatUnit(root.command.map(inside)));
  await systemd.runChecked(['systemctl', 'daemon-reload']);
  await systemd.runChecked(['systemctl', 'enable', '--now', 'asterisk']);
  await pollUntil(
    async () => {
      const only = ['-q', '-o', 'cat', '-u', 'asterisk'];
      const told = await systemd.runChecked(['journalctl', ...only]);
      if ((await systemd.show('asterisk', 'ActiveState')) !== 'active') throw new Error(told);
      return told.includes('Asterisk Ready.') ? true : undefined;
    },
    { timeoutMs: DEADLINE_MS, everyMs: 200, what: 'a booted Asterisk' },
  );
}

function formatUnit(command: readonly string[]): string {
  return `[Service]
User=asterisk
Group=asterisk
RuntimeDirectory=asterisk
RuntimeDirectoryMode=0755
ExecStart=${command.join(' ')} -f -n -C /etc/asterisk/asterisk.conf
[Install]
WantedBy=multi-user.target
`;
}
