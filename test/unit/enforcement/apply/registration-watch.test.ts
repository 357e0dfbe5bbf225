import { describe, expect, test } from 'vitest';
import type { ContactState } from '../../../../src/asterisk/asterisk-event.ts';
import { RegistrationWatch } from '../../../../src/enforcement/apply/registration-watch.ts';

const LOADED = 1_000_000;
const GRACE_MS = 10_000;

/** `4001` one registration, `4001 4001` two, `4001?` unreachable, `4001!` runs out at once. */
function list(text: string, port = 5060): ContactState[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => {
      const name = word.replace(/\W/, '');
      return {
        aor: name,
        endpoint: name,
        uri: `sip:${name}@192.0.2.${index}:${port}`,
        callId: '',
        userAgent: '',
        viaAddress: '',
        status: word.endsWith('?') ? 'unreachable' : 'reachable',
        roundTripUs: undefined,
        expiresAt: word.endsWith('!') ? LOADED : LOADED + 60_000,
      };
    });
}

const TEN = '4001 4002 4003 4004 4005 4006 4007 4008 4009 4010';
const FORTY = Array.from({ length: 40 }, (_, index) => 4100 + index).join(' ');

describe('registrations after a change', () => {
  test.each([
    ['all are there', TEN, TEN, [], false],
    ['1 of 10 is gone', TEN, TEN.replace('4003 ', ''), ['4003'], false],
    ['2 of 10 are gone', TEN, TEN.replace('4003 4004 ', ''), ['4003', '4004'], true],
    ['2 of 40 are gone', FORTY, FORTY.replace('4100 4101 ', ''), ['4100', '4101'], false],
    [
      '3 of 40 are gone',
      FORTY,
      FORTY.replace('4100 4101 4102 ', ''),
      ['4100', '4101', '4102'],
      true,
    ],
    [
      '2 of 10 do not answer any more',
      TEN,
      `${TEN.slice(0, -9)}4009? 4010?`,
      ['4009', '4010'],
      true,
    ],
    ['all of one that has one are gone', '4001', '', ['4001'], false],
    ['both phones of one endpoint are gone', '4001 4001', '', ['4001'], true],
    [
      'one phone of two of each is gone',
      '4001 4001 4002 4002',
      '4001 4002',
      ['4001', '4002'],
      true,
    ],
    ['none were there before', '', '4001', [], false],
    ['those that are gone were silent before', '4001? 4002? 4003', '4003', [], false],
    ['those that are gone ran out before', '4001! 4002! 4003', '4003', [], false],
    ['others have come', '4001 4002', '4003 4004 4005', ['4001', '4002'], true],
  ])('%s', (_, before, now, lost, isTooMuch) => {
    const watch = new RegistrationWatch(list(before), LOADED);

    watch.take(list(now), LOADED + 1_000);

    expect(watch.lost).toEqual(lost);
    expect(watch.isTooMuch).toBe(isTooMuch);
  });

  test('a phone that comes back at another address is not lost', () => {
    const watch = new RegistrationWatch(list('4001 4002'), LOADED);

    watch.take(list('4001 4002', 40_000), LOADED + 1_000);

    expect(watch.lost).toEqual([]);
  });

  test('a silent phone does not stand in for one that is gone', () => {
    const watch = new RegistrationWatch(list('4001? 4001'), LOADED);

    watch.take(list('4001?'), LOADED + 1_000);

    expect(watch.lost).toEqual(['4001']);
  });

  test('what is gone for a moment only is not surely lost', () => {
    const watch = new RegistrationWatch(list('4001 4002'), LOADED);

    watch.take([], LOADED + 1_000);
    watch.take([], LOADED + GRACE_MS);
    const before = watch.isSurelyTooMuch(LOADED + GRACE_MS);
    watch.take([], LOADED + 1_000 + GRACE_MS);
    const after = watch.isSurelyTooMuch(LOADED + 1_000 + GRACE_MS);
    watch.take(list('4001 4002'), LOADED + 2_000 + GRACE_MS);

    expect([before, after]).toEqual([false, true]);
    expect(watch.isTooMuch).toBe(false);
    expect(watch.isSurelyTooMuch(LOADED + 99_000)).toBe(false);
  });
});
