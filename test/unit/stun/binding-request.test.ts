import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBindingRequest } from '../../../src/stun/binding-request.ts';
import { addFingerprint, cookie, makeAttribute, makeStun, transactionId } from './stun-text.ts';

const REQUEST = 1;

/** RFC 5769 §2.1, a request of an ICE agent with credentials and FINGERPRINT. */
const rfc5769 = Buffer.from(
  '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff' +
    '80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f24' +
    '9c1b571a280280004e57a3bcf',
  'hex',
);

describe('reads a binding request', () => {
  it('RFC 5389 §6: with the magic cookie', () => {
    expect(readBindingRequest(makeStun(REQUEST))).toEqual({
      isClassic: false,
      transaction: Buffer.concat([cookie, transactionId]),
      hasFingerprint: false,
      unknown: [],
    });
  });

  it('RFC 3489 §11.1: without it', () => {
    const request = readBindingRequest(makeStun(REQUEST, [], Buffer.from('01020304', 'hex')));

    expect(request).toMatchObject({ isClassic: true, hasFingerprint: false });
    expect(request?.transaction.toString('hex')).toBe(`01020304${transactionId.toString('hex')}`);
  });

  it('RFC 5769 §2.1: the sample request, of whose attributes PRIORITY is none of ours', () => {
    expect(readBindingRequest(rfc5769)).toMatchObject({ hasFingerprint: true, unknown: [0x24] });
  });

  it.each([
    ['credentials', [0x0006, 0x0008, 0x0014, 0x0015], []],
    ['what may be passed over', [0x8022, 0xc001, 0xffff], []],
    ['what must be understood', [0x0024, 0x0025, 0x0024, 0x7fff], [0x24, 0x25, 0x7fff]],
    ['RFC 3489: an answer elsewhere', [0x0002], [0x0002]],
  ])('with %s', (_, types, unknown) => {
    const attributes = types.map((type) => makeAttribute(type, Buffer.alloc(5, 1)));

    expect(readBindingRequest(makeStun(REQUEST, attributes))?.unknown).toEqual(unknown);
  });

  it.each([
    [0, []],
    [2, [0x0003]],
    [4, [0x0003]],
  ])('RFC 3489 §11.2.4: CHANGE-REQUEST with the flags %i', (flags, unknown) => {
    const attribute = makeAttribute(0x0003, Buffer.from([0, 0, 0, flags]));

    expect(readBindingRequest(makeStun(REQUEST, [attribute]))?.unknown).toEqual(unknown);
  });
});

describe('reads no binding request in', () => {
  const fingerprinted = addFingerprint(makeStun(REQUEST));
  const flipped = Buffer.from(fingerprinted);
  flipped[12] = (flipped[12] as number) ^ 1;
  const early = makeStun(REQUEST, [fingerprinted.subarray(20), makeAttribute(0x8022)]);
  const odd = Buffer.concat([makeStun(REQUEST), Buffer.alloc(2)]);
  odd.writeUInt16BE(2, 2);
  const overlong = makeStun(REQUEST, [makeAttribute(0x8022, Buffer.alloc(4))]);
  overlong.writeUInt16BE(5, 22);

  it.each([
    ['an indication', makeStun(0x0011)],
    ['a success response', makeStun(0x0101)],
    ['an error response', makeStun(0x0111)],
    ['a request of another method', makeStun(0x0003)],
    ['a header that is cut', makeStun(REQUEST).subarray(0, 19)],
    ['nothing', Buffer.alloc(0)],
    ['a length that is too small', Buffer.concat([makeStun(REQUEST), Buffer.alloc(4)])],
    ['a length that is too great', makeStun(REQUEST, [makeAttribute(0x8022)]).subarray(0, 20)],
    ['a length that is no multiple of four', odd],
    ['an attribute that runs over the end', overlong],
    ['a fingerprint of another message', flipped],
    ['a fingerprint that is not the last', early],
  ])('%s', (_, bytes) => {
    expect(readBindingRequest(bytes)).toBeUndefined();
  });
});

it('never throws, whatever comes', () => {
  const bytes = fc.uint8Array({ maxLength: 80 }).map((tail) => {
    const message = Buffer.concat([makeStun(REQUEST), Buffer.from(tail)]);
    message.writeUInt16BE(message.length - 20, 2);
    return message;
  });
  fc.assert(
    fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 60 })), (message) => {
      readBindingRequest(Buffer.from(message));
    }),
    { seed: 5389, numRuns: 1_000 },
  );
});
