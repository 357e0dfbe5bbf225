import { expect, it } from 'vitest';
import { findScanner } from '../../../../src/proxy/guard/scanners.ts';
import { parseMessage } from '../../../../src/sip/message-view.ts';
import { expectParsed } from '../../sip/sip-fixtures.ts';

function find(header: string): string | undefined {
  const text = `OPTIONS sip:pbx.example.com SIP/2.0\r\nCall-ID: 1\r\n${header}\r\n\r\n`;
  return findScanner(expectParsed(parseMessage(Buffer.from(text, 'latin1'))));
}

it.each([
  ['User-Agent: friendly-scanner', 'friendly-scanner'],
  ['user-agent:Friendly-Scanner', 'friendly-scanner'],
  ['User-Agent: sipvicious', 'sipvicious'],
  ['User-Agent: sundayddr', 'sundayddr'],
  ['User-Agent: sipcli/v1.8', 'sipcli'],
  ['User-Agent: VaxSIPUserAgent/3.1', 'vaxsipuseragent'],
  ['User-Agent: pplsip', 'pplsip'],
  ['User-Agent: sip-scan', 'sip-scan'],
  ['User-Agent: smap 0.6.0', 'smap'],
])('knows a scanner by %s', (header, name) => {
  expect(find(header)).toBe(name);
});

it.each([
  'User-Agent: snom370/8.7.5.35',
  'User-Agent: eyeBeam release 1102q stamp 51814',
  'User-Agent: Test Agent',
  'User-Agent: not a friendly-scanner',
  'User-Agent: sma',
  'User-Agent:',
  'Subject: friendly-scanner',
])('takes nobody else for one: %s', (header) => {
  expect(find(header)).toBeUndefined();
});
