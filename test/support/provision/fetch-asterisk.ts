// Fetches one Asterisk into an empty directory: from the first Debian suite that still has it, else
// the package of the machine's own distribution.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AptRoot, type AptSources } from './apt-root.ts';
import { type DebianMirror, findDebianKeyring, findDebianMirrors } from './package-sources.ts';
import type { Report } from './progress.ts';
import { trimRoot } from './unpacked-root.ts';

/** Libraries that `asterisk-modules` names and our modules need (RTP, SRTP, codecs). */
const MODULE_LIBRARY = /^lib(gsm|resample|speexdsp|srtp)/;

interface Candidate {
  readonly label: string;
  readonly sources: AptSources;
}

/** Fills `directory`; false when no source has a package `asterisk` that can be fetched. */
export async function fetchAsterisk(
  suites: readonly string[],
  directory: string,
  report: Report,
): Promise<boolean> {
  for (const { label, sources } of await listCandidates(suites)) {
    const scratch = await mkdtemp(join(tmpdir(), 'farend-apt-'));
    report(`asks ${label} for a package`);
    try {
      const apt = new AptRoot(scratch);
      await apt.open(sources);
      await fetchFrom(apt, directory, report);
      return true;
    } catch (error) {
      report(`is not to be had there: ${error instanceof Error ? error.message : error}`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  return false;
}

async function fetchFrom(apt: AptRoot, directory: string, report: Report): Promise<void> {
  const version = await apt.findVersion('asterisk');
  if (version === undefined) {
    throw new Error(apt.complaint ?? 'no package asterisk');
  }
  report(`fetches ${version} and its libraries`);
  const own = (await apt.listDependencies('asterisk')).filter((name) => name.startsWith('lib'));
  const others = (await apt.listDependencies('asterisk-modules')).filter((name) =>
    MODULE_LIBRARY.test(name),
  );
  await apt.downloadWithDependencies([...own, ...others]);
  await apt.downloadAlone(['asterisk', 'asterisk-modules']);
  report('unpacks');
  await apt.unpackInto(directory);
  await trimRoot(directory);
}

async function listCandidates(suites: readonly string[]): Promise<Candidate[]> {
  const keyring = await findDebianKeyring();
  const mirrors = keyring === undefined ? [] : await findDebianMirrors();
  const candidates = mirrors.flatMap((mirror) =>
    suites.flatMap((suite) => listSuiteCandidates(mirror, suite, keyring ?? '')),
  );
  return [...candidates, { label: 'this system', sources: 'machine' }];
}

/** A released suite has its later fixes in a second archive; a suite that moved may have lost it. */
function listSuiteCandidates(mirror: DebianMirror, suite: string, keyring: string): Candidate[] {
  const plain = { uri: mirror.uri, suite, keyring };
  if (suite === 'forky' || suite === 'sid') {
    return [{ label: `Debian ${suite}`, sources: [plain] }];
  }
  const security = { uri: mirror.securityUri, suite: `${suite}-security`, keyring };
  return [
    { label: `Debian ${suite} with ${suite}-security`, sources: [plain, security] },
    { label: `Debian ${suite}`, sources: [plain] },
  ];
}
