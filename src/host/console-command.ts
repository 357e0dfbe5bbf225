// The commands that farend gives to Asterisk's console: this list and no other. What comes from outside
// gets into a command only by a function here that refuses what the console would take apart.

import { AppError } from '../base/app-error.ts';

const fixedCommands = [
  'core show version',
  'core show settings',
  'core show uptime seconds',
  'module show',
  'manager show settings',
  'manager show users',
  'http show status',
  'ari show status',
  'ari show users',
  'pjsip show transports',
  'pjsip show contacts',
  'pjsip show registrations',
  'sip show settings',
  'sip show peers',
  'sip show registry',
  'database show registrar',
  'database show SIP/Registry',
  'manager reload',
  'module reload http',
  'module reload res_ari.so',
  'module reload res_pjsip.so',
  'module reload chan_sip.so',
  'module reload res_hep.so',
  'module load res_hep.so',
  'module load res_hep_pjsip.so',
  'module unload res_hep_pjsip.so',
  'module unload res_hep.so',
] as const;

declare const checked: unique symbol;

export type ConsoleCommand =
  | (typeof fixedCommands)[number]
  | (string & { readonly [checked]: true });

/**
 * Ends the registration of a chan_sip peer (`sip unregister`).
 *
 * @throws AppError CONSOLE_UNREACHABLE for a name that no section of sip.conf can have
 */
export function formatUnregister(peer: string): ConsoleCommand {
  if (!/^[\w.+@-]+$/.test(peer)) {
    throw new AppError(
      'CONSOLE_UNREACHABLE',
      `The name of the peer ${JSON.stringify(peer)} cannot be given to Asterisk's console: type “sip unregister” with it there yourself`,
    );
  }
  return `sip unregister ${peer}` as ConsoleCommand;
}

/**
 * All that chan_sip knows of a peer (`sip show peer`).
 *
 * @throws AppError CONSOLE_UNREACHABLE for a name that no section of sip.conf can have
 */
export function formatShowPeer(peer: string): ConsoleCommand {
  if (/^[\w.+@-]+$/.test(peer)) return `sip show peer ${peer}` as ConsoleCommand;
  throw new AppError(
    'CONSOLE_UNREACHABLE',
    `The peer ${JSON.stringify(peer)} cannot be asked for at Asterisk's console: type “sip show peer” with it there yourself`,
  );
}

/**
 * Takes a contact of chan_pjsip out of AstDB.
 *
 * @param id as res_pjsip names it: `4001;@` and the MD5 of its URI
 * @throws AppError CONSOLE_UNREACHABLE for another one
 */
export function formatDeleteContact(id: string): ConsoleCommand {
  if (/^[\w.+@-]+;@[0-9a-f]{32}$/.test(id))
    return `database del registrar contact/${id}` as ConsoleCommand;
  throw new AppError(
    'CONSOLE_UNREACHABLE',
    `The contact ${JSON.stringify(id)} cannot be named at Asterisk's console: it goes when its registration expires`,
  );
}
