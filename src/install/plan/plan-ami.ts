// The AMI user of farend, and AMI itself where it is off.

import { AppError } from '../../base/app-error.ts';
import { isLoopback } from '../../base/ip-address.ts';
import type { ConsoleCommand } from '../../host/console-command.ts';
import type { InstallStep } from '../install-step.ts';
import type { ConsoleStep } from '../steps/console-step.ts';
import { formatAmiUser } from '../text/ami-user.ts';
import type { InstallFacts, InstallWish } from './install-facts.ts';
import { listFiles, planAddition } from './plan-addition.ts';

const OWN_FILE = 'manager.d/farend.conf';
const LOOPBACK = '127.0.0.1';

/** @throws AppError INSTALL_REFUSED where a user of that name is the operator's */
export function planAmi(facts: InstallFacts, { config }: InstallWish): InstallStep[] {
  const { host, username, secretFile } = config.ami;
  refuseForeignUser('manager.conf', OWN_FILE, username, facts);
  const { isEnabled, port } = facts.survey.services.manager;
  const permit = isLoopback(host) ? LOOPBACK : host;
  const addition = planAddition(
    {
      name: 'manager.conf',
      own: OWN_FILE,
      general: [
        ['enabled', 'yes'],
        ['bindaddr', LOOPBACK],
        // As long as AMI is off, the file may say a port that is none.
        ['port', String(port)],
      ],
      isOn: isEnabled,
      format: (text) => formatAmiUser(username, permit, text),
      what: isEnabled
        ? 'A user of AMI for farend, for this machine alone, with the least rights that do.'
        : 'AMI is switched on, for this machine alone, with a user for farend that has the least rights that do.',
      secretFile,
    },
    facts,
  );
  return [
    ...addition,
    ...planReload(facts, 'manager reload', 'Asterisk reads its AMI users again.', addition),
  ];
}

/** An Asterisk that does not run has nothing to read again. */
export function planReload(
  { survey }: InstallFacts,
  command: ConsoleCommand,
  what: string,
  because: readonly InstallStep[],
): ConsoleStep[] {
  const { process, controlSocket } = survey.asterisk;
  if (process === undefined) return [];
  return [
    {
      kind: 'console',
      what,
      controlSocket,
      commands: [command],
      undoCommands: [command],
      because: listFiles(because),
    },
  ];
}

/** Asterisk would take the last of two sections, and which that is depends on who wrote what. */
export function refuseForeignUser(
  name: 'manager.conf' | 'ari.conf',
  own: string,
  username: string,
  { configurations }: InstallFacts,
): void {
  const foreign = configurations
    .get(name)
    ?.sections.find((section) => section.name === username && !section.file.endsWith(own));
  if (foreign === undefined) return;
  throw new AppError(
    'INSTALL_REFUSED',
    `${foreign.file}:${foreign.line} has a user [${username}] already, which farend has not made: take it out or name it otherwise, then try again`,
  );
}
