// Finds what the lab stands on, and fetches what is missing into .cache: Asterisk 22 and 16, the tools
// for namespaces and routers, and the peers. It needs no root and changes nothing outside .cache.

import { join } from 'node:path';
import {
  type AsteriskRoot,
  describeInstalledAsterisk,
  describeUnpackedAsterisk,
  hasModule,
} from './asterisk-root.ts';
import { addCacheEntry, cacheDirectory, hasCacheEntry } from './cache-entry.ts';
import { fetchAsterisk } from './fetch-asterisk.ts';
import { fetchTools, formatToolPath, listMissingTools } from './fetch-tools.ts';
import { hasApt } from './package-sources.ts';
import { describeMissingPeers, ensurePeers } from './peers.ts';
import { createReport } from './progress.ts';

export interface Provisioned {
  /** Asterisk 22 with chan_pjsip; where Debian's is out of reach, the system's own Asterisk. */
  readonly asterisk22?: AsteriskRoot;
  /** Asterisk 16 with chan_sip and chan_pjsip; else the system's own, if it still has chan_sip. */
  readonly asterisk16?: AsteriskRoot;
  /** The PATH with `ip`, `nft` and `conntrack`. */
  readonly toolPath: string;
  /** One sentence for each thing that is lacking: what, and what to install. */
  readonly lacking: readonly string[];
}

const ASTERISKS = [
  { name: 'asterisk-22', suites: ['forky', 'sid'], module: 'chan_pjsip' },
  { name: 'asterisk-16', suites: ['bullseye'], module: 'chan_sip' },
] as const;

const TOOLS = 'tools';

type Fetchable = (typeof ASTERISKS)[number]['name'] | 'peers';

/** Fetches what is missing, of Asterisks and peers only those `wanted`, then tells what there is. */
export async function provision(
  wanted: readonly Fetchable[] = ['asterisk-22', 'asterisk-16', 'peers'],
): Promise<Provisioned> {
  const asterisks = ASTERISKS.filter(({ name }) => wanted.includes(name));
  if (await hasApt()) {
    const peers = wanted.includes('peers') ? [ensurePeers()] : [];
    await Promise.all([...asterisks.map(ensureAsterisk), ensureTools(), ...peers]);
  }
  const found = await findProvisioned();
  for (const { name } of asterisks) {
    const version = found[name === 'asterisk-22' ? 'asterisk22' : 'asterisk16']?.version;
    createReport(name)(version === undefined ? 'is missing' : `is Asterisk ${version}`);
  }
  return found;
}

/** What there is, without fetching anything. */
export async function findProvisioned(): Promise<Provisioned> {
  const installed = await describeInstalledAsterisk();
  const [asterisk22, asterisk16] = await Promise.all(
    ASTERISKS.map(async ({ name, module }) => {
      const unpacked = await describeUnpackedAsterisk(join(cacheDirectory, name));
      return [unpacked, installed].find((root) => root !== undefined && hasModule(root, module));
    }),
  );
  const toolPath = formatToolPath(join(cacheDirectory, TOOLS));
  const lacking = [
    ...listMissingAsterisks(asterisk22, asterisk16),
    ...listMissingTools(toolPath).map(
      (name) => `${name} is missing: install the package that has it.`,
    ),
    ...describeMissingPeers(),
  ];
  return {
    ...(asterisk22 && { asterisk22 }),
    ...(asterisk16 && { asterisk16 }),
    toolPath,
    lacking,
  };
}

async function ensureAsterisk(wanted: (typeof ASTERISKS)[number]): Promise<void> {
  if (await hasCacheEntry(wanted.name)) {
    return;
  }
  const report = createReport(wanted.name);
  await addCacheEntry(wanted.name, (directory) => fetchAsterisk(wanted.suites, directory, report));
}

async function ensureTools(): Promise<void> {
  const missing = listMissingTools(formatToolPath(join(cacheDirectory, TOOLS)));
  if (missing.length === 0) {
    return;
  }
  const report = createReport(TOOLS);
  report(`lacks ${missing.join(', ')}`);
  await addCacheEntry(TOOLS, (directory) => fetchTools(directory, report));
}

function listMissingAsterisks(
  asterisk22: AsteriskRoot | undefined,
  asterisk16: AsteriskRoot | undefined,
): string[] {
  const advice = 'install the package asterisk, or name a Debian mirror in FAREND_DEBIAN_MIRROR.';
  return [
    ...(asterisk22 === undefined ? [`Asterisk with chan_pjsip is missing: ${advice}`] : []),
    ...(asterisk16 === undefined ? [`Asterisk with chan_sip is missing: ${advice}`] : []),
  ];
}
