import { expect, it, test } from 'vitest';
import { readMessage } from '../../../../src/asterisk/ami/ami-message.ts';

it('has the first value of a header that stands twice', () => {
  const { event, headers } = readMessage({ event: ['UserEvent', 'ContactStatus'], a: ['1', '2'] });

  expect(event).toBe('UserEvent');
  expect(headers.get('a')).toBe('1');
});

test.each([
  'password',
  'secret',
  'md5secret',
  'remotesecret',
  'md5cred',
  'passworddigest',
  'oauthsecret',
  'refreshtoken',
  'expectedresponse',
  'receivedhash',
])('has no %s', (name) => {
  const { headers } = readMessage({ event: 'AuthDetail', [name]: 'x', username: '4001' });

  expect([...headers.keys()]).toEqual(['event', 'username']);
});

it('has no digest of an event, and the word of an answer', () => {
  const failed = readMessage({ event: 'ChallengeResponseFailed', response: 'f1b0' });
  const answer = readMessage({ response: 'Success', actionid: '1' });

  expect(failed.headers.has('response')).toBe(false);
  expect(answer).toMatchObject({ event: '' });
  expect(answer.headers.get('response')).toBe('Success');
});

test.each([
  ['ChallengeResponseFailed', 'response'],
  ['InvalidPassword', 'receivedhash'],
])('has a tag in place of the digest of %s', (event, name) => {
  const raw = { event, [name]: 'F1B0', responsetag: 'made up' };
  const tagged = readMessage(raw, (response) => `tag of ${response}`);
  const untagged = readMessage(raw, () => undefined);

  expect([...tagged.headers]).toEqual([
    ['event', event],
    ['responsetag', 'tag of f1b0'],
  ]);
  expect([...untagged.headers.keys()]).toEqual(['event']);
});

it('has no tag of what another event says', () => {
  const { headers } = readMessage({ event: 'OriginateResponse', response: 'Failure' }, () => 'tag');

  expect([...headers.keys()]).toEqual(['event']);
});

test.each([[undefined], [null], ['text'], [{ variable: { a: 'b' }, empty: [] }]])(
  'is empty for %j',
  (raw) => {
    expect(readMessage(raw)).toEqual({ event: '', headers: new Map() });
  },
);
