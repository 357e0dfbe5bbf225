import { expect, it } from 'vitest';
import { PhoneAddresses } from '../../../src/bans/phone-addresses.ts';
import { Scene } from '../correlation/scene.ts';

it('has the address of a phone as long as one is registered there', () => {
  const addresses = new PhoneAddresses();
  const scene = new Scene().connect();
  const take = () => {
    for (const record of scene.records) addresses.note(record, false);
  };

  scene.challenge();
  take();
  expect(addresses.has('203.0.113.5')).toBe(false);

  scene.observe();
  take();
  expect(addresses.has('203.0.113.5')).toBe(true);

  scene.observe({ source: '203.0.113.9:5060', binding: 'moved' });
  take();
  expect([addresses.has('203.0.113.5'), addresses.has('203.0.113.9')]).toEqual([false, true]);

  addresses.note(scene.record, true);
  expect(addresses.has('203.0.113.9')).toBe(false);
});

it('counts phones, so that one which leaves takes nothing from the others', () => {
  const addresses = new PhoneAddresses();
  const { record } = new Scene().connect().observe();
  const other = { ...record, id: 'another' };
  addresses.note(record, false);
  addresses.note(other, false);

  addresses.note({ ...other, isRegistered: false }, false);

  expect(addresses.has('203.0.113.5')).toBe(true);
});
