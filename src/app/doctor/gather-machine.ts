// All that the doctor looks up of this machine, everything at once, with a deadline where somebody is asked.

import { networkInterfaces } from 'node:os';
import { deviceListSchema, healthSchema } from '../../api/http/answer-schemas.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { readDivertState } from '../../divert/divert-state.ts';
import { isSeen, type Looked } from '../../doctor/looked.ts';
import type {
  CompanionFacts,
  FirewallFacts,
  MachineFacts,
} from '../../doctor/machine/machine-facts.ts';
import { countDrops, measureGrant } from '../../doctor/machine/read-buffers.ts';
import { readFileFacts } from '../../doctor/machine/read-files.ts';
import { readFarendProcesses } from '../../doctor/machine/read-processes.ts';
import { readSelinux } from '../../doctor/machine/read-selinux.ts';
import { readUnits } from '../../doctor/machine/read-units.ts';
import { findServiceUser } from '../../doctor/machine/read-user.ts';
import { hostOf } from '../../doctor/path/path-results.ts';
import { readClock } from '../../host/clock.ts';
import { readDiskSpace } from '../../host/disk-space.ts';
import { findFail2ban } from '../../host/fail2ban/find-fail2ban.ts';
import { findFirewall } from '../../host/firewall/find-firewall.ts';
import { readKernelSettings } from '../../host/kernel-settings.ts';
import { findSourceAddress, listMachineNetworks } from '../../host/list-machine-networks.ts';
import { listUdpListeners } from '../../host/udp-listeners.ts';
import { askCompanion } from '../ask-companion.ts';
import { readVersion } from '../version.ts';
import { type FoundLocalAsterisk, gatherLocalAsterisk } from './gather-local-asterisk.ts';
import { listFiles } from './list-files.ts';
import { look } from './look.ts';

const COMPANION_MS = 10_000;
const ASTERISK_MS = 10_000;
const DIVERT_MS = 10_000;
const USUAL_LOG_DIRECTORY = '/var/log/asterisk';

export interface MachineWish {
  readonly config: FarendConfig;
  readonly configFile: string;
  /** fail2ban's configuration. */
  readonly fail2banDirectory: string;
}

export async function gatherMachine(wish: MachineWish): Promise<MachineFacts> {
  const { config, configFile, fail2banDirectory } = wish;
  const [asterisk, companion, divert, clock, units, granted, disk, mainAddress] = await Promise.all(
    [
      look('the files of Asterisk', ASTERISK_MS, () => gatherLocalAsterisk(config)),
      look('the companion', COMPANION_MS, () => gatherCompanion(configFile)),
      look('what is diverted', DIVERT_MS, () => readDivertState(config)),
      readClock(),
      readUnits(),
      measureGrant(),
      config.state === undefined ? undefined : readDiskSpace(config.state),
      findSourceAddress(),
    ],
  );
  const processes = readFarendProcesses(configFile);
  const files = readFileFacts(listFiles(config, configFile));
  const kernel = readKernelSettings();
  const sockets = listUdpListeners();
  const ports = listPorts(config);
  const own = sockets.filter(({ pid }) => processes.some((each) => each.pid === pid));
  return {
    time: Date.now(),
    version: readVersion(),
    nodeVersion: process.version,
    networks: listMachineNetworks(),
    mainAddress,
    sockets: sockets.filter(({ port }) => ports.includes(port)),
    processes,
    user: findServiceUser({ processes, units, files }),
    companion,
    files,
    disk,
    buffers: { limit: kernel.rmemMax ?? 0, granted },
    drops: countDrops(new Set(own.map(({ inode }) => inode))),
    kernel,
    clock,
    units,
    divert,
    selinux: readSelinux(),
    firewall: await gatherFirewall(config, asterisk),
    fail2ban: findFail2ban(
      fail2banDirectory,
      isSeen(asterisk) ? asterisk.seen.logDirectory : USUAL_LOG_DIRECTORY,
    ),
    asterisk,
  };
}

async function gatherCompanion(configFile: string): Promise<CompanionFacts> {
  const [health, list] = await Promise.all([
    askCompanion(configFile, { method: 'GET', path: '/v1/health', schema: healthSchema }),
    askCompanion(configFile, { method: 'GET', path: '/v1/devices', schema: deviceListSchema }),
  ]);
  const phones = list.devices
    .filter(({ registered }) => registered)
    .flatMap(({ endpoint, received, wire }) =>
      received === null
        ? []
        : [{ endpoint, address: hostOf(received), localSocket: wire?.localSocket ?? undefined }],
    );
  return { version: health.version, phones };
}

/** What the firewall does with each port that somebody outside may write to. */
async function gatherFirewall(
  config: FarendConfig,
  asterisk: Looked<FoundLocalAsterisk>,
): Promise<FirewallFacts> {
  const { judge, ...firewall } = await findFirewall();
  const face = findInterface(config);
  const at = face === undefined ? {} : { interface: face };
  const single = listPorts(config).map((port) => ({ from: port, to: port }));
  const { rtp } = isSeen(asterisk) ? asterisk.seen : { rtp: undefined };
  const ranges = [...single, ...(rtp === undefined ? [] : [{ from: rtp.start, to: rtp.end }])];
  return {
    ...firewall,
    ports: ranges.map((each) => ({ ...each, answer: judge({ ...each, ...at }) })),
  };
}

/** Where phones come in: the interface of the first listen address that one has. */
function findInterface({ proxy }: FarendConfig): string | undefined {
  const faces = Object.entries(networkInterfaces());
  return proxy.listen
    .map(
      ({ address }) => faces.find(([, all]) => all?.some((each) => each.address === address))?.[0],
    )
    .find((name) => name !== undefined);
}

function listPorts({ proxy }: FarendConfig): number[] {
  const { listen, asterisk, asteriskSide } = proxy;
  return [
    ...listen.flatMap(({ port, divertedFrom }) => [
      port,
      ...(divertedFrom === undefined ? [] : [divertedFrom]),
    ]),
    ...asterisk.map(({ port }) => port),
    asteriskSide?.port ?? 5062,
  ];
}
