import { describe, expect, it } from 'vitest';
import { answerBinding } from '../../../src/stun/answer-binding.ts';
import {
  addFingerprint,
  cookie,
  makeAttribute,
  makeStun,
  readStun,
  readXorMapped,
  transactionId,
} from './stun-text.ts';

const REQUEST = 1;
const source = { address: '203.0.113.5', port: 40112 };
const classic = Buffer.from('01020304', 'hex');

function answer(request: Buffer, from = source): Buffer {
  return answerBinding(request, from) ?? Buffer.alloc(0);
}

describe('answers with the address that the request came from', () => {
  it('RFC 5389 §15.2: XOR-MAPPED-ADDRESS and nothing else', () => {
    const bytes = answer(makeStun(REQUEST));

    const { type, transaction, attributes } = readStun(bytes);
    expect(type).toBe(0x0101);
    expect(transaction).toBe(Buffer.concat([cookie, transactionId]).toString('hex'));
    expect(attributes.map(([name]) => name)).toEqual([0x0020]);
    expect(readXorMapped(attributes[0]?.[1] ?? Buffer.alloc(8))).toBe('203.0.113.5:40112');
    expect(bytes).toHaveLength(32);
  });

  it('RFC 5769 §2.2: the bytes of the sample', () => {
    const bytes = answer(makeStun(REQUEST), { address: '192.0.2.1', port: 32853 });

    expect(bytes.subarray(20).toString('hex')).toBe('002000080001a147e112a643');
  });

  it('RFC 5769 §2.3: the bytes of the sample for IPv6', () => {
    const address = '2001:db8:1234:5678:11:2233:4455:6677';
    const bytes = answer(makeStun(REQUEST), { address, port: 32853 });

    expect(bytes.subarray(20).toString('hex')).toBe(
      '002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9',
    );
  });

  it.each([
    ['2001:db8::5', '20010db8000000000000000000000005'],
    ['::1', '00000000000000000000000000000001'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['2001:db8::', '20010db8000000000000000000000000'],
  ])('for %s', (address, hex) => {
    const bytes = answer(makeStun(REQUEST, [], classic), { address, port: 5060 });

    expect(bytes.subarray(24).toString('hex')).toBe(`000213c4${hex}`);
  });

  it('RFC 5389 §12.2: MAPPED-ADDRESS for a client of RFC 3489', () => {
    const { transaction, attributes } = readStun(answer(makeStun(REQUEST, [], classic)));

    expect(transaction).toBe(`01020304${transactionId.toString('hex')}`);
    expect(attributes).toEqual([[0x0001, Buffer.from('00019cb0cb007105', 'hex')]]);
  });

  it('RFC 5389 §7.3: FINGERPRINT where the request has one', () => {
    const bytes = answer(addFingerprint(makeStun(REQUEST)));

    const { attributes } = readStun(bytes);
    const bare = Buffer.from(bytes.subarray(0, -8));
    bare.writeUInt16BE(bare.length - 20, 2);
    expect(attributes.map(([name]) => name)).toEqual([0x0020, 0x8028]);
    expect(bytes).toEqual(addFingerprint(bare));
  });
});

describe('RFC 5389 §7.3.1: answers 420 and names what it does not understand', () => {
  const unknown = [makeAttribute(0x0024, Buffer.alloc(4)), makeAttribute(0x0025)];

  it.each([
    ['one', unknown.slice(0, 1), '0024'],
    ['two', unknown, '00240025'],
  ])('%s', (_, attributes, named) => {
    const answered = readStun(answer(makeStun(REQUEST, attributes)));

    expect(answered.type).toBe(0x0111);
    expect(answered.attributes).toEqual([
      [0x0009, Buffer.from([0, 0, 4, 20])],
      [0x000a, Buffer.from(named, 'hex')],
    ]);
  });

  it('RFC 3489 §11.2.10: the last one twice where their number is odd', () => {
    const { attributes } = readStun(answer(makeStun(REQUEST, unknown.slice(0, 1), classic)));

    expect(attributes[1]).toEqual([0x000a, Buffer.from('00240024', 'hex')]);
  });
});

it.each([
  ['an indication', makeStun(0x0011)],
  ['a response', makeStun(0x0101)],
  ['half a request', makeStun(REQUEST).subarray(0, 12)],
])('gives %s no answer', (_, bytes) => {
  expect(answerBinding(bytes, source)).toBeUndefined();
});

it('is at most twelve bytes longer than its question on IPv4, however much is asked', () => {
  const many = Array.from({ length: 200 }, (_, type) => makeAttribute(0x1000 + type));
  const questions = [0, 1, 2, 3, 200].flatMap((count) => [
    makeStun(REQUEST, many.slice(0, count)),
    addFingerprint(makeStun(REQUEST, many.slice(0, count))),
  ]);

  for (const question of questions)
    expect(answer(question).length).toBeLessThanOrEqual(question.length + 12);
});
