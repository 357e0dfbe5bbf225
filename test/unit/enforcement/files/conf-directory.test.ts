import { chmodSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfDirectory } from '../../../../src/enforcement/files/conf-directory.ts';
import type { ObjectName } from '../../../../src/policy/policy-plan.ts';
import { stopEverything } from '../../../support/process/lifetime.ts';
import {
  asOrdinaryUser,
  createLayout,
  freePbxFiles,
  makeAorSection,
  makeEndpointSection,
  peerSections,
  plainFiles,
  wizardSections,
} from './layouts.ts';

afterEach(stopEverything);

test.each<[ObjectName['kind'], string, string | undefined]>([
  ['endpoint', '4001', 'pjsip.conf'],
  ['aor', '4002', 'pjsip.conf'],
  ['endpoint', '6001', 'pjsip_wizard.conf'],
  ['aor', '6001', 'pjsip_wizard.conf'],
  ['peer', '2002', 'sip.conf'],
  ['general', 'general', 'sip.conf'],
  ['endpoint', 'phone', undefined],
  ['peer', 'peers', undefined],
  ['endpoint', '9999', undefined],
])(
  'the %s %s is defined in %s: templates and farend’s own files do not count',
  async (kind, object, store) => {
    const layout = createLayout(plainFiles);
    layout.add('pjsip.conf', `${plainFiles['pjsip.conf']}#tryinclude farend.d/pjsip.conf\n`);
    layout.add('farend.d/pjsip.conf', '[9999]\ntype=endpoint\n');

    const directory = await readConfDirectory(layout.write);

    expect(directory.storeOf({ kind, object })).toBe(store);
  },
);

test('a file is known whole unless something of it could not be read', async () => {
  const layout = createLayout({ ...plainFiles, 'pjsip_wizard.conf': '#exec /bin/wizards\n' });
  layout.add('sip.conf', '[general]\n#include gone.conf\n[2001]\ntype=friend\n');

  const directory = await readConfDirectory(layout.write);

  expect(directory.has('pjsip.conf')).toBe(true);
  expect(directory.has('pjsip_wizard.conf')).toBe(false);
  expect(directory.has('sip.conf')).toBe(false);
  expect(directory.troubles.map(({ line, effect }) => [line, effect])).toContainEqual([
    2,
    'refuses-all',
  ]);
});

test('what is defined behind the line cannot be added to, where farend adds nothing yet', async () => {
  const layout = createLayout(plainFiles);
  const line = '#tryinclude farend.d/pjsip.conf\n';
  layout.add('pjsip.conf', `${plainFiles['pjsip.conf']}${line}[4010]\ntype=endpoint\n`);

  const directory = await readConfDirectory(layout.write);

  const endpoint = (object: string) => directory.hindranceOf({ kind: 'endpoint', object }, []);
  expect(endpoint('4001')).toBeUndefined();
  expect(endpoint('4010')).toMatch(/stands before \[4010\] is defined .* at the end of the file/);
});

test('what the operator sets to something else behind farend’s is told', async () => {
  const layout = createLayout(plainFiles);
  const line = '#tryinclude farend.d/pjsip.conf\n';
  const again = '[4001](+type=endpoint)\nforce_rport=no\ndirect_media=no\n';
  layout.add('pjsip.conf', `${plainFiles['pjsip.conf']}${line}${again}`);
  const own = '[4001](+type=endpoint)\nforce_rport=yes\ndirect_media=no\n';
  layout.add('farend.d/pjsip.conf', own);

  const directory = await readConfDirectory(layout.write);

  const set = (name: string, value: string) =>
    directory.hindranceOf({ kind: 'endpoint', object: '4001' }, [[name, value]]);
  expect(set('direct_media', 'no')).toBeUndefined();
  expect(set('rtp_symmetric', 'yes')).toBeUndefined();
  expect(set('force_rport', 'yes')).toMatch(/pjsip\.conf:\d+ sets force_rport of \[4001\] again/);
});

