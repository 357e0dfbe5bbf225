// A 2xx to an INVITE or SUBSCRIBE with credentials of the device's own account proves the flow that it
// came by, as that to a REGISTER does: who calls after his router picked another port can be called.

import { headerName } from '../../sip/header-name.ts';
import { readHeaderUri } from '../../sip/header-uri.ts';
import { readDialogToken } from '../dialog-token.ts';
import type { AsteriskResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function proveFlow(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const { method, token } = response;
  if (method !== 'INVITE' && method !== 'SUBSCRIBE') return undefined;
  if (!response.isSuccess || token?.credentials !== 'passed') return undefined;
  // The topmost is the one that this very request was sent with.
  const user = readHeaderUri(response.view, headerName.recordRoute)?.uri.user;
  const dialog = user === undefined ? undefined : readDialogToken(parts.hash, user);
  if (dialog?.provesFlow !== true) return undefined;
  const durable = parts.keeper.prove(dialog.device, dialog.flow, dialog.time, response.receivedAt);
  return durable && { kind: 'hold', until: durable.then(() => undefined) };
}
