import { describe, expect, it } from 'vitest';
import { headerName } from '../../../src/sip/header-name.ts';
import { findNextVia, type PlacedVia } from '../../../src/sip/next-via.ts';
import { viewVia } from '../../../src/sip/via.ts';
import { expectParsed, makeMessage } from './sip-fixtures.ts';

/** The sent-by of every Via that can be reached from the topmost. */
function walk(...lines: readonly string[]): string[] {
  const message = makeMessage(...lines);
  const line = message.find(headerName.via);
  const via = expectParsed(viewVia(message.text, message.valueStart(line), message.lineEnd(line)));
  const hosts: string[] = [];
  for (let at: PlacedVia | undefined = { via, line }; at; at = findNextVia(message, at))
    hosts.push(`${at.via.sentBy.host} in ${at.line}`);
  return hosts;
}

describe('RFC 3261 §7.3.1: the next Via stands after a comma or in the next header line', () => {
  it.each([
    [
      ['Via: SIP/2.0/UDP a', 'Via: SIP/2.0/UDP b'],
      ['a in 0', 'b in 1'],
    ],
    [['Via: SIP/2.0/UDP a, SIP/2.0/UDP b'], ['a in 0', 'b in 0']],
    [['Via: SIP/2.0/UDP a;branch=x ,\r\n SIP/2.0/UDP b'], ['a in 0', 'b in 0']],
    [
      ['v: SIP/2.0/UDP a,SIP/2.0/UDP b', 'To: x', 'VIA: SIP/2.0/UDP c'],
      ['a in 0', 'b in 0', 'c in 2'],
    ],
    [
      ['Via: SIP/2.0/UDP a;x="1, 2"', 'Via: SIP/2.0/UDP b'],
      ['a in 0', 'b in 1'],
    ],
    [['Via: SIP/2.0/UDP a'], ['a in 0']],
    [['Via: SIP/2.0/UDP a', 'To: SIP/2.0/UDP b'], ['a in 0']],
  ])('%j', (lines, expected) => {
    expect(walk(...lines)).toEqual(expected);
  });

  it.each([
    [['Via: SIP/2.0/UDP a,', 'To: x']],
    [['Via: SIP/2.0/UDP a, nonsense']],
    [['Via: SIP/2.0/UDP a', 'Via: nonsense']],
    [['Via: SIP/2.0/UDP a', 'Via:']],
  ])('%j: there is none that can be read', (lines) => {
    expect(walk(...lines)).toEqual(['a in 0']);
  });
});
