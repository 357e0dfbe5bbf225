// Where packages come from: the machine's own apt configuration names the mirror, the environment
// may name another one. No host name is written here.

import { access } from 'node:fs/promises';
import { runCommand } from '../process/run-command.ts';

/** One line of a sources list. */
export interface PackageSource {
  readonly uri: string;
  readonly suite: string;
  readonly keyring: string;
}

export interface DebianMirror {
  readonly uri: string;
  readonly securityUri: string;
}

const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];

/** True where packages can be fetched and unpacked at all. */
export async function hasApt(): Promise<boolean> {
  const apt = await runCommand(['apt-get', '--version']);
  const dpkg = await runCommand(['dpkg-deb', '--version']);
  return apt.exitCode === 0 && dpkg.exitCode === 0;
}

/** Debian's archive keys, present on every Debian and on some of its relatives. */
export async function findDebianKeyring(): Promise<string | undefined> {
  for (const path of KEYRINGS) {
    const present = await access(path).then(
      () => true,
      () => false,
    );
    if (present) {
      return path;
    }
  }
  return undefined;
}

/** The mirrors to ask for a Debian suite, best first: FAREND_DEBIAN_MIRROR, then the machine's own. */
export async function findDebianMirrors(): Promise<DebianMirror[]> {
  const uris = await listRepositories();
  const ownSecurity = uris.find((uri) => uri.endsWith('-security'));
  const named = process.env.FAREND_DEBIAN_MIRROR;
  const mirrors: DebianMirror[] = [];
  if (named !== undefined && named !== '') {
    const uri = trimSlashes(named);
    mirrors.push({ uri, securityUri: `${uri}-security` });
  }
  const own = uris.find((uri) => !uri.endsWith('-security'));
  if (own !== undefined) {
    mirrors.push({ uri: own, securityUri: ownSecurity ?? `${own}-security` });
  }
  return mirrors;
}

/**
 * The repositories with a component `main`, in the order of the machine's configuration. Without
 * `--no-release-info` apt lists only what an earlier `apt-get update` has fetched.
 */
async function listRepositories(): Promise<string[]> {
  const format = '$(CREATED_BY) $(COMPONENT) $(REPO_URI)';
  const targets = await runCommand([
    'apt-get',
    'indextargets',
    '--no-release-info',
    '--format',
    format,
  ]);
  const uris = targets.stdout
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([creator, component]) => creator === 'Packages' && component === 'main')
    .map(([, , uri = '']) => trimSlashes(uri));
  return [...new Set(uris)];
}

function trimSlashes(uri: string): string {
  return uri.replace(/\/+$/, '');
}
