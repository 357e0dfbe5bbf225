import { expect, it } from 'vitest';
import { formatFail2banLine } from '../../../src/bans/fail2ban-line.ts';
import type { RefusedPassword } from '../../../src/bans/refused-password.ts';
import { START_MS } from '../../support/make-register.ts';

const password: RefusedPassword = {
  time: START_MS,
  address: '203.0.113.66',
  source: '203.0.113.66:5071',
  localSocket: '198.51.100.10:5060',
  username: '4001',
  callId: 'call-1',
  nonce: 'n',
  responseTag: '0123456789abcdef',
  isProven: true,
};

it('looks like a line of the security log of Asterisk', () => {
  expect(formatFail2banLine(password)).toBe(
    '[2026-11-21T07:00:00.000+0000] SECURITY[1]: res_security_log.c: SecurityEvent="InvalidPassword",EventTV="2026-11-21T07:00:00.000+0000",Severity="Error",Service="SIP",EventVersion="2",AccountID="4001",SessionID="farend",LocalAddress="IPV4/UDP/198.51.100.10/5060",RemoteAddress="IPV4/UDP/203.0.113.66/5071"',
  );
});

it('has IPv6 addresses without brackets', () => {
  const line = formatFail2banLine({
    ...password,
    address: '2001:db8::66',
    source: '[2001:db8::66]:5071',
    localSocket: '[2001:db8::1]:5060',
  });

  expect(line).toContain('LocalAddress="IPV6/UDP/2001:db8::1/5060"');
  expect(line).toContain('RemoteAddress="IPV6/UDP/2001:db8::66/5071"');
});

it.each([
  [
    '4001",RemoteAddress="IPV4/UDP/198.51.100.1/5060"',
    '4001??RemoteAddress??IPV4?UDP?198.51.100.1?5060?',
  ],
  ['a\r\n[2026-11-21', 'a???2026-11-21'],
  ['\u00ff'.repeat(100), '?'.repeat(64)],
])('lets nobody write another field or line by the name %j', (username, told) => {
  const line = formatFail2banLine({ ...password, username });

  expect(line).toContain(`AccountID="${told}",`);
  expect(line.match(/RemoteAddress=/g)).toHaveLength(1);
});
