// A refused password as a line of Asterisk's own security log (res_security_log), with the real address in
// it: what filter.d/asterisk.conf of fail2ban reads.

import { isIpv6 } from '../base/ip-address.ts';
import type { RefusedPassword } from './refused-password.ts';

const MAX_NAME = 64;

/**
 * Without a line end. What a stranger chose is cut to letters, digits and a few signs, so that nothing he
 * sends looks like another field or another line.
 */
export function formatFail2banLine({
  time,
  address,
  source,
  localSocket,
  username,
}: RefusedPassword): string {
  const at = new Date(time).toISOString().replace('Z', '+0000');
  const account = username.slice(0, MAX_NAME).replace(/[^\w.+-]/g, '?');
  const family = isIpv6(address) ? 'IPV6' : 'IPV4';
  const fields = [
    'SecurityEvent="InvalidPassword"',
    `EventTV="${at}"`,
    'Severity="Error"',
    'Service="SIP"',
    'EventVersion="2"',
    `AccountID="${account}"`,
    'SessionID="farend"',
    `LocalAddress="${family}/UDP/${formatPlace(localSocket)}"`,
    `RemoteAddress="${family}/UDP/${address}/${source.slice(source.lastIndexOf(':') + 1)}"`,
  ];
  return `[${at}] SECURITY[1]: res_security_log.c: ${fields.join(',')}`;
}

/** `address:port` → `address/port`, without brackets. */
function formatPlace(addressPort: string): string {
  const colon = addressPort.lastIndexOf(':');
  const host = addressPort.slice(0, colon).replace(/[[\]]/g, '');
  return `${host}/${addressPort.slice(colon + 1)}`;
}
