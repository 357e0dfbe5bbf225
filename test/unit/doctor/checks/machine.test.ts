import { describe, expect, it } from 'vitest';
import { check as clock } from '../../../../src/doctor/checks/clock.ts';
import { check as conntrack } from '../../../../src/doctor/checks/conntrack.ts';
import { check as disk } from '../../../../src/doctor/checks/disk.ts';
import { check as divert } from '../../../../src/doctor/checks/divert.ts';
import { check as farendRuns } from '../../../../src/doctor/checks/farend-runs.ts';
import { check as node } from '../../../../src/doctor/checks/node.ts';
import { check as openFiles } from '../../../../src/doctor/checks/open-files.ts';
import { check as ports } from '../../../../src/doctor/checks/ports.ts';
import { check as secrets } from '../../../../src/doctor/checks/secrets.ts';
import { check as selinux } from '../../../../src/doctor/checks/selinux.ts';
import { check as state } from '../../../../src/doctor/checks/state.ts';
import { check as systemd } from '../../../../src/doctor/checks/systemd.ts';
import { check as udpBuffers } from '../../../../src/doctor/checks/udp-buffers.ts';
import { check as version } from '../../../../src/doctor/checks/version.ts';
import type { CheckStatus, DoctorCheck } from '../../../../src/doctor/doctor-check.ts';
import type { DoctorFacts } from '../../../../src/doctor/doctor-facts.ts';
import type { MachineFacts } from '../../../../src/doctor/machine/machine-facts.ts';
import { CONFIG_FILE, configOf, fileOf, healthyMachine, machineOf } from '../healthy-facts.ts';

const { units = [] } = healthyMachine;
const [unit = { name: '', activeState: '', fileState: '', restarts: 0, user: '', writes: [] }] =
  units;

/** The worst of its results. */
function worstOf(check: DoctorCheck, facts: DoctorFacts): CheckStatus {
  const statuses = check.check(facts).map(({ status }) => status);
  const order: CheckStatus[] = ['fail', 'warn', 'skip', 'pass'];
  return order.find((each) => statuses.includes(each)) ?? 'skip';
}

const all = [
  clock,
  conntrack,
  disk,
  divert,
  farendRuns,
  node,
  openFiles,
  ports,
  secrets,
  selinux,
  state,
  systemd,
  udpBuffers,
  version,
];

it.each(all)('passes on a healthy machine: $name', (check) => {
  expect(worstOf(check, machineOf({}))).toBe('pass');
});

type Case = [string, DoctorCheck, Partial<MachineFacts>, CheckStatus, string];

const [run, proxy, companion] = healthyMachine.processes;
const short = { ...healthyMachine, openFileLimit: 256 };