test('[general] is inherited by whom the operator gave no nat, trunks too', async () => {
  const layout = createLayout(plainFiles);
  layout.add('sip.conf', `${plainFiles['sip.conf']}#tryinclude farend.d/sip.conf\n`);
  layout.add('farend.d/sip.conf', '[2002](+)\nnat=yes\n[general](+)\nnat=force_rport\n');

  const directory = await readConfDirectory(layout.write);

  expect(directory.generalNat()).toEqual({ value: 'force_rport', inheritedBy: ['2002', 'trunk'] });
});

test('without a nat in [general], chan_sip takes its default', async () => {
  const layout = createLayout({ 'sip.conf': '[general]\n' });

  const directory = await readConfDirectory(layout.write);

  expect(directory.generalNat()).toEqual({ value: 'auto_force_rport', inheritedBy: [] });
});

describe('pullIns', () => {
  test('plain: a line at the end of each file', async () => {
    const layout = createLayout(plainFiles);
    const sections = [makeEndpointSection('4001'), makeAorSection('4001')];

    const directory = await readConfDirectory(layout.write);
    const pullIns = directory.pullIns([...sections, ...wizardSections, ...peerSections]);

    expect(pullIns).toEqual(
      ['pjsip.conf', 'pjsip_wizard.conf', 'sip.conf'].map((name) => ({
        store: name,
        ownFile: layout.path(`farend.d/${name}`),
        file: layout.path(name),
        line: `#tryinclude farend.d/${name}`,
        isThere: false,
      })),
    );
  });

  test('FreePBX: endpoints and AORs each where additions to them are read', async () => {
    const layout = createLayout(freePbxFiles);

    const directory = await readConfDirectory(layout.write);
    const pullIns = directory.pullIns([makeEndpointSection('4001'), makeAorSection('4001')]);

    expect(pullIns.map(({ file, line }) => [file, line])).toEqual([
      [layout.path('pjsip.endpoint_custom_post.conf'), '#tryinclude farend.d/pjsip.conf'],
      [layout.path('pjsip.aor_custom_post.conf'), '#tryinclude farend.d/pjsip.aor.conf'],
    ]);
  });

  test('FreePBX: peers of sip.conf where additions to it are read', async () => {
    const layout = createLayout({
      'sip.conf': '[general]\n#include sip_additional.conf\n#include sip_custom_post.conf\n',
      'sip_additional.conf': '[2002]\ntype=friend\n',
      'sip_custom_post.conf': '',
    });

    const directory = await readConfDirectory(layout.write);

    expect(directory.pullIns(peerSections).map(({ file }) => file)).toEqual([
      layout.path('sip_custom_post.conf'),
    ]);
  });

  test('a place for additions whose file is missing is none', async () => {
    const layout = createLayout({
      'pjsip.conf': `[4001]
type=endpoint
#tryinclude pjsip.endpoint_custom_post.conf
[4001]
type=aor
#tryinclude pjsip.aor_custom_post.conf
`,
    });

    const directory = await readConfDirectory(layout.write);
    const pullIns = directory.pullIns([makeEndpointSection('4001'), makeAorSection('4001')]);

    expect(pullIns.map(({ file }) => file)).toEqual([layout.path('pjsip.conf')]);
  });

  test('FreePBX: a line behind everything takes endpoints and AORs alike', async () => {
    const layout = createLayout({
      ...freePbxFiles,
      'pjsip_custom_post.conf': '#tryinclude farend.d/pjsip.conf\n',
    });

    const directory = await readConfDirectory(layout.write);
    const pullIns = directory.pullIns([makeEndpointSection('4001'), makeAorSection('4001')]);

    expect(pullIns.map(({ file, isThere }) => [file, isThere])).toEqual([
      [layout.path('pjsip_custom_post.conf'), true],
    ]);
  });

  test.each([
    '#tryinclude farend.d/pjsip.conf',
    '  #TRYINCLUDE   "farend.d/pjsip.conf" ; ours',
    '#tryinclude <./farend.d/pjsip.conf>',
    '#tryinclude DIRECTORY/farend.d/pjsip.conf\r',
  ])('a line that is there is used: %s', async (line) => {
    const layout = createLayout(plainFiles);
    const there = line.replace('DIRECTORY', layout.directory);
    layout.add('pjsip.conf', `${plainFiles['pjsip.conf']}${there}\n`);

    const directory = await readConfDirectory(layout.write);

    expect(directory.pullIns([makeEndpointSection('4001')])[0]?.isThere).toBe(true);
  });

  test.each([
    ['#include farend.d/pjsip.conf', /pjsip\.conf:12: .* leaves Asterisk without any endpoint/],
    ['#tryinclude farend.d/*.conf', /pjsip\.conf:12: .* not meant for/],
  ])('a dangerous line is refused: %s', async (line, message) => {
    const layout = createLayout(plainFiles);
    layout.add('pjsip.conf', `${plainFiles['pjsip.conf']}${line}\n`);
    layout.add('farend.d/pjsip.conf', '');

    const directory = await readConfDirectory(layout.write);

    expect(() => directory.pullIns([makeEndpointSection('4001')])).toThrow(message);
  });

  test('a line before the objects that it is for is refused, with both places', async () => {
    const layout = createLayout(plainFiles);
    layout.add('pjsip.conf', `#tryinclude farend.d/pjsip.conf\n${plainFiles['pjsip.conf']}`);

    const directory = await readConfDirectory(layout.write);

    expect(() => directory.pullIns([makeEndpointSection('4002')])).toThrow(
      /pjsip\.conf:1: .* before \[4002\] is defined \(.*pjsip\.conf:8\)/,
    );
  });

  test('FreePBX: objects behind the place for additions are refused', async () => {
    const layout = createLayout({
      ...freePbxFiles,
      'pjsip_custom_post.conf': '[4009]\ntype=endpoint\n',
    });

    const directory = await readConfDirectory(layout.write);

    expect(() => directory.pullIns([makeEndpointSection('4009')])).toThrow(
      /pjsip\.endpoint_custom_post\.conf:1: .*pjsip_custom_post\.conf:1/,
    );
  });
});

