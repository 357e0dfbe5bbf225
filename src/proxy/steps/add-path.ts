// With `registration: path` Asterisk keeps the phone's own Contact, and finds the way by a Path of ours
// (RFC 3327 §5.2, RFC 5626 §5.1). chan_pjsip refuses a Path whose sender does not support it with 420, so
// that is said too (measured on Asterisk 22).

import { headerName } from '../../sip/header-name.ts';
import { hasOptionTag } from '../../sip/header-values.ts';
import { formatDialogToken } from '../dialog-token.ts';
import type { PhoneRequest } from '../message.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { MappedContact } from '../register-attempt.ts';

/** One Path for all Contacts: it names the device of the first that stays registered. */
export function addPath(
  request: PhoneRequest,
  { hash, asteriskSide }: ProxyParts,
  mapped: readonly MappedContact[],
): void {
  const device = mapped.find(({ isUnregister }) => !isUnregister) ?? mapped[0];
  const token = formatDialogToken(hash, {
    device: device?.token ?? '',
    flow: request.flow,
    time: request.receivedAt,
    asterisk: '',
    isOutside: request.isOutside,
    provesFlow: false,
  });
  request.insertOnTop(`Path: <sip:${token}@${asteriskSide.name};lr>\r\n`);
  if (!hasOptionTag(request.view, headerName.supported, 'path'))
    request.insertOnTop('Supported: path\r\n');
}