it.each<Case>([
  ['no farend runs', farendRuns, { processes: [] }, 'fail', 'systemctl restart farend'],
  [
    'the companion is dead',
    farendRuns,
    { processes: [run, proxy].flatMap((each) => each ?? []) },
    'fail',
    'systemctl restart farend',
  ],
  [
    'an older one runs',
    version,
    { companion: { seen: { version: '0.0.9', phones: [] } } },
    'warn',
    'systemctl restart farend',
  ],
  ['the companion cannot be asked', version, { companion: { unseen: 'none' } }, 'skip', ''],
  ['an old node', node, { nodeVersion: 'v22.12.0' }, 'fail', 'nodejs'],
  ['a node between', node, { nodeVersion: 'v24.14.0' }, 'fail', 'nodejs'],
  ['no systemd', systemd, { units: undefined }, 'skip', ''],
  ['no unit', systemd, { units: [] }, 'skip', ''],
  [
    'a unit that failed',
    systemd,
    { units: [{ ...unit, activeState: 'failed' }] },
    'fail',
    'systemctl restart farend.service',
  ],
  [
    'a unit that is not enabled',
    systemd,
    { units: [{ ...unit, fileState: 'disabled' }] },
    'warn',
    'systemctl enable farend.service',
  ],
  [
    'a unit that was started again',
    systemd,
    { units: [{ ...unit, restarts: 3 }] },
    'warn',
    'journalctl -u farend.service',
  ],
  [
    'little room for datagrams',
    udpBuffers,
    { buffers: { limit: 212_992, granted: 425_984 } },
    'warn',
    'net.core.rmem_max = 4194304',
  ],
  ['datagrams were lost', udpBuffers, { drops: 7 }, 'warn', ''],
  [
    'a full table of flows',
    conntrack,
    { kernel: { conntrackCount: 60_000, conntrackMax: 65_536 } },
    'warn',
    'net.netfilter.nf_conntrack_max = 131072',
  ],
  [
    'flows that are soon forgotten',
    conntrack,
    { kernel: { conntrackCount: 1, conntrackMax: 65_536, conntrackUdpStreamTimeout: 20 } },
    'warn',
    'interval: 16s',
  ],
  [
    'a clock that nobody keeps',
    clock,
    { clock: { isSynchronized: 'no', evidence: 'NTPSynchronized=no' } },
    'warn',
    'timedatectl set-ntp true',
  ],
  ['a clock unknown', clock, { clock: { isSynchronized: 'unknown', evidence: '' } }, 'skip', ''],
  [
    'a full disk',
    disk,
    { disk: { freeBytes: 1_000_000, totalBytes: 2 ** 34, freeFiles: 5_000 } },
    'fail',
    'du -xh /var/lib/farend',
  ],
  [
    'no inodes',
    disk,
    { disk: { freeBytes: 2 ** 33, totalBytes: 2 ** 34, freeFiles: 3 } },
    'fail',
    'du -xh /var/lib/farend',
  ],
  ['a disk nearly full', disk, { disk: { freeBytes: 2 ** 28, totalBytes: 2 ** 34 } }, 'warn', 'du'],
  ['no state yet', disk, { disk: undefined }, 'skip', ''],
  ['SELinux enforcing', selinux, { selinux: 'enforcing' }, 'warn', 'ausearch'],
  [
    'few open files',
    openFiles,
    {
      processes:
        companion === undefined ? [] : [{ ...companion, openFileLimit: short.openFileLimit }],
    },
    'warn',
    'LimitNOFILE=65536',
  ],
  ['no process to look at', openFiles, { processes: [] }, 'skip', ''],
])('%s', (_, check, changed, status, line) => {
  const results = check.check(machineOf(changed));

  expect(worstOf(check, machineOf(changed))).toBe(status);
  const lines = results.flatMap(({ changes }) => changes.map(({ to }) => to));
  if (line === '') expect(lines).toEqual([]);
  else expect(lines.join('\n')).toContain(line);
});

describe('ports', () => {
  const stranger = {
    address: '0.0.0.0',
    port: 5070,
    uid: 0,
    inode: 9,
    pid: 77,
    program: 'kamailio',
  };

  it('names the program that has the port of farend, and the line of ss', () => {
    const [result] = ports.check(machineOf({ sockets: [stranger] }));

    expect(result).toMatchObject({
      status: 'fail',
      what: 'udp://203.0.113.10:5070 (proxy.listen) is taken by kamailio (pid 77)',
      changes: [
        { to: "ss -lunp 'sport = :5070'" },
        { where: `${CONFIG_FILE}, proxy.listen`, from: 'udp://203.0.113.10:5070' },
      ],
    });
  });

  it('takes a socket of farend’s user for farend’s where only root may look', () => {
    const sockets = healthyMachine.sockets.map(({ address, port, uid, inode }) => ({
      address,
      port,
      uid,
      inode,
    }));

    expect(worstOf(ports, machineOf({ sockets }))).toBe('pass');
  });

  it('does not mind a socket at another address', () => {
    const sockets = [...healthyMachine.sockets, { ...stranger, address: '127.0.0.1' }];

    expect(worstOf(ports, machineOf({ sockets }))).toBe('pass');
  });

  it('warns of a port that the running farend has not opened', () => {
    expect(worstOf(ports, machineOf({ sockets: [] }))).toBe('warn');
  });

  it('passes where farend does not run and the port is free', () => {
    expect(worstOf(ports, machineOf({ sockets: [], processes: [] }))).toBe('pass');
  });
});

