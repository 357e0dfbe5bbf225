// An endpoint of Asterisk without any device has a record all the same: a placeholder, until a device
// of it shows.

import type { Changes } from './changes.ts';
import { createDevice } from './device.ts';
import type { Knowledge } from './knowledge.ts';

const SUFFIX = '/-';

export function isPlaceholderId(id: string): boolean {
  return id.endsWith(SUFFIX);
}

/** Puts a placeholder where one is missing, and takes away one that is not needed any more. */
export function fillPlace(knowledge: Knowledge, aor: string, changes: Changes): void {
  const { table, asterisks } = knowledge;
  const devices = table.ofAor(aor);
  const placeholder = devices.find(({ isPlaceholder }) => isPlaceholder);
  const account = asterisks.findAor(aor);
  const isTrunk = asterisks.settingsOf(account?.asterisk ?? '', aor)?.isTrunk === true;
  const isWanted = account !== undefined && !isTrunk && devices.every((each) => each.isPlaceholder);
  if (isWanted && placeholder === undefined) {
    const device = createDevice(aor + SUFFIX, aor, 'asterisk');
    device.isPlaceholder = true;
    device.endpoint = account.endpoint;
    device.asterisk = account.asterisk;
    knowledge.add(device, changes);
  } else if (!isWanted && placeholder !== undefined) knowledge.remove(placeholder, changes);
}
