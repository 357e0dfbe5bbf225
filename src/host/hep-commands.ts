// How an Asterisk that runs begins to mirror its SIP, or takes up another hep.conf: nothing is restarted.

import type { ConsoleCommand } from './console-command.ts';

/**
 * What to say at its console, in that order, once hep.conf is written. `res_hep_pjsip` gives up at the start
 * of an Asterisk whose hep.conf is off, and stays so after a reload: it has to be loaded then.
 *
 * @param loadedModules of the survey: those in state Running
 */
export function listHepCommands(loadedModules: readonly string[]): ConsoleCommand[] {
  return [
    loadedModules.includes('res_hep') ? 'module reload res_hep.so' : 'module load res_hep.so',
    ...(loadedModules.includes('res_hep_pjsip') ? [] : (['module load res_hep_pjsip.so'] as const)),
  ];
}
