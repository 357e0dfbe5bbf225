// `received` and `rport` on the top Via, whatever the sender wrote there (RFC 3581 §4), the NAT tests
// on what he wrote, and with both of them the port that answers go to.

import {
  isBehindNat,
  saysPrivateVia,
  testContact,
  testMedia,
  testVia,
} from '../../nat/nat-tests.ts';
import { headerName } from '../../sip/header-name.ts';
import { readHeaderUri } from '../../sip/header-uri.ts';
import { unfold } from '../../sip/header-values.ts';
import { readMediaAddresses } from '../../sip/sdp/read-media-addresses.ts';
import { offersRport, stampVia } from '../../sip/via.ts';
import type { AsteriskRequest, PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

const DEFAULT_PORT = 5060;

export function stampPhoneVia(request: PhoneRequest, parts: ProxyParts): Outcome {
  const { via } = request.mandatory.lines;
  const { phoneVia, text, source } = request;
  request.rportOffered = offersRport(phoneVia);
  request.showsRport = offersRport(via);
  request.natTests = testVia(
    phoneVia.sentBy,
    request.rportOffered,
    request.phone,
    parts.localNetworks,
  );
  const viaPort = via.sentBy.port || DEFAULT_PORT;
  if (isExempt(request, viaPort, parts)) exempt(request, viaPort);
  else if (!request.showsRport && !isForced(request, parts)) request.answerPort = viaPort;
  const rport = request.answerPort === source.port ? source.port : 0;
  request.edit.replace(via.start, via.end, stampVia(text, via, source.address, rport));
  return undefined;
}

/** RFC 3581 §4 without having been asked, unless RFC 3261 §18.2.2 does just as well. */
function isForced(request: PhoneRequest, parts: ProxyParts): boolean {
  if (request.isTrunk) return false;
  if (request.isRegister || parts.options.forceRport === 'always') return true;
  const contact = readHeaderUri(request.view, headerName.contact)?.uri;
  const tests =
    contact === undefined ? 0 : testContact(contact, request.phone, parts.localNetworks);
  return isBehindNat(request.natTests | tests) || isBehindNat(testDescription(request, parts));
}

/** Looked at last: it has to be searched. */
function testDescription({ view, mandatory, phone }: PhoneRequest, parts: ProxyParts): number {
  const type = view.firstValue(headerName.contentType);
  if (type === undefined) return 0;
  const body = view.text.slice(view.bodyStart, mandatory.bodyEnd);
  return testMedia(readMediaAddresses(body, unfold(type)), phone, parts.localNetworks);
}

function isExempt(request: PhoneRequest, viaPort: number, parts: ProxyParts): boolean {
  // A proxy in front that is trusted knows where its phones listen.
  if (request.isTrunk || request.phone !== request.source) return false;
  const { aor, source, receivedAt, view } = request;
  const { address } = source;
  const { exemptions } = parts;
  // What the file says is not put to the test: a lost answer would move the next one.
  if (exemptions.isConfigured(aor, address, () => view.firstValue(headerName.userAgent) ?? ''))
    return true;
  // The ACK to a refusal and a CANCEL are no repetitions, though they have the INVITE's branch. Behind
  // NAT nothing can reach another port: a repetition there is impatience, with an answer on its way.
  const isRepeatable = request.method !== 'ACK' && request.method !== 'CANCEL';
  if (isRepeatable && !saysPrivateVia(request.natTests)) noteNews(request, viaPort, parts);
  return exemptions.isLearned(aor, address, receivedAt);
}

/** Whether it repeats what was answered already, and what that says of its phone. */
function noteNews(request: PhoneRequest, viaPort: number, parts: ProxyParts): void {
  const { id, aor, source, receivedAt } = request;
  const { address, port: sourcePort } = source;
  const news = parts.exemptions.judge({ id, aor, address, sourcePort, viaPort }, receivedAt);
  if (news !== undefined) parts.notices.count(newsKinds[news], address, receivedAt, aor);
}

const newsKinds = { learned: 'exempt-learned', 'gave-up': 'exempt-given-up' } as const;

/** Answers go to the port in its Via, requests to the one in its Contact. */
function exempt(request: PhoneRequest, viaPort: number): void {
  request.isExempt = true;
  request.answerPort = viaPort;
  const contact = readHeaderUri(request.view, headerName.contact)?.uri;
  request.listenPort = contact === undefined ? viaPort : contact.port || DEFAULT_PORT;
  request.showsRport = false;
}

/** Asterisk's Via gets the same: it answers itself by them, and a second hop may stand between. */
export function stampAsteriskVia({ text, mandatory, source, edit }: AsteriskRequest): Outcome {
  const { via } = mandatory.lines;
  if (offersRport(via))
    edit.replace(via.start, via.end, stampVia(text, via, source.address, source.port));
  return undefined;
}
