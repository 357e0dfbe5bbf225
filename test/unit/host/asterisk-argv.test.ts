import { expect, test } from 'vitest';
import { readAsteriskArgv } from '../../../src/host/asterisk-argv.ts';

const USUAL = '/etc/asterisk/asterisk.conf';

test.each([
  ['/usr/sbin/asterisk -g -f -p -U asterisk', USUAL],
  ['/usr/sbin/asterisk -f -n -C /srv/pbx/asterisk.conf', '/srv/pbx/asterisk.conf'],
  ['asterisk -vvvgC/srv/pbx/asterisk.conf', '/srv/pbx/asterisk.conf'],
  ['asterisk', USUAL],
  [
    '/opt/root/lib64/ld-linux-x86-64.so.2 --library-path /opt/asterisk /opt/root/usr/sbin/asterisk -C one.conf',
    'one.conf',
  ],
  ['asterisk -rvvv', undefined],
  ['asterisk -C /srv/pbx/asterisk.conf -rx core show version', undefined],
  ['/bin/sh /usr/sbin/safe_asterisk -U asterisk', undefined],
  ['vi /etc/asterisk/asterisk.conf', undefined],
  ['/lib/ld-linux.so.2 --library-path /opt/asterisk /usr/bin/vi', undefined],
])('%s has the configuration %s', (command, expected) => {
  expect(readAsteriskArgv(command.split(' '))).toBe(expected);
});
