// Which file each object of an Asterisk is from, as Asterisk itself reads them over AMI: for an Asterisk
// whose files are not at hand.

import type { ConfigCategory } from '../../asterisk/ami/config-reader.ts';
import { isAppError } from '../../base/app-error.ts';
import type { ObjectName } from '../../policy/policy-plan.ts';
import type { AsteriskAccess } from '../asterisk-access.ts';
import type { FileStore } from '../store-lookup.ts';

/** Whether an object is from one certain file. */
export type IsFromFile = (name: ObjectName) => boolean;

/** Undefined where Asterisk refuses: nothing is known then. Of a file that is missing nothing is from it. */
export async function readObjects(
  access: AsteriskAccess,
  store: Exclude<FileStore, 'sip.conf'>,
): Promise<IsFromFile | undefined> {
  if (store === 'pjsip_wizard.conf') {
    const wizards = await readNames(access, store, 'wizard');
    return wizards && (({ object }) => wizards.has(object));
  }
  const endpoints = await readNames(access, store, 'endpoint');
  const aors = await readNames(access, store, 'aor');
  if (endpoints === undefined || aors === undefined) return undefined;
  return ({ kind, object }) => (kind === 'aor' ? aors : endpoints).has(object);
}

async function readNames(
  access: AsteriskAccess,
  store: FileStore,
  type: string,
): Promise<ReadonlySet<string> | undefined> {
  const categories = await readFile(access, store, `type=${type}`);
  return categories && new Set(categories.map(({ name }) => name));
}

/** Empty where there is no such file, undefined where Asterisk refuses. */
export async function readFile(
  access: AsteriskAccess,
  store: FileStore,
  filter?: string,
): Promise<readonly ConfigCategory[] | undefined> {
  try {
    return (await access.readConfig(store, filter)) ?? [];
  } catch (error) {
    if (isAppError(error, 'AMI_REFUSED')) return undefined;
    throw error;
  }
}
