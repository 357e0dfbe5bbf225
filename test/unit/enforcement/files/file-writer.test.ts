import {
  appendFileSync,
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfDirectory } from '../../../../src/enforcement/files/conf-directory.ts';
import { FileWriter } from '../../../../src/enforcement/files/file-writer.ts';
import { undoFiles } from '../../../../src/enforcement/files/undo-files.ts';
import type { OwnSection } from '../../../../src/policy/policy-plan.ts';
import { stopEverything } from '../../../support/process/lifetime.ts';
import {
  asOrdinaryUser,
  createLayout,
  freePbxFiles,
  type Layout,
  makeAorSection,
  makeEndpointSection,
  peerSections,
  plainFiles,
  wizardSections,
} from './layouts.ts';

afterEach(stopEverything);

const pjsipSections = [makeEndpointSection('4001'), makeAorSection('4001')];

function createWriter(
  { write }: Layout,
  sections: readonly OwnSection[],
  mayPullIn = true,
): FileWriter {
  const removals = sections.map((section) => ({ section, why: '' }));
  return new FileWriter({ changes: [], removals }, { write, sections, mayPullIn });
}

/** Prepares, writes and checks; returns what takes it back. */
async function carryOut(layout: Layout, sections: readonly OwnSection[]): Promise<object> {
  const writer = createWriter(layout, sections);
  const note = await writer.prepare();
  await writer.write();
  await writer.check();
  return JSON.parse(JSON.stringify(note));
}

const undo = (note: object): Promise<readonly string[]> =>
  undoFiles(note as Record<string, unknown>);

const noFinalNewline = { 'pjsip.conf': plainFiles['pjsip.conf'].trimEnd() };
const crlf = { 'pjsip.conf': plainFiles['pjsip.conf'].replaceAll('\n', '\r\n') };
const latin1 = { 'pjsip.conf': `; \u00fcber\n${plainFiles['pjsip.conf']}` };

const layouts: [string, Record<string, string>, readonly OwnSection[], string[]][] = [
  ['plain', plainFiles, pjsipSections, ['pjsip.conf']],
  [
    'plain with everything',
    plainFiles,
    [...pjsipSections, ...wizardSections, ...peerSections],
    ['pjsip.conf', 'pjsip_wizard.conf', 'sip.conf'],
  ],
  [
    'FreePBX',
    freePbxFiles,
    pjsipSections,
    ['pjsip.endpoint_custom_post.conf', 'pjsip.aor_custom_post.conf'],
  ],
  ['without a final newline', { ...plainFiles, ...noFinalNewline }, pjsipSections, ['pjsip.conf']],
  ['CRLF', { ...plainFiles, ...crlf }, pjsipSections, ['pjsip.conf']],
  ['not ASCII', { ...plainFiles, ...latin1 }, pjsipSections, ['pjsip.conf']],
];

describe.each(layouts)('%s', (_, files, sections, changedFiles) => {
  test('only farend’s directory and one line change, and both go back byte for byte', async () => {
    const layout = createLayout(files);
    const before = layout.snapshot();

    const note = await carryOut(layout, sections);

    const after = layout.snapshot();
    const changed = Object.keys(before).filter((name) => after[name] !== before[name]);
    expect(changed.toSorted()).toEqual(changedFiles.toSorted());
    for (const name of changed)
      expect(after[name]?.slice(before[name]?.length)).toMatch(
        /^\n?#tryinclude farend\.d\/[\w.]+\n$/,
      );
    const fresh = Object.keys(after).filter((name) => before[name] === undefined);
    expect(fresh.every((name) => name.startsWith('farend.d'))).toBe(true);
    expect((await readConfDirectory(layout.write)).ownSections).toEqual(sections);

    await undo(note);
    await undo(note);
    expect(layout.snapshot()).toEqual(before);
  });

  test('a second write adds no line, and goes back to the first one', async () => {
    const layout = createLayout(files);
    await carryOut(layout, sections);
    const first = layout.snapshot();

    const note = await carryOut(layout, []);

    const second = layout.snapshot();
    const changed = Object.keys(first).filter((name) => first[name] !== second[name]);
    expect(changed.every((name) => name.startsWith('farend.d/'))).toBe(true);
    expect((await readConfDirectory(layout.write)).ownSections).toEqual([]);
    await undo(note);
    expect(layout.snapshot()).toEqual(first);
  });
});

