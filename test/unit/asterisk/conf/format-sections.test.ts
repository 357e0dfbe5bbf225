import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AddedSection,
  formatSections,
} from '../../../../src/asterisk/conf/format-sections.ts';
import { readFiles, showSections } from './conf-files.ts';

test('writes (+) sections below a comment', () => {
  const text = formatSections(
    [
      {
        name: '4001',
        type: 'endpoint',
        settings: [
          ['force_rport', 'yes'],
          ['rewrite_contact', 'yes'],
        ],
      },
      { name: '4001', type: 'aor', settings: [['max_contacts', '1']] },
      { name: 'general', settings: [['nat', 'force_rport,comedia']] },
    ],
    'Written by farend.\nChanges are lost.',
  );

  expect(text).toBe(`; Written by farend.
; Changes are lost.

[4001](+type=endpoint)
force_rport = yes
rewrite_contact = yes

[4001](+type=aor)
max_contacts = 1

[general](+)
nat = force_rport,comedia
`);
});

const plain = { name: '4001', type: 'endpoint', settings: [] };

test.each<[string, AddedSection]>([
  ['an empty name', { ...plain, name: '' }],
  ['a bracket in the name', { ...plain, name: '40]01' }],
  ['a comment in the name', { ...plain, name: '4001;a' }],
  ['a second line in the name', { ...plain, name: '4001\n[general]' }],
  ['a blank at the end of the name', { ...plain, name: '4001 ' }],
  ['a name of 80 bytes', { ...plain, name: 'é'.repeat(40) }],
  ['a second filter', { ...plain, type: 'endpoint&q=1' }],
  ['a closed parenthesis', { ...plain, type: 'endpoint)' }],
  ['a comment in the value', { ...plain, settings: [['set_var', 'a;b']] }],
  ['an escape in the value', { ...plain, settings: [['set_var', 'a\\;b']] }],
  ['a second line in the value', { ...plain, settings: [['nat', 'no\r\n[x]']] }],
  ['a blank before the value', { ...plain, settings: [['nat', ' no']] }],
  ['half a character', { ...plain, settings: [['nat', '\ud83d']] }],
  ['a value that is too long', { ...plain, settings: [['nat', 'n'.repeat(8185)]] }],
  ['an equals sign in the name of a setting', { ...plain, settings: [['a=b', 'no']] }],
  ['a plus sign behind the name of a setting', { ...plain, settings: [['nat+', 'no']] }],
  ['a section as the name of a setting', { ...plain, settings: [['[nat', 'no']] }],
])('refuses %s', (_, section) => {
  expect(formatSections([plain, section], '')).toEqual({ section, why: expect.any(String) });
});

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab =>;-[]()+!&,#\\"\t\r\n\0é☎') }),
  fc.string({ unit: 'binary', maxLength: 100 }),
);
const settingName = fc.constantFrom('nat', 'force_rport', 'endpoint/force_rport', 'a=b', '#x');

test('what is written is read back as it was meant, or it is refused', () => {
  const settings = fc.array(fc.tuple(settingName, text), { maxLength: 3 });
  fc.assert(
    fc.property(text, settings, text, (name, pairs, comment) => {
      const written = formatSections([{ name, type: 'endpoint', settings: pairs }], comment);
      fc.pre(typeof written === 'string');

      const configuration = readFiles({
        'pjsip.conf': `[${name}]\ntype=endpoint\n#include own.conf\n[last]`,
        'own.conf': written,
      });

      const lines = pairs.map(([key, value]) => `${key}=${value}`);
      expect(showSections(configuration)).toEqual([
        [`[${name}]`, 'type=endpoint', ...lines],
        ['[last]'],
      ]);
      expect(configuration.troubles).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
