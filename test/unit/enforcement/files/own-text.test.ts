import { expect, test } from 'vitest';
import { formatOwnText, parseOwnText } from '../../../../src/enforcement/files/own-text.ts';
import { makeAorSection, makeEndpointSection, peerSections, wizardSections } from './layouts.ts';

const LINE = '#tryinclude farend.d/pjsip.conf';

test('an endpoint and its AOR have sections that add to theirs, under a head that says why', () => {
  const text = formatOwnText('pjsip.conf', LINE, [
    makeEndpointSection('4001'),
    makeAorSection('4001'),
  ]);

  expect(text.split('\n').filter((line) => !line.startsWith(';'))).toEqual([
    '',
    '[4001](+type=endpoint)',
    'force_rport = yes',
    'direct_media = no',
    '',
    '[4001](+type=aor)',
    'max_contacts = 4',
    '',
  ]);
  expect(text).toContain(LINE);
  expect(text).toContain('module reload res_pjsip.so');
});

test.each([
  ['pjsip.conf', [makeEndpointSection('4001'), makeAorSection('4001'), makeAorSection('4002')]],
  ['pjsip.aor.conf', [makeAorSection('4001')]],
  ['pjsip_wizard.conf', wizardSections],
  ['sip.conf', peerSections],
  ['sip.conf', []],
] as const)('%s: its sections come back from the text', (name, sections) => {
  const text = formatOwnText(name, LINE, sections);

  expect(parseOwnText(name, text)).toEqual(sections);
});

test('an auto_ word of the operator is switched off before nat is set', () => {
  const peer = { store: 'sip.conf', kind: 'peer', object: '4001' } as const;

  const text = formatOwnText('sip.conf', LINE, [
    { ...peer, settings: [['nat', 'force_rport,comedia']] },
    { ...peer, object: '4002', settings: [['nat', 'no']] },
  ]);

  expect(text.split('\n').filter((line) => line.startsWith('nat'))).toEqual([
    'nat = no',
    'nat = force_rport,comedia',
    'nat = no',
  ]);
});

test('what somebody else wrote into the file is passed over', () => {
  const text = 'force_rport=no\n[4001]\ntype=endpoint\n[4002](+type=aor) \nmax_contacts=4\r\nodd\n';

  expect(parseOwnText('pjsip.conf', text)).toEqual([makeAorSection('4002')]);
});

test('a name that Asterisk would not read back is refused', () => {
  const format = (): string => formatOwnText('pjsip.conf', LINE, [makeEndpointSection('a;b')]);

  expect(format).toThrow(/^\[a;b\] of pjsip\.conf is not written\./);
});