test('without sections the file keeps its head', async () => {
  const layout = createLayout(plainFiles);
  await carryOut(layout, pjsipSections);

  await carryOut(layout, []);

  expect(layout.read('farend.d/pjsip.conf')).toMatch(/^(?:; .*\n)+$/);
});

test('what already reads so is not written again', async () => {
  const layout = createLayout(plainFiles);
  await carryOut(layout, pjsipSections);
  const { ino } = statSync(layout.path('farend.d/pjsip.conf'));

  await carryOut(layout, pjsipSections);

  expect(statSync(layout.path('farend.d/pjsip.conf')).ino).toBe(ino);
});

test.each([
  ['a section whose object is gone', '[gone](+type=endpoint)\nforce_rport = yes\n'],
  ['half a section', '[4001\n(+type=endpoint\n'],
  ['an object of its own', '[4009]\ntype = endpoint\n'],
  ['another include', '#tryinclude elsewhere.conf\n'],
])('%s in farend’s file goes with the next write', async (_, harm) => {
  const layout = createLayout(plainFiles);
  await carryOut(layout, pjsipSections);
  const text = layout.read('farend.d/pjsip.conf');
  const begin = text.indexOf('\n[') + 1;
  writeFileSync(
    layout.path('farend.d/pjsip.conf'),
    `${text.slice(0, begin)}${harm}${text.slice(begin)}`,
  );

  await carryOut(layout, pjsipSections);

  expect(layout.read('farend.d/pjsip.conf')).toBe(text);
});

test('names the modules of what changes', () => {
  const layout = createLayout(plainFiles);

  const all = createWriter(layout, [...pjsipSections, ...wizardSections, ...peerSections]);

  expect(all.modules).toEqual(['res_pjsip.so', 'chan_sip.so']);
  expect(createWriter(layout, peerSections).modules).toEqual(['chan_sip.so']);
});

test('Asterisk may read what is written, whatever the umask', async () => {
  const layout = createLayout(plainFiles);
  const umask = process.umask(0o077);

  await carryOut(layout, pjsipSections).finally(() => process.umask(umask));

  expect(statSync(layout.write).mode & 0o777).toBe(0o755);
  expect(statSync(layout.path('farend.d/pjsip.conf')).mode & 0o777).toBe(0o644);
});

test('the files belong to whom the directory belongs', async () => {
  const layout = createLayout(plainFiles);
  mkdirSync(layout.write);
  if (process.geteuid?.() === 0) chownSync(layout.write, 65_534, 65_534);

  await carryOut(layout, pjsipSections);

  const { uid, gid } = statSync(layout.write);
  expect(statSync(layout.path('farend.d/pjsip.conf'))).toMatchObject({ uid, gid });
});

test('who may write beside the directory may write into it', async () => {
  const layout = createLayout(plainFiles);
  chmodSync(layout.path(''), 0o775);
  if (process.geteuid?.() === 0) chownSync(layout.path(''), 65_534, 65_534);

  await carryOut(layout, pjsipSections);

  const { uid, gid } = statSync(layout.path(''));
  expect(statSync(layout.write)).toMatchObject({ uid, gid });
  expect(statSync(layout.write).mode & 0o777).toBe(0o775);
});

describe('what may not be written is told before anything changes', () => {
  test.each<[string, string, (layout: Layout) => void, number]>([
    ['the directory', 'farend.d', ({ write }) => mkdirSync(write), 0o555],
    ['its parent', '', () => undefined, 0o555],
    ['the file of the operator', 'pjsip.conf', ({ write }) => mkdirSync(write), 0o444],
  ])('%s', async (_, name, arrange, mode) => {
    const layout = createLayout(plainFiles);
    arrange(layout);
    if (process.geteuid?.() === 0 && name === 'pjsip.conf') chownSync(layout.write, 65_534, 65_534);
    chmodSync(layout.path(name), mode);
    const before = layout.snapshot();

    const writer = createWriter(layout, pjsipSections);

    const preparing = asOrdinaryUser(async () => {
      await writer.prepare();
      // A process of root's that is somebody else for a moment learns of directories only here.
      if (name !== 'pjsip.conf') await writer.write();
    });

    await expect(preparing).rejects.toThrow(/ \(EACCES\): run "farend policy apply" as a user/);
    await expect(preparing).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
    expect(layout.snapshot()).toEqual(before);
    chmodSync(layout.path(name), 0o755);
  });
});

