// The plan as text to paste: what goes where, and what no text can say safely.

import { expect, test } from 'vitest';
import { formatPasteTexts, type PasteOptions } from '../../../src/policy/paste-text.ts';
import type { ObjectKind, PolicyChange, Store } from '../../../src/policy/policy-plan.ts';

test('puts sections at the end of the file that defines them, then reloads', () => {
  const changes = [
    change('pjsip.conf', 'endpoint', '4001', 'force_rport', 'yes'),
    change('pjsip.conf', 'endpoint', '4001', 'direct_media', 'no'),
    change('pjsip.conf', 'aor', '4001', 'max_contacts', '3'),
    change('pjsip_wizard.conf', 'endpoint', '6001', 'rewrite_contact', 'yes'),
    change('pjsip_wizard.conf', 'aor', '6001', 'max_contacts', '3'),
    change('sip.conf', 'peer', '5001', 'nat', 'force_rport,comedia'),
    change('sip.conf', 'general', 'general', 'nat', 'force_rport,comedia'),
  ];

  const texts = print(changes);

  expect(texts).toEqual([
    `/etc/asterisk/pjsip.conf
; farend's policy

[4001](+type=endpoint)
force_rport = yes
direct_media = no

[4001](+type=aor)
max_contacts = 3
`,
    `/etc/asterisk/pjsip_wizard.conf
; farend's policy

[6001](+type=wizard)
endpoint/rewrite_contact = yes
aor/max_contacts = 3
`,
    `/etc/asterisk/sip.conf
; farend's policy

[5001](+)
nat = no
nat = force_rport,comedia

[general](+)
nat = no
nat = force_rport,comedia
`,
    `a shell on the machine of Asterisk
asterisk -rx 'module reload res_pjsip.so'
asterisk -rx 'module reload chan_sip.so'
`,
  ]);
});

test('uses the files that FreePBX leaves to the operator', () => {
  const changes = [
    change('pjsip.conf', 'endpoint', '4001', 'force_rport', 'yes'),
    change('pjsip.conf', 'aor', '4001', 'max_contacts', '3'),
    change('sip.conf', 'peer', '5001', 'nat', 'no'),
  ];

  const targets = formatPasteTexts(changes, { isFreePbx: true }).map(({ target }) => target);

  expect(targets.slice(0, 3)).toEqual([
    '/etc/asterisk/pjsip.endpoint_custom_post.conf',
    '/etc/asterisk/pjsip.aor_custom_post.conf',
    '/etc/asterisk/sip_custom_post.conf',
  ]);
});

test('quotes what goes into SQL and into a shell', () => {
  const changes = [
    change('dynamic', 'endpoint', "o'neil", 'force_rport', 'yes'),
    change('dynamic', 'endpoint', "o'neil", 'direct_media', 'no'),
    change('dynamic', 'aor', 'a b', 'max_contacts', '3'),
  ];

  const texts = print(changes, { ariUrl: 'http://192.0.2.10:8088' });

  const curl = `curl -fsS -o /dev/null -u 'farend' -X PUT -H 'Content-Type: application/json'`;
  const url = 'http://192.0.2.10:8088/ari/asterisk/config/dynamic/res_pjsip';
  expect(texts).toEqual([
    `the database of ps_endpoints, ps_aors
UPDATE ps_endpoints SET force_rport='yes', direct_media='no' WHERE id='o''neil';
UPDATE ps_aors SET max_contacts='3' WHERE id='a b';
`,
    `a shell on the machine of Asterisk
${curl} -d '{"fields":[{"attribute":"force_rport","value":"yes"},{"attribute":"direct_media","value":"no"}]}' '${url}/endpoint/o'\\''neil'
${curl} -d '{"fields":[{"attribute":"max_contacts","value":"3"}]}' '${url}/aor/a%20b'
`,
  ]);
});

test('tells one way where it is known what is in a database', () => {
  const changes = [
    change('dynamic', 'endpoint', '7001', 'force_rport', 'yes'),
    change('dynamic', 'aor', '7001', 'max_contacts', '3'),
  ];

  const texts = formatPasteTexts(changes, { tables: { endpoint: 'phones' } });

  expect(texts.map(({ text }) => text.slice(0, 13))).toEqual(['UPDATE phones', 'curl -fsS -o ']);
  expect(texts.map(({ text }) => text.split('\n').length)).toEqual([2, 2]);
});

test('leaves out, and names, what a person could not paste safely', () => {
  const names = ['40;01', 'a]b', "x\\'; DROP TABLE ps_aors; --", 'line\nbreak'];
  const inFile = names.map((name) => change('pjsip.conf', 'aor', name, 'max_contacts', '3'));
  const dynamic = names.map((name) => change('dynamic', 'aor', name, 'max_contacts', '3'));

  const [file, , sql, ari] = formatPasteTexts([...inFile, ...dynamic]);

  expect(file?.text).not.toMatch(/40|a\]b|break/);
  expect(file?.note).toContain('40;01, a]b');
  expect(sql?.text).toContain("WHERE id='40;01'");
  expect(`${sql?.text}${ari?.text}`).not.toMatch(/DROP|break/);
  expect(sql?.note).toContain('aor x\\');
});

test('has nothing to say of what farend writes by itself', () => {
  const written = { ...change('pjsip.conf', 'aor', '4001', 'max_contacts', '3'), writer: 'files' };

  expect(formatPasteTexts([written as PolicyChange])).toEqual([]);
});

function print(changes: readonly PolicyChange[], options?: PasteOptions): string[] {
  return formatPasteTexts(changes, options).map(({ target, text }) => `${target}\n${text}`);
}

function change(
  store: Store,
  kind: ObjectKind,
  object: string,
  setting: string,
  to: string,
): PolicyChange {
  return { store, kind, object, endpoint: object, setting, from: '', to, why: '', writer: 'paste' };
}
