// Facts of a machine on which all is well: a test changes the one that it is about.

import { parseConfig } from '../../../src/config/load-config.ts';
import type { CheckResult, DoctorCheck } from '../../../src/doctor/doctor-check.ts';
import type { DoctorFacts } from '../../../src/doctor/doctor-facts.ts';
import type { FileFacts } from '../../../src/doctor/machine/file-facts.ts';
import type { MachineFacts } from '../../../src/doctor/machine/machine-facts.ts';
import type { Exchange, ListenPath } from '../../../src/doctor/path/path-facts.ts';

export const CONFIG_FILE = '/etc/farend/farend.yaml';

const USUAL = {
  proxy: { listen: ['udp://203.0.113.10:5070'], asterisk: ['udp://203.0.113.10:5060'] },
};

/** What `farend.yaml` would say, as an object. */
export function configOf(sections: object = {}): DoctorFacts['config'] {
  const text = JSON.stringify({ ...USUAL, state: '/var/lib/farend', ...sections });
  const parsed = parseConfig(text, CONFIG_FILE);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ what }) => what).join(', '));
  return parsed.config;
}

export const challenged: Exchange = {
  answer: {
    statusCode: 401,
    reasonPhrase: 'Unauthorized',
    received: '203.0.113.10',
    rport: '41234',
    challenges: ['Digest realm="asterisk",nonce="1",algorithm=MD5'],
    contacts: [],
    server: 'Asterisk PBX 22.10.1',
  },
  answeredFrom: '203.0.113.10:5060',
  roundTripMs: 2.5,
};

export const listenPath: ListenPath = {
  name: '203.0.113.10:5070',
  source: '203.0.113.10:41234',
  isAlive: true,
  options: challenged,
  register: challenged,
};

const ROOT = { path: '/', mode: 0o755, uid: 0, gid: 0 };
const USER = 990;

export const healthyMachine: MachineFacts = {
  time: 0,
  version: '0.1.0',
  nodeVersion: 'v24.21.0',
  networks: [
    { interface: 'lo', address: '127.0.0.1', network: '127.0.0.0/8' },
    { interface: 'eth0', address: '203.0.113.10', network: '203.0.113.0/24' },
  ],
  mainAddress: '203.0.113.10',
  sockets: [
    { address: '203.0.113.10', port: 5070, uid: USER, inode: 1, pid: 42, program: 'node' },
    { address: '203.0.113.10', port: 5062, uid: USER, inode: 2, pid: 42, program: 'node' },
  ],
  processes: [
    { role: 'run', pid: 41, uid: USER, gids: [USER], openFileLimit: 65_536, openFiles: 20 },
    { role: 'proxy', pid: 42, uid: USER, gids: [USER], openFileLimit: 65_536, openFiles: 30 },
    { role: 'companion', pid: 43, uid: USER, gids: [USER], openFileLimit: 65_536, openFiles: 40 },
  ],
  user: { uid: USER, gids: [USER], by: 'pid 42', name: 'farend' },
  companion: { seen: { version: '0.1.0', phones: [] } },
  files: [
    fileOf({ path: CONFIG_FILE, role: 'configuration' }, 0o640, 0),
    fileOf({ path: '/etc/farend/ami-secret', role: 'secret', hasSecret: true }, 0o640, 0),
    fileOf({ path: '/var/lib/farend', role: 'state' }, 0o750, USER),
    fileOf({ path: '/run/farend', role: 'run' }, 0o755, USER),
  ],
  disk: { freeBytes: 2 ** 33, totalBytes: 2 ** 34, freeFiles: 100_000 },
  buffers: { limit: 4_194_304, granted: 8_388_608 },
  drops: 0,
  kernel: { conntrackCount: 100, conntrackMax: 65_536, conntrackUdpStreamTimeout: 120 },
  clock: { isSynchronized: 'yes', evidence: 'timedatectl: NTPSynchronized=yes' },
  units: [
    {
      name: 'farend.service',
      activeState: 'active',
      fileState: 'enabled',
      restarts: 0,
      user: 'farend',
      writes: [],
    },
  ],
  divert: { seen: { wish: undefined, guard: undefined } },
  selinux: undefined,
  firewall: {
    readBy: 'nft',
    filtersInput: true,
    isFreePbx: false,
    isResponsive: false,
    ports: [
      { from: 5070, to: 5070, answer: { accepts: 'yes', rule: 'udp dport 5070 accept' } },
      { from: 5060, to: 5060, answer: { accepts: 'no', rule: 'policy drop of inet filter input' } },
      {
        from: 10_000,
        to: 20_000,
        answer: { accepts: 'yes', rule: 'udp dport 10000-20000 accept' },
      },
    ],
  },
  fail2ban: undefined,
  asterisk: {
    seen: {
      transports: [],
      rtp: { start: 10_000, end: 20_000 },
      configDirectory: '/etc/asterisk',
    },
  },
};

/** Of group farend. */
export function fileOf(
  about: Pick<FileFacts, 'path' | 'role'> & { readonly hasSecret?: boolean },
  mode: number,
  uid: number,
): FileFacts {
  return {
    hasSecret: false,
    ...about,
    ownership: { path: about.path, mode, uid, gid: USER },
    directories: [ROOT],
    isReadOnly: false,
  };
}

/** What is named instead of what is healthy. */
export function machineOf(
  changed: Partial<MachineFacts>,
  config: DoctorFacts['config'] = configOf(),
): DoctorFacts {
  return factsOf({ machine: { ...healthyMachine, ...changed }, config });
}

export function factsOf(changed: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    config: configOf(),
    configFile: CONFIG_FILE,
    asterisks: [],
    machine: healthyMachine,
    path: {
      asteriskSide: '203.0.113.10:5062',
      listens: [listenPath],
      asterisks: [{ name: '203.0.113.10:5060', options: challenged }],
    },
    ...changed,
  };
}

/** The only result of a check. */
export function judge(check: DoctorCheck, facts: DoctorFacts): CheckResult {
  const [result, ...others] = check.check(facts);
  if (result === undefined || others.length > 0)
    throw new Error(`${check.name} has ${others.length + 1} results`);
  return result;
}
