// Where what a person pastes belongs at one Asterisk: looked up only where something is to be pasted.

import { isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import type { AsteriskAccess } from '../../enforcement/asterisk-access.ts';
import type { ConfDirectory } from '../../enforcement/files/conf-directory.ts';
import { readRealtimeTables } from '../../enforcement/writers/realtime-tables.ts';
import type { PasteOptions } from '../../policy/paste-text.ts';
import type { PolicyPlan } from '../../policy/policy-plan.ts';

/** @throws AppError AMI_UNREACHABLE */
export async function findPastePlace(
  { changes }: PolicyPlan,
  access: AsteriskAccess,
  { ari }: FarendConfig['asterisk'][number],
  files: ConfDirectory | undefined,
): Promise<PasteOptions> {
  const pasted = changes.filter(({ writer }) => writer === 'paste');
  if (pasted.length === 0) return {};
  const isDynamic = pasted.some(({ store }) => store === 'dynamic');
  return {
    isFreePbx: await hasFile(access, 'pjsip.endpoint_custom_post.conf'),
    ...(isDynamic && { tables: await readRealtimeTables(access) }),
    ...(files !== undefined && { configDirectory: files.directory.parent }),
    ...(ari !== undefined && { ariUrl: ari.url, ariUsername: ari.username }),
  };
}

/** Asterisk refuses to show one that has only additions for other files, or nothing at all. */
async function hasFile(access: AsteriskAccess, file: string): Promise<boolean> {
  try {
    return (await access.readConfig(file)) !== undefined;
  } catch (error) {
    if (isAppError(error, 'AMI_REFUSED')) return true;
    throw error;
  }
}