test('what the operator sets behind it, to the same, is no obstacle', async () => {
  const layout = createLayout({
    ...freePbxFiles,
    'pjsip_custom_post.conf': '[4001](+type=endpoint)\nforce_rport=yes\n',
  });

  const writing = carryOut(layout, pjsipSections);

  await expect(writing).resolves.toBeDefined();
});

test('what another writer changes in files that farend adds nothing to is his', async () => {
  const layout = createLayout(plainFiles);
  const writer = createWriter(layout, pjsipSections);
  await writer.prepare();
  await writer.write();
  layout.add('sip.conf', '[general]\nnat=yes\n');

  const checking = writer.check();

  await expect(checking).resolves.toBeUndefined();
});

test('a symbolic link stays one, and owner and mode of the file behind it stay', async () => {
  const layout = createLayout(plainFiles);
  layout.add('generated/pjsip.conf', plainFiles['pjsip.conf']);
  chmodSync(layout.path('generated/pjsip.conf'), 0o640);
  const { ino } = statSync(layout.path('generated/pjsip.conf'));
  rmSync(layout.path('pjsip.conf'));
  symlinkSync('generated/pjsip.conf', layout.path('pjsip.conf'));

  await carryOut(layout, pjsipSections);

  expect(lstatSync(layout.path('pjsip.conf')).isSymbolicLink()).toBe(true);
  expect(statSync(layout.path('pjsip.conf'))).toMatchObject({ ino, mode: 0o100640 });
  expect(layout.read('generated/pjsip.conf')).toContain('#tryinclude farend.d/pjsip.conf\n');
});

test('who may not add the line is told so before anything changes', async () => {
  const layout = createLayout(plainFiles);
  const before = layout.snapshot();

  const preparing = createWriter(layout, pjsipSections, false).prepare();

  await expect(preparing).rejects.toThrow(/pjsip\.conf lacks the line .*run "farend policy apply"/);
  await expect(preparing).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
  expect(layout.snapshot()).toEqual(before);
});

test('who may not add lines writes where the line is there', async () => {
  const layout = createLayout(plainFiles);
  await carryOut(layout, pjsipSections);
  const writer = createWriter(layout, [makeEndpointSection('4002')], false);

  await writer.prepare();
  await writer.write();

  expect(layout.read('farend.d/pjsip.conf')).toContain('[4002](+type=endpoint)');
});

describe('what Asterisk would not read as meant is refused before anything changes', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'an open comment at the end of the file',
      { ...plainFiles, 'pjsip.conf': `${plainFiles['pjsip.conf']};-- notes\n` },
      /force_rport of \[4001\] would not be yes/,
    ],
    [
      'an object that is gone',
      { 'pjsip.conf': '[4002]\ntype=endpoint\n' },
      /farend\.d\/pjsip\.conf:7: No section \[4001\] with type=endpoint/,
    ],
    [
      'a place behind which the operator sets it again',
      {
        ...freePbxFiles,
        'pjsip_custom_post.conf': '[4001](+type=endpoint)\nforce_rport=no\n',
      },
      /pjsip_custom_post\.conf:2: force_rport of \[4001\] would not be yes/,
    ],
    [
      'a section that inherits from the one that it is for',
      { ...freePbxFiles, 'pjsip_custom_post.conf': '[4003](4001)\naors=4003\n' },
      /pjsip_custom_post\.conf:1: \[4003\] takes up/,
    ],
  ])('%s', async (_, files, message) => {
    const layout = createLayout(files);
    const before = layout.snapshot();

    const preparing = createWriter(layout, [makeEndpointSection('4001')]).prepare();

    await expect(preparing).rejects.toThrow(message);
    await expect(preparing).rejects.toMatchObject({ code: 'POLICY_UNSAFE' });
    expect(layout.snapshot()).toEqual(before);
  });
});

