// What an installation is planned from, looked up on this machine. Nothing is changed.

import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Configuration } from '../../asterisk/conf/configuration.ts';
import { readConfiguration } from '../../asterisk/conf/read-configuration.ts';
import { ConfFiles } from '../../asterisk/conf-files.ts';
import { isIpv6, isLoopback } from '../../base/ip-address.ts';
import { parseConfig } from '../../config/load-config.ts';
import { OwnDirectory } from '../../enforcement/files/own-directory.ts';
import { ownFileNames, storeOfOwnFile } from '../../enforcement/files/own-file.ts';
import { findPullInPlace, needsAorFile } from '../../enforcement/files/pull-in-places.ts';
import { readConfigurations } from '../../enforcement/files/read-configurations.ts';
import type { AsteriskSurvey, FoundAsterisk } from '../../host/asterisk-survey.ts';
import { findFail2ban } from '../../host/fail2ban/find-fail2ban.ts';
import { findSourceAddress, listMachineNetworks } from '../../host/list-machine-networks.ts';
import { listPublicAddresses } from '../../host/public-address.ts';
import { refuseFile } from '../../host/refuse-file.ts';
import { surveyAsterisk } from '../../host/survey-asterisk.ts';
import { listUdpListeners } from '../../host/udp-listeners.ts';
import type { Way } from '../../install/config/config-wish.ts';
import { readSipPort, readWay } from '../../install/config/read-way.ts';
import { findTransport, isServed, isWildcard } from '../../install/plan/find-transport.ts';
import {
  type ConfName,
  confNames,
  type InstallFacts,
  type MissingLine,
} from '../../install/plan/install-facts.ts';
import type { Surroundings } from '../../install/plan/make-wish.ts';
import { ownJailFile } from '../../install/plan/plan-fail2ban.ts';
import type { InstallOptions } from './install-options.ts';

/** What is proposed to a person. */
interface Proposals {
  /** Of farend.yaml as it is; absent the first time. */
  readonly way?: Way;
  readonly sipPort: number;
  readonly address: string;
  /** Those of this machine that phones can write to, the proposed one first. */
  readonly addresses: readonly string[];
  readonly publicAddress?: string;
}

export interface Gathered {
  readonly facts: InstallFacts;
  readonly surroundings: Surroundings;
  readonly proposals: Proposals;
}

/** @throws AppError ASTERISK_UNREADABLE, CONSOLE_UNREACHABLE, INSTALL_REFUSED */
export async function gatherInstall(
  found: FoundAsterisk,
  options: InstallOptions,
): Promise<Gathered> {
  const survey = await surveyAsterisk(found);
  const configText = readIfThere(options.config);
  const machine = listMachineNetworks();
  const files = new ConfFiles(found.configDirectory, refuseFile);
  const facts: InstallFacts = {
    survey,
    configurations: readAll(files),
    asteriskOwner: found.process ?? findFileOwner(found),
    ...(configText !== undefined && { configText }),
    policyLines: listPolicyLines(files, survey),
    jails: findJails(resolve(options.fail2ban), found),
  };
  const surroundings: Surroundings = {
    survey,
    networks: machine.map(({ network }) => network),
    busyPorts: listBusyPorts(configText),
    configDirectory: resolve(dirname(options.config)),
    state: resolve(options.state),
    run: resolve(options.run),
  };
  const addresses = machine.map(({ address }) => address).filter((address) => !isLoopback(address));
  return { facts, surroundings, proposals: await propose(survey, addresses, configText, options) };
}

async function propose(
  survey: AsteriskSurvey,
  addresses: readonly string[],
  configText: string | undefined,
  options: InstallOptions,
): Promise<Proposals> {
  const sipPort = options.sipPort ?? findFormerPort(survey, configText);
  const transport = findTransport(survey, { address: options.address, sipPort });
  const source = await findSourceAddress();
  const [first = isIpv6(transport.address) ? '::1' : '127.0.0.1'] = addresses.filter((address) =>
    isServed(transport, address),
  );
  const isOwn = source !== undefined && addresses.includes(source) && isServed(transport, source);
  const [outside] = listPublicAddresses(survey.transports);
  const address = pickAddress(transport.address, isOwn ? source : first);
  const publicAddress = outside && (await findAddress(outside.host));
  const way = configText === undefined ? undefined : readWay(configText);
  return {
    ...(way !== undefined && { way }),
    sipPort: transport.port,
    address,
    addresses: [...new Set([address, ...addresses.filter((each) => isServed(transport, each))])],
    ...(publicAddress !== undefined && { publicAddress }),
  };
}

/** The one that farend.yaml has; undefined where Asterisk has left it since. */
function findFormerPort({ transports }: AsteriskSurvey, text: string | undefined) {
  const former = readSipPort(text);
  return transports.find(({ protocol, port }) => protocol === 'udp' && port === former)?.port;
}

/** Of a name in Asterisk's settings; undefined where nobody knows it. */
async function findAddress(host: string): Promise<string | undefined> {
  try {
    return (await lookup(host)).address;
  } catch {
    return undefined;
  }
}

/** Those of a farend that runs by the same farend.yaml are its own. */
function listBusyPorts(configText: string | undefined): ReadonlySet<number> {
  const busy = new Set(listUdpListeners().map(({ port }) => port));
  const loaded = configText === undefined ? undefined : parseConfig(configText, '');
  if (!loaded?.ok) return busy;
  const { listen, asteriskSide } = loaded.config.proxy;
  for (const own of [...listen, ...(asteriskSide ? [asteriskSide] : [])]) busy.delete(own.port);
  return busy;
}

function pickAddress(bound: string, fallback: string): string {
  return isWildcard(bound) ? fallback : bound;
}

/** As they are without farend, so that what the operator has changed since gets into farend's file. */
function findJails(directory: string, { logDirectory }: FoundAsterisk): InstallFacts['jails'] {
  return findFail2ban(directory, logDirectory, ownJailFile(directory))?.asteriskJails ?? [];
}

function readAll(files: ConfFiles): ReadonlyMap<ConfName, Configuration> {
  const present = confNames.filter((name) => files.readFile(name) !== undefined);
  return new Map(
    present.map((name) => [name, readConfiguration(name, files, files.directory)] as const),
  );
}

/** Where nobody runs yet, its files tell. */
function findFileOwner({ configDirectory, confFile }: FoundAsterisk): { uid: number; gid: number } {
  const manager = join(configDirectory, 'manager.conf');
  const { uid, gid } = statSync(existsSync(manager) ? manager : confFile);
  return { uid, gid };
}

/** @throws AppError POLICY_UNWRITABLE where a line stands as it must not */
function listPolicyLines(files: ConfFiles, { asterisk, drivers }: AsteriskSurvey): MissingLine[] {
  const directory = new OwnDirectory(join(asterisk.configDirectory, 'farend.d'));
  const configurations = readConfigurations(files);
  const hasAorFile = needsAorFile(configurations, directory);
  return ownFileNames
    .filter((name) => name !== 'pjsip.aor.conf' || hasAorFile)
    .filter((name) =>
      drivers.includes(storeOfOwnFile(name) === 'sip.conf' ? 'chan_sip' : 'chan_pjsip'),
    )
    .filter((name) => (files.readFile(storeOfOwnFile(name)) ?? '').trim() !== '')
    .flatMap((name) => {
      const place = findPullInPlace(name, configurations, directory);
      if (place === undefined || place.inclusions.length > 0) return [];
      return { file: place.file, line: directory.lineOf(name) };
    });
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
