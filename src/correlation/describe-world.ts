// What a device's Asterisk is like at the moment, as far as it bears on the judgement of the device.

import type { Device, World } from './device.ts';
import { isStranger } from './is-stranger.ts';
import type { Knowledge } from './knowledge.ts';

const NO_ASTERISK = 'no Asterisk can be asked about it: farend.yaml has no section asterisk';

export function describeWorld(knowledge: Knowledge, device: Device, now: number): World {
  const { asterisks } = knowledge;
  const asterisk = asterisks.get(device.asterisk);
  return {
    isUp: asterisk?.isUp,
    reason: asterisk?.reason ?? (asterisks.isEmpty ? NO_ASTERISK : ''),
    settings: asterisk?.byAor.get(device.aor),
    reachesNobody: asterisk?.reachesNobody ?? false,
    isStranger: isStranger(knowledge, device),
    now,
  };
}
