// Where Asterisk reads farend's own files: by a line that is there already, however it is written, or
// by one at the end of the file that the layout has for it. FreePBX generates pjsip.conf and sip.conf
// and includes files for additions in them, so that a line in the generated ones would be lost.

import { basename } from 'node:path';
import type { Configuration, Inclusion } from '../../asterisk/conf/configuration.ts';
import { isPattern } from '../../asterisk/conf-files.ts';
import { AppError } from '../../base/app-error.ts';
import type { OwnDirectory } from './own-directory.ts';
import { type OwnFileName, storeOfOwnFile } from './own-file.ts';
import type { Configurations } from './read-configurations.ts';

export interface PullInPlace {
  /** The operator's file. */
  readonly file: string;
  /** The lines that are there; more than one does no harm. */
  readonly inclusions: readonly Inclusion[];
}

/** Included by the files that FreePBX writes, and left to the operator. */
const FREEPBX_ADDITIONS: Readonly<Partial<Record<OwnFileName, string>>> = {
  'pjsip.conf': 'pjsip.endpoint_custom_post.conf',
  'pjsip.aor.conf': 'pjsip.aor_custom_post.conf',
  'sip.conf': 'sip_custom_post.conf',
};

/**
 * @returns undefined where Asterisk has no file that could hold it
 * @throws AppError POLICY_UNWRITABLE when a line is there that must not stay as it is
 */
export function findPullInPlace(
  name: OwnFileName,
  configurations: Configurations,
  directory: OwnDirectory,
): PullInPlace | undefined {
  const configuration = configurations.get(storeOfOwnFile(name));
  if (configuration === undefined) return undefined;
  const ours = configuration.inclusions.filter(({ path }) => directory.holds(path));
  for (const inclusion of ours) refuseUnsafeLine(inclusion, directory.lineOf(name));
  const inclusions = ours.filter(({ path }) => basename(path) === name);
  const file =
    inclusions.at(-1)?.file ?? findAdditions(name, configuration)?.files[0] ?? configuration.file;
  return { file, inclusions };
}

/** AORs are defined after the place where additions to endpoints are read. */
export function needsAorFile(configurations: Configurations, directory: OwnDirectory): boolean {
  const configuration = configurations.get('pjsip.conf');
  const aors = configuration && findAdditions('pjsip.aor.conf', configuration);
  if (configuration === undefined || aors === undefined) return false;
  const { inclusions } = configuration;
  const endpoints =
    inclusions.findLast(({ path }) => directory.holds(path) && basename(path) === 'pjsip.conf') ??
    findAdditions('pjsip.conf', configuration);
  return endpoints !== undefined && inclusions.indexOf(endpoints) < inclusions.indexOf(aors);
}

function findAdditions(name: OwnFileName, { inclusions }: Configuration): Inclusion | undefined {
  return inclusions.find(
    ({ path, files }) => basename(path) === FREEPBX_ADDITIONS[name] && files.length > 0,
  );
}

function refuseUnsafeLine({ directive, path, file, line }: Inclusion, wanted: string): void {
  if (directive === 'tryinclude' && !isPattern(path)) return;
  const why = isPattern(path)
    ? 'reads files into a configuration that they are not meant for'
    : 'leaves Asterisk without any endpoint when the file is missing';
  throw new AppError(
    'POLICY_UNWRITABLE',
    `${file}:${line}: #${directive} ${path} ${why}: write ${wanted} in its place, then try again`,
  );
}
