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
  const { table, asterisks, held } = knowledge;
  const devices = table.ofAor(aor);
  const placeholder = devices.find(({ isPlaceholder }) => isPlaceholder);
  const account = asterisks.findAor(aor);
  const isTrunk = asterisks.settingsOf(account?.asterisk ?? '', aor)?.isTrunk === true;
  const isVacant = devices.every((each) => each.isPlaceholder || held.has(each));
  const isWanted = account !== undefined && !isTrunk && isVacant;
  // One that waits to be told of will have the place in a moment.
  if (isWanted && devices.length === 0) {
    const device = createDevice(aor + SUFFIX, aor, 'asterisk');
    device.isPlaceholder = true;
    device.endpoint = account.endpoint;
    device.asterisk = account.asterisk;
    if (changes.forgotten.has(aor)) device.ending = { kind: 'forgotten', at: 0 };
    knowledge.add(device, changes);
  } else if (!isWanted && placeholder !== undefined) knowledge.remove(placeholder, changes);
}
