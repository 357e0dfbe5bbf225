import { describe, expect, it } from 'vitest';
import type { Binding } from '../../../src/proxy/binding.ts';
import { type DeviceClaim, identifyDevice } from '../../../src/proxy/device-identity.ts';
import { makeBinding, makeFlow, now } from './make-binding.ts';

/** What the usual phone claims when it reboots behind the same router: only its Call-ID is new. */
const claim: DeviceClaim = {
  contactUri: 'sip:4001@192.168.1.50:5060',
  instanceId: undefined,
  callId: 'call-2',
  userAgent: 'Phone 1.0',
  address: '203.0.113.5',
};
const moved: DeviceClaim = { ...claim, address: '198.51.100.77' };
const randomContact: DeviceClaim = { ...claim, contactUri: 'sip:8fk2@192.168.1.50:41812' };
const dead = { expiresAt: now - 1_000 };

function identify(device: Partial<Binding>, wanted: DeviceClaim): string {
  const identity = identifyDevice([makeBinding(device)], wanted, now);
  return identity.kind === 'new' ? 'new' : `${identity.kind} by rule ${identity.rule}`;
}

describe('the first rule that applies tells which device it is', () => {
  it.each([
    // 1: the instance
    [
      'RFC 5626 §4.1: the same instance',
      { instanceId: 'urn:1' },
      { ...moved, instanceId: 'urn:1' },
      'known by rule 1',
    ],
    [
      'the same instance, dead, with new firmware',
      { instanceId: 'urn:1', ...dead },
      { ...moved, instanceId: 'urn:1', userAgent: 'Phone 2.0' },
      'known by rule 1',
    ],
    [
      'another instance under the same Contact and Call-ID',
      { instanceId: 'urn:1' },
      { ...claim, callId: 'call-1', instanceId: 'urn:2' },
      'new',
    ],
    ['an instance where there was none', {}, { ...claim, instanceId: 'urn:2' }, 'known by rule 3'],
    // 2: the Call-ID
    [
      'the same Call-ID from another port and address',
      {},
      { ...moved, callId: 'call-1' },
      'known by rule 2',
    ],
    [
      'the same Call-ID with another Contact',
      {},
      { ...randomContact, callId: 'call-1' },
      'known by rule 2',
    ],
    ['the same Call-ID, dead', dead, { ...moved, callId: 'call-1' }, 'known by rule 2'],
    [
      'the same Call-ID, dead, another model',
      dead,
      { ...moved, callId: 'call-1', userAgent: 'Other' },
      'new',
    ],
    // 3: Contact and source
    ['a reboot: same Contact, same source', {}, claim, 'known by rule 3'],
    [
      'a reboot with new firmware while the binding lives',
      {},
      { ...claim, userAgent: 'Phone 2.0' },
      'known by rule 3',
    ],
    ['a swapped phone: the old one is dead', dead, { ...claim, userAgent: 'Other' }, 'new'],
    // 4: Contact, another source
    ['the same Contact from another source, alive', {}, moved, 'ask by rule 4'],
    ['the same Contact from another source, dead', dead, moved, 'known by rule 4'],
    [
      'the same Contact from another source, another model',
      {},
      { ...moved, userAgent: 'Other' },
      'new',
    ],
    // 5: random Contact
    ['a random Contact from the same source, alive', {}, randomContact, 'ask by rule 5'],
    ['a random Contact from the same source, dead', dead, randomContact, 'known by rule 5'],
    [
      'a random Contact from the same source, another model',
      {},
      { ...randomContact, userAgent: 'Other' },
      'new',
    ],
    ['a random Contact from another source', {}, { ...randomContact, address: '192.0.2.9' }, 'new'],
  ] as const)('%s', (_, device, wanted, expected) => {
    expect(identify(device, wanted)).toBe(expected);
  });
});

it('is new where nobody is registered', () => {
  expect(identifyDevice([], claim, now)).toEqual({ kind: 'new' });
});

it('asks every live phone of the plan of addresses that two sites share', () => {
  const here = makeBinding({ token: 'a', callId: 'x', flow: makeFlow('192.0.2.1') });
  const there = makeBinding({ token: 'b', callId: 'y', flow: makeFlow('192.0.2.2') });

  const identity = identifyDevice([here, there], claim, now);

  expect(identity).toEqual({ kind: 'ask', candidates: [here, there], rule: 4 });
});

it('takes a dead phone before it asks a live one', () => {
  const live = makeBinding({ token: 'a', callId: 'x', flow: makeFlow('192.0.2.1') });
  const gone = makeBinding({ token: 'b', callId: 'y', flow: makeFlow('192.0.2.2'), ...dead });

  expect(identifyDevice([live, gone], claim, now)).toEqual({
    kind: 'known',
    binding: gone,
    rule: 4,
  });
});

it('gives each of several Contacts under one Call-ID its own device', () => {
  const first = makeBinding({ token: 'a', contactUri: 'sip:a@192.168.1.50' });
  const second = makeBinding({ token: 'b', contactUri: 'sip:b@192.168.1.50' });
  const again = { ...claim, callId: 'call-1', contactUri: 'sip:b@192.168.1.50' };

  expect(identifyDevice([first, second], again, now)).toMatchObject({ binding: second, rule: 2 });
});

it('does not take a phone for another by an empty instance', () => {
  const device = makeBinding({ instanceId: '', callId: 'x', contactUri: 'sip:x@192.0.2.1' });

  expect(identifyDevice([device], { ...claim, instanceId: '', userAgent: 'Other' }, now)).toEqual({
    kind: 'new',
  });
});
