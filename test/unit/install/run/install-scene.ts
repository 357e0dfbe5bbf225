// An installation of files alone, in a directory of its own: one step of each kind that changes the disk.

import { join } from 'node:path';
import type { FileStep, InstallStep } from '../../../../src/install/install-step.ts';
import { InstallJournal } from '../../../../src/install/journal/install-journal.ts';
import { StepHandlers } from '../../../../src/install/run/step-handlers.ts';
import type { Undoing } from '../../../../src/install/run/take-back.ts';
import {
  type DirectoryStep,
  directoryHandler,
} from '../../../../src/install/steps/directory-step.ts';
import { createFileHandler } from '../../../../src/install/steps/file-step.ts';
import { type LineStep, lineHandler } from '../../../../src/install/steps/line-step.ts';
import { type SecretStep, secretHandler } from '../../../../src/install/steps/secret-step.ts';

/** Asterisk's directory, and farend's own. */
export const installedFiles = {
  'etc/manager.conf': '[general]\nenabled = yes\n[operator]\nsecret = theirs\n',
  'etc/http.conf': '[general]\nbindaddr = 127.0.0.1',
  'farend/farend.yaml': '# mine\nproxy: {}\n',
};

export function openInstallation(root: string): Undoing {
  const farend = join(root, 'farend');
  const journal = new InstallJournal(farend, () => 0);
  const places = {
    copies: journal.directory,
    aside: join(farend, 'undone'),
    createName: journal.createName,
  };
  const handlers = new StepHandlers([
    directoryHandler,
    secretHandler,
    createFileHandler(places),
    lineHandler,
  ]);
  return { journal, handlers };
}

export function listSteps(root: string): InstallStep[] {
  const path = (name: string): string => join(root, name);
  const secretFile = path('farend/ami-secret');
  const secret: SecretStep = { kind: 'secret', what: '', file: secretFile, mode: 0o600, owner: {} };
  const directory: DirectoryStep = {
    kind: 'directory',
    what: '',
    file: path('etc/manager.d'),
    mode: 0o755,
    owner: {},
  };
  const makeFile = (file: string, text: string): FileStep => ({
    kind: 'file',
    what: '',
    file: path(file),
    text,
    mode: 0o640,
    owner: {},
    secretFile,
  });
  const makeLine = (file: string, text: string): LineStep => ({
    kind: 'line',
    what: '',
    file: path(file),
    text,
  });
  return [
    secret,
    makeFile('farend/farend.yaml', '# mine\nproxy: { listen: [] }\n'),
    directory,
    makeFile('etc/manager.d/farend.conf', '[farend]\nsecret = …\n'),
    makeLine('etc/manager.conf', '#tryinclude manager.d/farend.conf'),
    makeLine('etc/http.conf', '#tryinclude farend.d/http.conf'),
  ];
}