describe('after the write', () => {
  test.each<[string, (layout: Layout) => void, RegExp]>([
    [
      'a broken file of farend’s own',
      ({ path }) => writeFileSync(path('farend.d/pjsip.conf'), '[4001](+type=endpoint\nx=y\n'),
      /farend\.d\/pjsip\.conf:1: .*lacks its “\)”/,
    ],
    [
      'a section for an object that is gone',
      ({ path }) => appendFileSync(path('farend.d/pjsip.conf'), '[gone](+type=endpoint)\n'),
      /farend\.d\/pjsip\.conf:\d+: No section \[gone\]/,
    ],
    [
      'a change of the operator’s',
      ({ path }) => appendFileSync(path('phones/4001.conf'), 'max_contacts=9\n'),
      /phones\/4001\.conf:7: Asterisk would read this otherwise/,
    ],
    [
      'an endpoint that went',
      ({ path }) => rmSync(path('phones/4001.conf')),
      /no endpoint \[4001\]|No section \[4001\]/,
    ],
    [
      'a line that went',
      ({ path }) => writeFileSync(path('pjsip.conf'), plainFiles['pjsip.conf']),
      /force_rport of \[4001\] would not be yes/,
    ],
  ])('%s is found, with its place', async (_, spoil, message) => {
    const layout = createLayout(plainFiles);
    const writer = createWriter(layout, pjsipSections);
    await writer.prepare();
    await writer.write();

    spoil(layout);

    const checking = writer.check();
    await expect(checking).rejects.toThrow(message);
    await expect(checking).rejects.toMatchObject({ code: 'POLICY_UNSAFE' });
  });

  test('no password is told', async () => {
    const layout = createLayout(plainFiles);
    const writer = createWriter(layout, pjsipSections);
    const note = await writer.prepare();
    await writer.write();
    appendFileSync(layout.path('phones/4001.conf'), '[4001](+type=auth)\npassword=other4001\n');

    const error = await writer.check().catch((caught: Error) => caught);

    expect(String(error)).toContain('otherwise than before');
    expect(`${String(error)}${JSON.stringify(note)}`).not.toMatch(/(?:secret|other)\d{4}/);
  });
});

describe('who changed an operator’s file meanwhile keeps his change', () => {
  const LINE = '#tryinclude farend.d/pjsip.conf\n';

  test.each<[string, (text: string) => string, (text: string) => string]>([
    [
      'behind the line: it becomes a comment',
      (text) => `${text}[9]\n`,
      (text) => `${text};${LINE.slice(1)}[9]\n`,
    ],
    [
      'before the line: it becomes a comment',
      (text) => `; hello\n${text}`,
      (text) => `; hello\n${text};${LINE.slice(1)}`,
    ],
    ['who took it out already', () => '[9]\n', () => '[9]\n'],
    ['who left a part of it', (text) => text.slice(0, -5), (text) => text],
  ])('%s', async (_, change, expected) => {
    const layout = createLayout(plainFiles);
    const text = plainFiles['pjsip.conf'];
    const note = await carryOut(layout, pjsipSections);
    layout.add('pjsip.conf', change(layout.read('pjsip.conf')));

    await undo(note);
    await undo(note);

    expect(layout.read('pjsip.conf')).toBe(expected(text));
  });

  test('a change between the two looks keeps the line out', async () => {
    const layout = createLayout(plainFiles);
    const writer = createWriter(layout, pjsipSections);
    const note = await writer.prepare();
    appendFileSync(layout.path('pjsip.conf'), '; changed\n');

    await expect(writer.write()).rejects.toThrow(/Another program changes/);
    await undoFiles(note);

    expect(layout.read('pjsip.conf')).toBe(`${plainFiles['pjsip.conf']}; changed\n`);
  });

  test('who renamed the file away is not followed', async () => {
    const layout = createLayout(plainFiles);
    const note = await carryOut(layout, pjsipSections);
    renameSync(layout.path('pjsip.conf'), layout.path('pjsip.old'));

    await undo(note);

    expect(readFileSync(layout.path('pjsip.old'), 'utf8')).toContain(LINE);
  });
});
