import { expect, it } from 'vitest';
import { formatDivertPage, judgeDivert } from '../../../../src/cli/divert/divert-page.ts';

const since = Date.UTC(2026, 10, 22, 7);
const wish = { from: ['203.0.113.0/28'], except: [], since };
const guard = {
  pid: 4711,
  isOn: true,
  since,
  reason: '',
  from: ['203.0.113.0/28', '2001:db8::/32'],
  except: [{ network: '198.51.100.0/28', source: 'trunk \u001b[2Jprovider (pjsip.conf:12)' }],
  unresolved: ['sip.example.com'],
  counts: { toFarend: 12, fromFarend: 9 },
};

it('on: tells ranges, exceptions with their source, packets and the guard', () => {
  expect(formatDivertPage({ wish, guard }).split('\n')).toEqual([
    'on: SIP goes to farend, since 2026-11-22T07:00:00.000Z',
    '  from      203.0.113.0/28',
    '            2001:db8::/32',
    '  except    this machine itself',
    '            198.51.100.0/28, trunk \\x1b[2Jprovider (pjsip.conf:12)',
    '  unknown   sip.example.com: a trunk whose address could not be looked up',
    '  packets   12 to farend, 9 from it',
    '  guard     process 4711',
  ]);
});

it('open: tells why, and since when', () => {
  const open = { ...guard, isOn: false, from: [], reason: 'farend does not answer' };

  const page = formatDivertPage({ wish, guard: open });

  expect(judgeDivert({ wish, guard: open })).toBe('open');
  expect(page).toContain(
    'open: SIP goes to Asterisk itself, since 2026-11-22T07:00:00.000Z: farend does not answer',
  );
  expect(page).toContain('from      everybody');
});

it('open: tells that no guard runs', () => {
  expect(formatDivertPage({ wish, guard: undefined })).toContain('No guard runs');
});

it('off: nothing was asked for', () => {
  const state = { wish: undefined, guard: undefined };

  expect(judgeDivert(state)).toBe('off');
  expect(formatDivertPage(state)).toBe('off: SIP goes to Asterisk itself');
});