describe('divert', () => {
  const wish = { from: [], except: [], since: 0 };
  const guard = {
    pid: 50,
    isOn: true,
    since: 0,
    reason: '',
    from: [],
    except: [{ network: '198.51.100.0/28', source: 'proxy.trunks' }],
    unresolved: [],
  };

  it.each([
    ['diverted', { wish, guard }, 'pass', ''],
    ['the guard is dead', { wish, guard: undefined }, 'fail', 'farend divert on'],
    [
      'the table is gone',
      { wish, guard: { ...guard, isOn: false, reason: 'farend does not answer' } },
      'fail',
      'farend divert status',
    ],
    ['nobody asked', { wish: undefined, guard }, 'warn', 'farend divert off'],
    [
      'a trunk without an address',
      { wish, guard: { ...guard, unresolved: ['sip.example.net'] } },
      'warn',
      'getent hosts sip.example.net',
    ],
  ])('%s', (_, seen, status, line) => {
    const [result] = divert.check(machineOf({ divert: { seen } }));

    expect(result?.status).toBe(status);
    expect(result?.changes.map(({ to }) => to).join()).toContain(line);
  });

  it('is skipped where nobody knows', () => {
    expect(worstOf(divert, machineOf({ divert: { unseen: 'divert.json' } }))).toBe('skip');
  });
});

describe('secrets', () => {
  const file = { path: '/etc/farend/ami-secret', role: 'secret', hasSecret: true } as const;

  it.each([
    ['readable for all', 0o644, 990, 'fail', 'chmod 0640 /etc/farend/ami-secret'],
    ['not readable for farend', 0o600, 0, 'fail', 'chgrp farend /etc/farend/ami-secret'],
    ['farend’s own', 0o400, 990, 'pass', ''],
    ['readable for its group', 0o640, 0, 'pass', ''],
  ])('%s', (_, mode, uid, status, line) => {
    const [result] = secrets.check(machineOf({ files: [fileOf(file, mode, uid)] }));

    expect(result?.status).toBe(status);
    expect(result?.changes.map(({ to }) => to).join()).toContain(line);
  });

  it('names the directory that farend may not enter', () => {
    const closed = { path: '/etc/farend', mode: 0o700, uid: 0, gid: 0 };
    const files = [{ ...fileOf(file, 0o640, 0), directories: [closed] }];

    const [result] = secrets.check(machineOf({ files }));

    expect(result).toMatchObject({ status: 'fail', changes: [{ to: 'chmod o+x /etc/farend' }] });
  });

  it('does not mind a configuration that all may read, without a secret in it', () => {
    const files = [fileOf({ path: CONFIG_FILE, role: 'configuration' }, 0o644, 0)];

    expect(worstOf(secrets, machineOf({ files }))).toBe('pass');
  });

  it('fails for a file that is not there', () => {
    const { ownership: _, ...missing } = fileOf(file, 0, 0);

    expect(worstOf(secrets, machineOf({ files: [missing] }))).toBe('fail');
  });
});

describe('state', () => {
  const directory = { path: '/var/lib/farend', role: 'state' } as const;

  it.each([
    ['root’s own', 0o755, 0, 'chown farend /var/lib/farend'],
    ['writable for all', 0o777, 990, 'chmod o-rwx /var/lib/farend'],
  ])('%s', (_, mode, uid, line) => {
    const [result] = state.check(machineOf({ files: [fileOf(directory, mode, uid)] }));

    expect(result).toMatchObject({ status: 'fail', changes: [{ to: line }] });
  });

  it('fails on a disk that is mounted read-only, for root too', () => {
    const files = [{ ...fileOf(directory, 0o755, 0), isReadOnly: true }];
    const user = { uid: 0, gids: [0], by: 'pid 42', name: 'root' };

    const [result] = state.check(machineOf({ files, user }));

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ to: 'findmnt -T /var/lib/farend' }],
    });
  });

  it('warns without state', () => {
    const config = configOf({ state: undefined });

    const [result] = state.check(machineOf({ files: [] }, config));

    expect(result).toMatchObject({ status: 'warn', changes: [{ to: 'state: /var/lib/farend' }] });
  });
});

describe('the unit and policy.write', () => {
  const config = configOf({ policy: { write: '/etc/asterisk/farend.d' } });

  it('warns where the policy was written into farend.yaml after the unit', () => {
    const [, result] = systemd.check(machineOf({ units: [unit] }, config));

    expect(result).toMatchObject({
      status: 'warn',
      changes: [{ to: `farend init -c ${CONFIG_FILE}` }],
    });
  });

  it.each(['/etc/asterisk/farend.d', '/etc/asterisk'])('passes with %s', (path) => {
    const facts = machineOf({ units: [{ ...unit, writes: [path] }] }, config);

    expect(systemd.check(facts).map(({ status }) => status)).toEqual(['pass']);
  });
});
