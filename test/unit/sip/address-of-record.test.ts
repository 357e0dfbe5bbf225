import { describe, expect, it } from 'vitest';
import { readAddressOfRecord } from '../../../src/sip/address-of-record.ts';

function read(text: string): string | undefined {
  return readAddressOfRecord(text, 0, text.length);
}

describe('RFC 3261 §10.3 step 5: one form for each address-of-record', () => {
  it.each([
    ['sip:4001@pbx.example.com', '4001@pbx.example.com'],
    ['SIPS:4001@PBX.Example.COM:5061', '4001@pbx.example.com'],
    ['sip:4001:secret@pbx.example.com;transport=udp?x=y', '4001@pbx.example.com'],
    ['sip:Ann@pbx.example.com', 'Ann@pbx.example.com'],
    ['sip:z%C3%B6e@pbx.example.com', 'z\xc3\xb6e@pbx.example.com'],
    ['sip:z%c3%b6e@pbx.example.com', 'z\xc3\xb6e@pbx.example.com'],
    ['sip:%34001@pbx.example.com', '4001@pbx.example.com'],
    ['sip:100%@pbx.example.com', '100%@pbx.example.com'],
    ['sip:%zz@pbx.example.com', '%zz@pbx.example.com'],
    ['sip:a;b=c@pbx.example.com', 'a;b=c@pbx.example.com'],
    ['sip:4001@[2001:DB8::1]:5060', '4001@[2001:db8::1]'],
    ['sip:pbx.example.com', 'pbx.example.com'],
    ['sip:PBX.example.com:5060', 'pbx.example.com'],
  ])('%j is %j', (text, aor) => {
    expect(read(text)).toBe(aor);
  });

  it.each([
    '',
    'sip',
    'sip:',
    'sip:@pbx.example.com',
    'sip:4001@',
    'sip:4001@:5060',
    'sip:4001@[2001:db8::1',
    'tel:+15550100',
    'sipx:a@b',
    'four@pbx.example.com',
  ])('%j is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('reads nothing behind its end', () => {
    expect(readAddressOfRecord('sip:pbx.example.com>;tag=a@b', 0, 19)).toBe('pbx.example.com');
    expect(readAddressOfRecord('sip:4001@[2001:db8::1>]', 0, 21)).toBeUndefined();
  });
});
