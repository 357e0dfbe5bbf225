// The programs of others that the tests set beside farend: SIPp, baresip, sipvicious, Kamailio,
// fail2ban, tshark. Those on PATH are taken; else those of Debian's packages, unpacked under .cache and run in
// place.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { addCacheEntry, cacheDirectory, hasCacheEntry } from './cache-entry.ts';
import { fetchPackages } from './fetch-packages.ts';
import { createReport } from './progress.ts';
import { findProgram, listLibraryDirectories } from './unpacked-root.ts';

export interface Peers {
  /** The words that start SIPp. */
  readonly sipp?: readonly string[];
  readonly baresip?: BaresipRoot;
  readonly sipvicious?: SipviciousRoot;
  readonly kamailio?: KamailioRoot;
  readonly fail2ban?: Fail2banRoot;
  readonly tshark?: TsharkRoot;
}

export interface KamailioRoot {
  readonly command: readonly string[];
  readonly moduleDirectory: string;
}

export interface BaresipRoot {
  readonly command: readonly string[];
  readonly moduleDirectory: string;
}

export interface SipviciousRoot {
  /** The words that start Python. */
  readonly python: readonly string[];
  /** What Python has to be told so that it finds itself and the package. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Fail2banRoot extends SipviciousRoot {
  /** Its configuration as it is delivered. */
  readonly etc: string;
}

export interface TsharkRoot {
  /** The words that start tshark, and dumpcap. */
  readonly tshark: readonly string[];
  readonly dumpcap: readonly string[];
}

/** Another name for another list of packages: what is there under an older one lacks some. */
const PEERS = 'peers-with-tshark';

const PACKAGE_OF: Readonly<Record<keyof Peers, string>> = {
  sipp: 'sip-tester',
  baresip: 'baresip-core',
  sipvicious: 'sipvicious',
  kamailio: 'kamailio',
  fail2ban: 'fail2ban',
  tshark: 'tshark',
};

const peerNames = Object.keys(PACKAGE_OF) as (keyof Peers)[];

/** Where packages put a Python package, below the root of a tree. */
const PYTHON_PATHS = ['usr/share/sipvicious', 'usr/lib/python3/dist-packages'];

/** Fetches what this machine lacks of them into .cache. */
export async function ensurePeers(): Promise<void> {
  const missing = listMissingPeers(findPeers());
  if (missing.length === 0 || (await hasCacheEntry(PEERS))) {
    return;
  }
  const report = createReport(PEERS);
  report(`lacks ${missing.join(', ')}`);
  await addCacheEntry(PEERS, (directory) =>
    fetchPackages(Object.values(PACKAGE_OF), directory, report),
  );
}

/** What there is, without fetching anything. */
export function findPeers(): Peers {
  const root = join(cacheDirectory, PEERS);
  const sipp = findCommand(root, 'sipp');
  const baresip = findBaresip(root);
  const sipvicious = findSipvicious('/') ?? findSipvicious(root);
  const kamailio = findKamailio(root);
  const fail2ban = findFail2ban('/') ?? findFail2ban(root);
  const tshark = findCommand(root, 'tshark');
  const dumpcap = findCommand(root, 'dumpcap');
  return {
    ...(sipp && { sipp }),
    ...(baresip && { baresip }),
    ...(sipvicious && { sipvicious }),
    ...(kamailio && { kamailio }),
    ...(fail2ban && { fail2ban }),
    ...(tshark && dumpcap && { tshark: { tshark, dumpcap } }),
  };
}

/** One sentence for each that is lacking: what, and what to install. */
export function describeMissingPeers(): string[] {
  return listMissingPeers(findPeers()).map(
    (name) => `${name} is missing: install the package ${PACKAGE_OF[name]}.`,
  );
}

function listMissingPeers(peers: Peers): (keyof Peers)[] {
  return peerNames.filter((name) => peers[name] === undefined);
}

function findBaresip(root: string): BaresipRoot | undefined {
  const command = findCommand(root, 'baresip');
  const moduleDirectory = findModules(command, root, 'baresip/modules');
  return command && moduleDirectory !== undefined ? { command, moduleDirectory } : undefined;
}

/** With its tracer: some distributions leave that to another package. */
function findKamailio(root: string): KamailioRoot | undefined {
  const command = findCommand(root, 'kamailio');
  const moduleDirectory = findModules(command, root, 'kamailio/modules');
  const hasTracer =
    moduleDirectory !== undefined && existsSync(join(moduleDirectory, 'siptrace.so'));
  return command && hasTracer ? { command, moduleDirectory } : undefined;
}

/** The directory of a program's modules, in the tree that the program is of. */
function findModules(
  command: readonly string[] | undefined,
  root: string,
  name: string,
): string | undefined {
  const libraries = listLibraryDirectories(command?.length === 1 ? '/' : root);
  return libraries.map((directory) => join(directory, name)).find(existsSync);
}

function findSipvicious(root: string): SipviciousRoot | undefined {
  return findPythonPackage(root, 'sipvicious/svmap.py');
}

function findFail2ban(root: string): Fail2banRoot | undefined {
  const found = findPythonPackage(root, 'fail2ban/client/fail2banregex.py');
  const etc = join(root, 'etc/fail2ban');
  return found !== undefined && existsSync(join(etc, 'jail.conf')) ? { ...found, etc } : undefined;
}

function findPythonPackage(root: string, file: string): SipviciousRoot | undefined {
  const path = PYTHON_PATHS.map((name) => join(root, name)).find((directory) =>
    existsSync(join(directory, file)),
  );
  const python = findOwnPython(root);
  if (path === undefined || python === undefined) {
    return undefined;
  }
  const home = root === '/' ? {} : { PYTHONHOME: join(root, 'usr') };
  return { python, env: { ...home, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' } };
}

/** Of a tree its own Python, which is of the version that its packages are made for. */
function findOwnPython(root: string): string[] | undefined {
  if (root !== '/') {
    return findProgram(root, 'usr/bin/python3');
  }
  return existsSync('/usr/bin/python3') ? ['/usr/bin/python3'] : undefined;
}

function findCommand(root: string, name: string): string[] | undefined {
  return (
    findInstalled(name) ??
    findProgram(root, join('usr/bin', name)) ??
    findProgram(root, join('usr/sbin', name))
  );
}

function findInstalled(name: string): string[] | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin');
  const path = directories.map((directory) => join(directory, name)).find(existsSync);
  return path === undefined ? undefined : [path];
}
