// Which SIP drivers an Asterisk has: by its console when it runs, else by modules.conf and the files.

import type { Configuration } from '../../asterisk/conf/configuration.ts';
import { isTrue } from '../../asterisk/conf/is-true.ts';
import type { Driver } from '../asterisk-survey.ts';
import { listSections, readSetting } from './setting-values.ts';

const drivers: readonly Driver[] = ['chan_pjsip', 'chan_sip'];

const confFileOf: Readonly<Record<Driver, string>> = {
  chan_pjsip: 'pjsip.conf',
  chan_sip: 'sip.conf',
};

export interface DriverSigns {
  readonly modulesConf: Configuration | undefined;
  /** Names of the files in its module directory; undefined where that is not known. */
  readonly moduleFiles: readonly string[] | undefined;
  /** Whether a file of that name is in its configuration directory. */
  readonly hasFile: (name: string) => boolean;
}

/** @param loadedModules without `.so`; undefined where the console was not asked */
export function findDrivers(
  loadedModules: readonly string[] | undefined,
  signs: DriverSigns,
): Driver[] {
  if (loadedModules !== undefined)
    return drivers.filter((driver) => loadedModules.includes(driver));
  return drivers.filter((driver) => wouldLoad(driver, signs));
}

/** chan_sip and res_pjsip decline to load without their file. */
function wouldLoad(driver: Driver, { modulesConf, moduleFiles, hasFile }: DriverSigns): boolean {
  if (!hasFile(confFileOf[driver])) return false;
  if (moduleFiles !== undefined && !moduleFiles.includes(`${driver}.so`)) return false;
  const lines = listSections(modulesConf).flatMap(({ variables }) => variables);
  const names = (wanted: readonly string[]): boolean =>
    lines.some(
      ({ name, value }) =>
        wanted.includes(name.toLowerCase()) && value.replace(/\.so$/, '') === driver,
    );
  if (names(['noload'])) return false;
  return (
    isTrue(readSetting(modulesConf, 'modules', 'autoload')) ||
    names(['load', 'preload', 'require', 'preload-require'])
  );
}

/** Names without `.so` of what `module show` has in state Running. */
export function parseModuleList(output: string): string[] {
  return output
    .split('\n')
    .flatMap((line) => /^(\S+)\.so\s.*\s\d+\s+Running(?:\s|$)/.exec(line)?.[1] ?? []);
}
