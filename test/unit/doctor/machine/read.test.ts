import { expect, it } from 'vitest';
import { parseMounts } from '../../../../src/doctor/machine/mount-table.ts';
import { sumDrops } from '../../../../src/doctor/machine/read-buffers.ts';
import { parseUnits } from '../../../../src/doctor/machine/read-units.ts';

it('finds the nearest mount of a path, and whether it may be written', () => {
  const mounts = parseMounts(
    [
      '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '30 22 0:25 / /var/lib/far\\040end ro,relatime - tmpfs tmpfs rw',
      '31 22 0:26 / /srv rw,relatime - ext4 /dev/sdb1 ro,errors=remount-ro',
    ].join('\n'),
  );

  expect(mounts.isReadOnly('/var/lib/far end/state')).toBe(true);
  expect(mounts.isReadOnly('/var/lib/far ending')).toBe(false);
  expect(mounts.isReadOnly('/srv')).toBe(true);
  expect(mounts.isReadOnly('/etc')).toBe(false);
});

it('adds up what the kernel dropped at some sockets', () => {
  const table = [
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
    ' 3746: 0A71CB0B:13CE 00000000:0000 07 00000000:00000000 00:00000000 00000000   990        0 77 2 0000 12',
    ' 3747: 0A71CB0B:13C6 00000000:0000 07 00000000:00000000 00:00000000 00000000   990        0 78 2 0000 5',
  ].join('\n');

  expect(sumDrops(table, new Set([77]))).toBe(12);
  expect(sumDrops(table, new Set([77, 78]))).toBe(17);
});

it('reads units of systemd, and leaves out those that are not installed', () => {
  const units = parseUnits(
    [
      'Id=farend.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=2\nUser=farend\nReadWritePaths=-/etc/asterisk/farend.d /srv/farend',
      'Id=farend-proxy.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\nNRestarts=0\nUser=',
    ].join('\n\n'),
  );

  expect(units).toEqual([
    {
      name: 'farend.service',
      activeState: 'active',
      fileState: 'enabled',
      restarts: 2,
      user: 'farend',
      writes: ['/etc/asterisk/farend.d', '/srv/farend'],
    },
  ]);
});
