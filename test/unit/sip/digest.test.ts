import { describe, expect, it } from 'vitest';
import { findChallengeParameter, readChallenge, readCredentials } from '../../../src/sip/digest.ts';
import { headerName } from '../../../src/sip/header-name.ts';
import { makeMessage } from './sip-fixtures.ts';

const md5 = '6629fae49393a05397450978507c4ef1';
const sha256 = `${md5}${md5}`;

function read(value: string) {
  return readCredentials(value, 0, value.length);
}

describe('RFC 3261 §22.4: reads the parameters of digest credentials', () => {
  it.each([
    [
      `Digest username="4001",realm="asterisk",nonce="n",uri="sip:a",response="${md5}"`,
      { username: '4001', nonce: 'n', uri: 'sip:a', response: md5, realm: 'asterisk' },
    ],
    [
      `DIGEST  response=${md5} , NONCE = "a,b" , Username="x\\"y" , algorithm=MD5`,
      { username: 'x\\"y', nonce: 'a,b', response: md5, algorithm: 'MD5' },
    ],
    [
      `Digest nonce="n",\r\n response="${sha256}",\r\n\turi="sip:a?b=c,d"`,
      { username: '', nonce: 'n', uri: 'sip:a?b=c,d', response: sha256 },
    ],
    [
      `Digest xnonce="no",nonce="n",cnonce="no",nc=00000001,response="${md5}",opaque=""`,
      { username: '', nonce: 'n', uri: '', response: md5 },
    ],
  ])('%j', (value, credentials) => {
    const missing = { username: '', uri: '', realm: '', algorithm: '' };

    expect(read(value)).toEqual({ ...missing, ...credentials });
  });

  it('RFC 7616 §3.4: gives the response in lower case, since Asterisk compares it without case', () => {
    expect(read(`Digest nonce="n",response="${md5.toUpperCase()}"`)).toMatchObject({
      response: md5,
    });
  });
});

describe('calls malformed what another parser could read in another way', () => {
  it.each([
    'Digest',
    'Digest ',
    'Digest nonce',
    'Digest "nonce"="n"',
    `Digest nonce="n"`,
    `Digest response="${md5}"`,
    `Digest nonce="",response="${md5}"`,
    'Digest nonce="n",response=""',
    `Digest nonce="n",response="${md5}0"`,
    `Digest nonce="n",response="${md5.slice(1)}"`,
    `Digest nonce="n",response="${md5.slice(1)}g"`,
    `Digest nonce="n",response="\\${md5.slice(1)}"`,
    `Digest nonce="n",response="${md5}`,
    `Digest nonce="n",response="${md5}" x`,
    `Digest nonce="n" response="${md5}"`,
    `Digest nonce="n"x,response="${md5}"`,
    `Digest nonce="n",nonce="m",response="${md5}"`,
    `Digest nonce="n",NONCE="n",response="${md5}"`,
    `Digest nonce="n",response="${md5}",response="${md5}"`,
    `Digest username="a",username="b",nonce="n",response="${md5}"`,
    `Digest uri="sip:a",uri="sip:b",nonce="n",response="${md5}"`,
    `Digest username="a,nonce="n",response="${md5}"`,
    `Digest nonce="n",,response="${md5}"`,
    `Digest nonce="n",response="${md5}", Digest nonce="m",response="${md5}"`,
    `Digest\u0000 nonce="n",response="${md5}"`,
  ])('%j', (value) => {
    expect(read(value)).toBe('malformed');
  });
});

it.each([
  'Basic QWxhZGRpbg==',
  '',
  'Dig',
  'Bearer x',
  `"Digest" nonce="n",response="${md5}"`,
  `X Digest nonce="n",response="${md5}"`,
  `Basic x, Digest nonce="n",response="${md5}"`,
])('reads nothing in another scheme: %j', (value) => {
  expect(read(value)).toBe('malformed');
});

it('finds the scheme of a value that begins on the next line, as Asterisk does', () => {
  const view = makeMessage(`Authorization:\r\n Digest nonce="n",response="${md5}"`);
  const line = view.find(headerName.authorization);

  expect(readCredentials(view.text, view.valueStart(line), view.valueEnd(line))).toMatchObject({
    nonce: 'n',
    response: md5,
  });
});

describe('finds a parameter of a challenge', () => {
  it.each([
    ['Digest realm="a",nonce="n,1",stale=true', 'stale', 'true'],
    ['Digest realm="a", NONCE = "n,1" , qop="auth"', 'nonce', '"n,1"'],
    ['Digest realm="a",xstale=true', 'stale', undefined],
    ['Digest realm="stale=true"', 'stale', undefined],
    ['Digest', 'nonce', undefined],
    ['Digest nonce', 'nonce', undefined],
    ['', 'nonce', undefined],
  ])('%j has %s: %j', (text, name, expected) => {
    const found = findChallengeParameter(text, 0, text.length, name);

    expect(found && text.slice(found.start, found.end)).toBe(expected);
  });

  it('and what it asks for, without the quotes', () => {
    const text = 'Digest nonce="1792570800/0f1e",realm="a",algorithm=MD5';

    expect(readChallenge(text, 0, text.length)).toEqual({
      nonce: '1792570800/0f1e',
      realm: 'a',
      algorithm: 'MD5',
    });
    expect(readChallenge('Digest realm="a"', 0, 16)).toEqual({
      nonce: '',
      realm: 'a',
      algorithm: '',
    });
  });
});
