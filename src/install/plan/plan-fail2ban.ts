// fail2ban, where it watches Asterisk: behind farend every wrong password comes from farend's address, as
// Asterisk sees it, and a ban of that address would take all phones away.

import { dirname, join } from 'node:path';
import type { FileStep, InstallStep } from '../install-step.ts';
import type { DirectoryStep } from '../steps/directory-step.ts';
import type { Fail2banStep } from '../steps/fail2ban-step.ts';
import type { InstallFacts, InstallWish, WatchingJail } from './install-facts.ts';

/** Read behind jail.local and the other files of the directory: the last one counts. */
export function ownJailFile(fail2banDirectory: string): string {
  return join(fail2banDirectory, 'jail.d/zz-farend.local');
}

export function planFail2ban(
  { jails }: InstallFacts,
  { fail2banDirectory, config }: InstallWish,
): InstallStep[] {
  if (fail2banDirectory === undefined || jails.length === 0) return [];
  const { address } = config.sip;
  const directory: DirectoryStep = {
    kind: 'directory',
    what: 'A directory for additions to fail2ban’s jails.',
    file: dirname(ownJailFile(fail2banDirectory)),
    mode: 0o755,
    owner: {},
  };
  const file: FileStep = {
    kind: 'file',
    what: 'fail2ban watches Asterisk’s log, where all phones behind farend have farend’s address: it must never be banned.',
    file: ownJailFile(fail2banDirectory),
    text: formatJails(jails, address),
    mode: 0o644,
    owner: {},
  };
  const reload: Fail2banStep = {
    kind: 'fail2ban',
    what: 'fail2ban reads its jails again.',
    directory: fail2banDirectory,
    because: [file.file],
  };
  return [directory, file, reload];
}

/**
 * A setting of a jail takes the place of the whole list: what is in force stays in it. Written out, since
 * `%(known/ignoreip)s` keeps fail2ban from starting on the day that no other file has an ignoreip.
 */
function formatJails(jails: readonly WatchingJail[], address: string): string {
  const sections = jails.map(({ name, ignoreIp }) => {
    const list = [...new Set([...ignoreIp, address])];
    return `\n[${name}]\nignoreip = ${list.join(' ')}\n`;
  });
  return `# Written by "farend init", taken away by "farend undo": what these jails ignored before, and ${address},
# where Asterisk sees every phone that goes through farend. After a change of ignoreip elsewhere run it again.
${sections.join('')}`;
}
