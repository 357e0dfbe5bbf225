import { expect, it } from 'vitest';
import { vetFileNote } from '../../../../src/enforcement/files/vet-file-note.ts';

const WRITE = '/etc/asterisk/farend.d';
const line = {
  file: '/etc/asterisk/pjsip.conf',
  size: 10,
  sha256: 'ab',
  addition: '\n#tryinclude farend.d/pjsip.conf\n',
};
const note = {
  directory: WRITE,
  isDirectoryNew: true,
  ownFiles: [{ file: `${WRITE}/pjsip.conf`, text: null }],
  addedLines: [line],
  modules: ['res_pjsip.so'],
};

it('lets a journal have farend’s own files put back, and its lines taken out', () => {
  expect(vetFileNote(note, `${WRITE}/`)).toBe(note);
});

it.each([
  ['another directory', { directory: '/etc' }],
  ['a file beside it', { ownFiles: [{ file: '/etc/asterisk/pjsip.conf', text: '' }] }],
  ['a file on the way up', { ownFiles: [{ file: `${WRITE}/../manager.conf`, text: '' }] }],
  ['a file of another name', { ownFiles: [{ file: `${WRITE}/extensions.conf`, text: '' }] }],
  ['a line elsewhere', { addedLines: [{ ...line, file: '/etc/passwd' }] }],
  ['another line', { addedLines: [{ ...line, addition: 'root:x:0:0::/root:/bin/sh\n' }] }],
])('refuses a journal that would have changed: %s', (_, change) => {
  expect(() => vetFileNote({ ...note, ...change }, WRITE)).toThrow(/^The journal would have/);
});

it('refuses a journal where the configuration names no directory', () => {
  expect(() => vetFileNote(note, undefined)).toThrow(
    /set that to \/etc\/asterisk\/farend\.d once more/,
  );
});