test('tells which of the operator’s files changed after the second of the last reload', async () => {
  const layout = createLayout(plainFiles);
  layout.add('farend.d/sip.conf', '');
  const names = [...Object.keys(plainFiles), 'farend.d/sip.conf'];
  for (const name of names) utimesSync(layout.path(name), 1000, 1000.9);
  utimesSync(layout.path('phones/4001.conf'), 1001, 1001);

  const directory = await readConfDirectory(layout.write);

  expect(directory.changedSince(1_000_000)).toEqual([layout.path('phones/4001.conf')]);
});

describe('a directory in the wrong place is refused with the next step', () => {
  test.each([
    ['without Asterisk’s files', { 'extensions.conf': '' }, /Neither pjsip.conf nor sip.conf/],
    ['that is a file', { ...plainFiles, 'farend.d': '' }, /not a directory/],
  ])('%s', async (_, files, message) => {
    const layout = createLayout(files);

    const reading = readConfDirectory(layout.write);

    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
  });

  test('that is a symbolic link', async () => {
    const layout = createLayout(plainFiles);
    mkdirSync(layout.path('elsewhere'));
    symlinkSync(layout.path('elsewhere'), layout.write);

    await expect(readConfDirectory(layout.write)).rejects.toThrow(/symbolic link/);
  });

  test('in a directory that is not there', async () => {
    const layout = createLayout(plainFiles);

    await expect(readConfDirectory(layout.path('no/farend.d'))).rejects.toThrow(/There is no/);
  });
});

test.each(['pjsip.conf', 'phones/4001.conf', 'phones'])(
  'that %s may not be read is told with the next step',
  async (name) => {
    const layout = createLayout(plainFiles);
    chmodSync(layout.path(name), 0);

    const reading = asOrdinaryUser(() => readConfDirectory(layout.write));

    await expect(reading).rejects.toThrow(`${layout.path(name)} cannot be read (EACCES)`);
    await expect(reading).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
    chmodSync(layout.path(name), 0o700);
  },
);
