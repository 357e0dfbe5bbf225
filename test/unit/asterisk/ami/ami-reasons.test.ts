import { expect, it, test } from 'vitest';
import {
  explainClasses,
  explainLoginRefusal,
  explainRefusal,
  explainSocketError,
} from '../../../../src/asterisk/ami/ami-reasons.ts';

test.each([
  ['ECONNREFUSED', 'nothing listens on pbx:5038'],
  ['ENOTFOUND', 'no address is known for the host pbx'],
  ['EHOSTUNREACH', 'no route leads to pbx'],
  ['ECONNRESET', 'Asterisk ended the AMI connection'],
  ['EMFILE', 'the AMI connection to pbx:5038 failed: EMFILE, said the system'],
])('says what %s of the socket means', (code, sentence) => {
  const error = Object.assign(new Error(`${code}, said the system`), { code });

  expect(explainSocketError(error, 'pbx', 5038)).toContain(sentence);
});

it('names the section and its lines where a login is refused', () => {
  const sentence = explainLoginRefusal('farend', 'Authentication failed');

  expect(sentence).toContain('(Authentication failed)');
  expect(sentence).toContain('the section [farend] is missing, or has another "secret"');
});

test.each([
  [[], [], ''],
  [['security'], [], 'add security to "read =" in the section [farend] of manager.conf'],
  [[], ['system', 'user'], 'add system,user to "write =" in the section [farend]'],
  [['user'], ['system'], 'add user to "read =" and system to "write ="'],
] as const)('names the classes %j to read and %j to write', (read, write, sentence) => {
  expect(explainClasses(read, write, 'farend')).toContain(sentence);
});

test.each([
  ['DBPut', 'Permission denied', 'add system to "write ="'],
  ['UserEvent', 'Permission denied', 'add user to "write ="'],
  ['SIPshowpeer', 'Peer nope not found.', 'refuses SIPshowpeer: Peer nope not found.'],
  ['Ping', '', 'refuses Ping: without a reason'],
])('says why %s was refused with %j', (action, said, sentence) => {
  expect(explainRefusal(action, said)).toContain(sentence);
});
