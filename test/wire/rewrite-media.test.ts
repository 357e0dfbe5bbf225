import { beforeEach, describe, expect, it } from 'vitest';
import { createNetworkSet } from '../../src/nat/networks.ts';
import { AsteriskRequest, AsteriskResponse } from '../../src/proxy/message.ts';
import { rewriteMedia } from '../../src/proxy/steps/rewrite-media.ts';
import { findMandatoryLines, readMandatoryHeaders } from '../../src/sip/mandatory-headers.ts';
import { makeOffer } from '../unit/sip/sdp/sdp-text.ts';
import { expectParsed, readMessage } from '../unit/sip/sip-fixtures.ts';
import { expectGolden, readGolden } from './golden.ts';
import { asterisk, RecordedProxy } from './recorded-proxy.ts';
import { makeAnswer, makeAsteriskRequest, makePhoneRequest, readContact } from './sip-text.ts';

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
});

/** The message after the step, on its way to a phone that is outside or not. */
function rewrite(bytes: Buffer, isOutside = true): string {
  const view = readMessage(bytes);
  const lines = expectParsed(findMandatoryLines(view));
  const mandatory = expectParsed(readMandatoryHeaders(view, lines));
  const Kind = view.startLine.kind === 'request' ? AsteriskRequest : AsteriskResponse;
  const message = new Kind(view, mandatory, proxy.parts.asteriskSide, asterisk, proxy.now);
  message.isOutside = isOutside;
  expect(rewriteMedia(message, proxy.parts)).toBeUndefined();
  return message.format();
}

describe('SDP of Asterisk for a phone outside shows the media address', () => {
  it.each([
    ['in an INVITE, with a=rtcp', 'media-invite'],
    ['in early media', 'media-183'],
    ['in an answer with compact header names', 'media-compact'],
    ['beside hold, which stays', 'media-hold'],
    ['in one more candidate for each of its own', 'media-candidates'],
    ['in its part of a multipart body', 'media-multipart'],
    ['without a Content-Length that was not there', 'media-without-length'],
  ])('%s', (_, name) => {
    const text = rewrite(readGolden(`${name}.in`));

    expectGolden(`${name}.out`, text);
    const [, length] = /\r\n(?:Content-Length|l):\s*(\d+)/.exec(text) ?? [];
    const body = text.slice(text.indexOf('\r\n\r\n') + 4);
    expect(length ?? 'none').toBe(name.endsWith('without-length') ? 'none' : `${body.length}`);
  });
});

describe('SDP of Asterisk stays as it is', () => {
  const invite = readGolden('media-invite.in');

  it('for a phone on the PBX network', () => {
    expect(rewrite(invite, false)).toBe(invite.toString('latin1'));
  });

  it('where it shows the address of another phone', () => {
    const bytes = readGolden('media-of-others.in');

    expect(rewrite(bytes)).toBe(bytes.toString('latin1'));
  });

  it('without a media address', () => {
    proxy.parts.options = { ...proxy.parts.options, mediaAddress: undefined };

    expect(rewrite(invite)).toBe(invite.toString('latin1'));
  });

  it('where what stands in the place of an address is none', () => {
    const text = invite
      .toString('latin1')
      .replaceAll('IP4 198.51.100.20', 'IP6 1::2::3:98.51.100.20');
    const mediaFrom = createNetworkSet(['::/0']);
    proxy.parts.options = { ...proxy.parts.options, mediaAddress: '2001:db8::10', mediaFrom };
    const bytes = Buffer.from(text.replace(/Content-Length: .*\r\n/, ''), 'latin1');

    expect(rewrite(bytes)).toBe(bytes.toString('latin1'));
  });
});

describe('on its way through the whole proxy', () => {
  /** The message with SDP of Asterisk in it. */
  const withOffer = (message: string) => {
    const body = makeOffer(asterisk.address);
    const headers = `Content-Type: application/sdp\r\nContent-Length: ${body.length}\r\n\r\n`;
    return message.replace('Content-Length: 0\r\n\r\n', headers + body);
  };

  it('an answer to a phone outside shows the media address', () => {
    const [invite] = proxy.fromPhone(makePhoneRequest('INVITE'));

    const [sent] = proxy.fromAsterisk(
      withOffer(makeAnswer(invite?.text ?? '', '183 Session Progress')),
    );

    expect(sent?.text.endsWith(`\r\n\r\n${makeOffer('203.0.113.10')}`)).toBe(true);
  });

  it('an INVITE to a phone outside shows it, and the 200 of the phone stays as it is', () => {
    const [register] = proxy.fromPhone(makePhoneRequest('REGISTER'));
    const contact = readContact(register?.text);

    const [invite] = proxy.fromAsterisk(withOffer(makeAsteriskRequest('INVITE', contact)));
    const [answer] = proxy.fromPhone(withOffer(makeAnswer(invite?.text ?? '', '200 OK')));

    expect(invite?.text.endsWith(`\r\n\r\n${makeOffer('203.0.113.10')}`)).toBe(true);
    expect(answer?.text.endsWith(`\r\n\r\n${makeOffer(asterisk.address)}`)).toBe(true);
  });

  it('an answer to a phone in a local network stays as it is', async () => {
    const local = await new RecordedProxy(undefined, { localNetworks: ['203.0.113.0/24'] }).open();
    const [invite] = local.fromPhone(makePhoneRequest('INVITE'));

    const [sent] = local.fromAsterisk(withOffer(makeAnswer(invite?.text ?? '', '200 OK')));

    expect(sent?.text.endsWith(`\r\n\r\n${makeOffer(asterisk.address)}`)).toBe(true);
  });
});
