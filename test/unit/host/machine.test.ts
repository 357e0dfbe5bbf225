import { expect, test } from 'vitest';
import { parseChrony, parseTimedatectl } from '../../../src/host/clock.ts';
import { readDiskSpace } from '../../../src/host/disk-space.ts';
import { readKernelSettings } from '../../../src/host/kernel-settings.ts';
import { listReachable } from '../../../src/host/list-machine-networks.ts';
import { listPublicAddresses } from '../../../src/host/public-address.ts';
import { listPjsipTransports } from '../../../src/host/survey/pjsip-transports.ts';
import { parseUdpTable } from '../../../src/host/udp-listeners.ts';
import { readConf } from './read-conf.ts';

const machine = [
  { interface: 'lo', address: '127.0.0.1', network: '127.0.0.0/8' },
  { interface: 'eth0', address: '192.0.2.10', network: '192.0.2.0/24' },
  { interface: 'eth0', address: '2001:db8::10', network: '2001:db8::/64' },
];

test.each([
  ['0.0.0.0', ['192.0.2.10']],
  ['::', ['192.0.2.10', '2001:db8::10']],
  ['127.0.0.1', ['127.0.0.1']],
])('what listens on %s is reached at %j', (listen, addresses) => {
  expect(listReachable(listen, machine)).toEqual(addresses);
});

test('the outside address is that of signalling, else of media, each once', () => {
  const transport = (name: string, lines: string): string =>
    `[${name}]\ntype=transport\nbind=0.0.0.0\n${lines}\n`;
  const conf = readConf(
    transport('media', 'external_media_address=203.0.113.5') +
      transport('both', 'external_signaling_address=203.0.113.4\nexternal_signaling_port=5070') +
      transport('again', 'external_signaling_address=203.0.113.4'),
  );

  const addresses = listPublicAddresses(listPjsipTransports(conf));

  expect(addresses).toMatchObject([
    { host: '203.0.113.4', port: 5070, place: { line: 5 } },
    { host: '203.0.113.5', place: { line: 1 } },
  ]);
});

test('the table of UDP sockets has those that wait for anybody', () => {
  const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  100: 0A0200C0:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000   107        0 33811 2 0000000000000000 0
  101: 0100007F:A2B3 0100007F:13C4 01 00000000:00000000 00:00000000 00000000     0        0 33812 2 0000000000000000 0
`;
  const table6 = `  sl  local_address
  7: B80D0120000000000000000010000000:13CE 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 4711 2 0000000000000000 0
`;

  expect(parseUdpTable(table)).toEqual([
    { address: '192.0.2.10', port: 5060, uid: 107, inode: 33_811 },
  ]);
  expect(parseUdpTable(table6)).toEqual([
    { address: '2001:db8::10', port: 5070, uid: 1000, inode: 4711 },
  ]);
});

test('systemd and chrony tell whether the clock is kept right', () => {
  expect(parseTimedatectl('NTPSynchronized=no\n')?.isSynchronized).toBe('no');
  expect(parseTimedatectl('')).toBeUndefined();
  expect(parseChrony('Stratum : 3\nLeap status     : Normal\n')?.isSynchronized).toBe('yes');
  expect(parseChrony('Leap status     : Not synchronised\n')?.isSynchronized).toBe('no');
});

test('the kernel and the disk are read where they are there', async () => {
  expect(readKernelSettings()).toMatchObject({ rmemMax: expect.any(Number) });
  expect(readKernelSettings('/nowhere')).toEqual({});
  expect((await readDiskSpace('/'))?.totalBytes).toBeGreaterThan(0);
  expect(await readDiskSpace('/nowhere')).toBeUndefined();
});
