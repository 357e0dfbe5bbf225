// Which files are farend's own, whose module reads them, and what goes into which.

import type { OwnSection } from '../../policy/policy-plan.ts';
import type { FileStore } from '../store-lookup.ts';

export const ownFileNames = [
  'pjsip.conf',
  'pjsip.aor.conf',
  'pjsip_wizard.conf',
  'sip.conf',
] as const;

/** `pjsip.aor.conf` is there where Asterisk's files define AORs after the place of the first one. */
export type OwnFileName = (typeof ownFileNames)[number];

/** The file of Asterisk's that pulls it in, itself or through what it includes. */
export function storeOfOwnFile(name: OwnFileName): FileStore {
  return name === 'pjsip.aor.conf' ? 'pjsip.conf' : name;
}

/** @param hasAorFile AORs have a file of their own */
export function findOwnFile(
  { store, kind }: Pick<OwnSection, 'store' | 'kind'>,
  hasAorFile: boolean,
): OwnFileName {
  return store === 'pjsip.conf' && kind === 'aor' && hasAorFile ? 'pjsip.aor.conf' : store;
}

/** What Asterisk loads again for it; pjsip_wizard.conf is read along with pjsip.conf. */
export function moduleOf(store: FileStore): string {
  return store === 'sip.conf' ? 'chan_sip.so' : 'res_pjsip.so';
}
