// A captured message other than REGISTER, with what is known of its phone.

import { formatAddressPort } from '../base/ip-address.ts';
import type { NetworkSet } from '../nat/networks.ts';
import { readCredentials } from '../sip/digest.ts';
import { headerName } from '../sip/header-name.ts';
import type { MessageView } from '../sip/message-view.ts';
import { findParameter } from '../sip/parameters.ts';
import type { WatchedCredentials, WatchedMessage } from '../watch/watched-message.ts';
import type { CapturedMessage } from './captured-message.ts';
import type { CapturedSip } from './captured-sip.ts';
import type { Leg } from './legs.ts';
import { type PhoneEntry, readUri } from './phone-book.ts';

export interface WatchedNetworks {
  readonly localNetworks: NetworkSet;
  /** Providers: what they send is no phone's. */
  readonly trunks?: NetworkSet;
}

export function watchCaptured(
  { time, bytes }: CapturedMessage,
  sip: CapturedSip,
  { sentBy, phone, server }: Leg,
  entry: PhoneEntry | undefined,
  { localNetworks, trunks }: WatchedNetworks,
): WatchedMessage {
  const { view, mandatory } = sip;
  const isByPhone = sentBy === 'phone' && view.startLine.kind === 'request';
  const isTrunk = trunks?.has(phone.address) ?? false;
  const userAgent = isByPhone ? view.firstValue(headerName.userAgent) : undefined;
  return {
    time,
    view,
    mandatory,
    sentBy,
    phone,
    localSocket: formatAddressPort(server.address, server.port),
    device: undefined,
    aor: entry?.aor ?? (isByPhone && !isTrunk ? readCaller(sip) : ''),
    userAgent: userAgent ?? entry?.userAgent ?? '',
    isOutside: !localNetworks.has(phone.address),
    isTrunk,
    size: bytes.length,
    body: undefined,
    credentials: isByPhone ? readWatchedCredentials(view) : undefined,
  };
}

/**
 * From of what begins a dialog: in one that Asterisk began it is what Asterisk called the phone, and of a
 * trunk it is a caller far away.
 */
function readCaller(sip: CapturedSip): string {
  const { view, mandatory } = sip;
  const { toLine, fromLine } = mandatory.lines;
  const tag = findParameter(view.text, view.valueStart(toLine), view.lineEnd(toLine), 'tag');
  return tag === undefined ? readUri(sip, fromLine) : '';
}

const credentialHeaders = [headerName.authorization, headerName.proxyAuthorization] as const;

function readWatchedCredentials(view: MessageView): WatchedCredentials | undefined {
  for (const name of credentialHeaders) {
    const line = view.find(name);
    if (line < 0) continue;
    const read = readCredentials(view.text, view.valueStart(line), view.valueEnd(line));
    if (read === 'malformed') continue;
    return { username: read.username, nonce: read.nonce, responseTag: undefined };
  }
  return undefined;
}
