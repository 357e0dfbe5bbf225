// What an Asterisk on this machine is, by its configuration files and, where it runs, its console.

import { existsSync, readdirSync } from 'node:fs';
import { type Configuration, lastValue } from '../asterisk/conf/configuration.ts';
import { readConfiguration } from '../asterisk/conf/read-configuration.ts';
import { ConfFiles } from '../asterisk/conf-files.ts';
import { askConsole } from './asterisk-console.ts';
import type { AsteriskSurvey, FoundAsterisk, Trunk } from './asterisk-survey.ts';
import { refuseFile } from './refuse-file.ts';
import { findDrivers, parseModuleList } from './survey/drivers.ts';
import { listOtherStores } from './survey/other-stores.ts';
import { listPjsipTransports } from './survey/pjsip-transports.ts';
import { listPjsipTrunks } from './survey/pjsip-trunks.ts';
import { type FindConfiguration, readServices } from './survey/services.ts';
import { listOfType, listSections } from './survey/setting-values.ts';
import { listSipTransports } from './survey/sip-transports.ts';
import { isPeer, listSipTrunks } from './survey/sip-trunks.ts';

const FREEPBX_FILE = '/etc/freepbx.conf';
const USUAL_DIRECTORY = '/etc/asterisk';

/** What Asterisk knows of SIP, and the files that tell it. */
interface SipSurvey
  extends Pick<
    AsteriskSurvey,
    'drivers' | 'transports' | 'trunks' | 'endpointCount' | 'loadedModules'
  > {
  readonly find: FindConfiguration;
  /** Those that were read, with what is wrong in them. */
  readonly known: ReadonlyMap<string, Configuration | undefined>;
}

/**
 * One moment's view; nothing is changed.
 *
 * @throws AppError ASTERISK_UNREADABLE, CONSOLE_UNREACHABLE where a running one stops answering
 */
export async function surveyAsterisk(found: FoundAsterisk): Promise<AsteriskSurvey> {
  const { find, known, ...sip } = await surveySip(found);
  return {
    asterisk: found,
    isFreePbx: isFreePbx(found, [find('pjsip.conf'), find('sip.conf')]),
    ...sip,
    services: readServices(find),
    otherStores: listOtherStores(find('sorcery.conf'), find('extconfig.conf')),
    troubles: [...known.values()].flatMap((configuration) => configuration?.troubles ?? []),
  };
}

/**
 * The trunks alone. Files with secrets of AMI and ARI are not opened: farend's own user may not read those.
 *
 * @throws AppError as surveyAsterisk
 */
export async function surveyTrunks(found: FoundAsterisk): Promise<readonly Trunk[]> {
  return (await surveySip(found)).trunks;
}

async function surveySip(found: FoundAsterisk): Promise<SipSurvey> {
  const files = new ConfFiles(found.configDirectory, refuseFile);
  const known = new Map<string, Configuration | undefined>();
  const find: FindConfiguration = (file) => {
    if (!known.has(file)) known.set(file, readIfThere(file, files));
    return known.get(file);
  };
  const loadedModules = found.process && parseModuleList(await askConsole(found, 'module show'));
  const drivers = findDrivers(loadedModules, {
    modulesConf: find('modules.conf'),
    moduleFiles: listModuleFiles(found.moduleDirectory),
    hasFile: (name) => files.readFile(name) !== undefined,
  });
  const pjsip = drivers.includes('chan_pjsip') ? find('pjsip.conf') : undefined;
  const wizard = drivers.includes('chan_pjsip') ? find('pjsip_wizard.conf') : undefined;
  const sip = drivers.includes('chan_sip') ? find('sip.conf') : undefined;
  return {
    find,
    known,
    drivers,
    transports: [...listPjsipTransports(pjsip), ...listSipTransports(sip)],
    trunks: [...listPjsipTrunks(pjsip, wizard), ...listSipTrunks(sip)],
    endpointCount: countEndpoints(pjsip, wizard, sip),
    ...(loadedModules !== undefined && { loadedModules }),
  };
}

function readIfThere(file: string, files: ConfFiles): Configuration | undefined {
  if (files.readFile(file) === undefined) return undefined;
  return readConfiguration(file, files, files.directory);
}

function listModuleFiles(directory: string | undefined): string[] | undefined {
  if (directory === undefined) return undefined;
  try {
    return readdirSync(directory);
  } catch {
    return undefined;
  }
}

/** FreePBX generates these includes, whichever version; its own file is where it always is. */
function isFreePbx(
  { configDirectory }: FoundAsterisk,
  configurations: readonly (Configuration | undefined)[],
): boolean {
  const paths = configurations
    .flatMap((configuration) => configuration?.inclusions ?? [])
    .map(({ path }) => path);
  return (
    paths.includes('pjsip.endpoint_custom_post.conf') ||
    paths.includes('sip_general_additional.conf') ||
    (configDirectory === USUAL_DIRECTORY && existsSync(FREEPBX_FILE))
  );
}

function countEndpoints(
  pjsip: Configuration | undefined,
  wizard: Configuration | undefined,
  sip: Configuration | undefined,
): number {
  const endpoints = [...listOfType(pjsip, 'endpoint'), ...listOfType(wizard, 'wizard')];
  const peers = listSections(sip).filter(
    (section) => isPeer(section) && lastValue(section, 'host') !== undefined,
  );
  return endpoints.length + peers.length;
}
