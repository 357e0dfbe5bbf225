// Asterisk's configuration of endpoints, one for each file that farend has settings for.

import type { Configuration } from '../../asterisk/conf/configuration.ts';
import { readConfiguration } from '../../asterisk/conf/read-configuration.ts';
import type { ConfFiles } from '../../asterisk/conf-files.ts';
import type { FileStore } from '../store-lookup.ts';

const fileStores: readonly FileStore[] = ['pjsip.conf', 'pjsip_wizard.conf', 'sip.conf'];

/** Without those whose file is not there. */
export type Configurations = ReadonlyMap<FileStore, Configuration>;

export function readConfigurations(files: ConfFiles): Configurations {
  const present = fileStores.filter((store) => files.readFile(store) !== undefined);
  return new Map(
    present.map((store) => [store, readConfiguration(store, files, files.directory)] as const),
  );
}
