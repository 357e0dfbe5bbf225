import { describe, expect, it } from 'vitest';
import { maskContact, unmaskContact } from '../../../src/proxy/masked-contact.ts';
import { parseUri, type SipUri } from '../../../src/sip/uri.ts';
import { expectParsed } from '../sip/sip-fixtures.ts';

const SENT_BY = 'farend.example.com:15060';
const ASTERISK = '198.51.100.20:5060';

function parse(text: string): SipUri {
  return expectParsed(parseUri(text)) as SipUri;
}

describe('leads to farend, and back to the same URI', () => {
  it.each([
    ['sip:9002@198.51.100.20:5060', `sip:9002@${SENT_BY};fe=198.51.100.20!5060`],
    ['sip:198.51.100.20:5060', `sip:${SENT_BY};fe=198.51.100.20!5060`],
    [
      'sips:9002@198.51.100.20:5060;transport=udp;x',
      `sips:9002@${SENT_BY};transport=udp;x;fe=198.51.100.20!5060`,
    ],
    ['sip:9002@10.0.0.1', `sip:9002@${SENT_BY};fe=198.51.100.20!5060~10.0.0.1`],
    [
      'sip:9002@PBX.example.com:5061',
      `sip:9002@${SENT_BY};fe=198.51.100.20!5060~PBX.example.com!5061`,
    ],
    [
      'sip:9002@[2001:db8::20]:5060',
      `sip:9002@${SENT_BY};fe=198.51.100.20!5060~*2001!db8!!20+!5060`,
    ],
  ])('%s', (own, masked) => {
    const shown = maskContact(parse(own), SENT_BY, ASTERISK);

    expect(shown).toBe(masked);
    expect(unmaskContact(parse(shown))).toEqual({ uri: own, asterisk: ASTERISK });
  });

  it('sip:[2001:db8::20]:5060 of an Asterisk with that address', () => {
    const own = 'sip:9002@[2001:db8::20]:5060';

    const shown = maskContact(parse(own), SENT_BY, '[2001:db8::20]:5060');

    expect(shown).toBe(`sip:9002@${SENT_BY};fe=*2001!db8!!20+!5060`);
    expect(unmaskContact(parse(shown))).toEqual({ uri: own, asterisk: '[2001:db8::20]:5060' });
  });

  it('wherever the phone has put the parameter', () => {
    const uri = parse(`sip:9002@${SENT_BY};fe=198.51.100.20!5060;user=phone`);

    expect(unmaskContact(uri)?.uri).toBe('sip:9002@198.51.100.20:5060;user=phone');
  });
});

it.each([
  'sip:9002@farend.example.com',
  'sip:9002;fe=x@farend.example.com',
  'sip:9002@192.0.2.1;fe',
])('any other URI is none: %s', (text) => {
  expect(unmaskContact(parse(text))).toBeUndefined();
});
