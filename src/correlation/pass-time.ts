// What happens because nothing does: registrations run out, contacts that Asterisk dropped stay
// dropped, and what was not heard of for long is forgotten.

import type { Changes } from './changes.ts';
import { type Device, wasRegistered } from './device.ts';
import { endRegistration } from './end-registration.ts';
import type { Knowledge } from './knowledge.ts';
import type { KnownAsterisk } from './known-asterisks.ts';

/** The refresh may be on its way through the feed. */
const EXPIRY_GRACE_MS = 1_000;
/** So may the wire's word on why a contact is gone. */
const DROP_GRACE_MS = 1_000;
/** A contact that goes that shortly before its end has run out by Asterisk's clock. */
const CLOCKS_DIFFER_MS = 2_000;
/** As long as the proxy keeps a dead binding. */
const ENDED_KEPT_MS = 7 * 24 * 3_600_000;
const FAILED_KEPT_MS = 24 * 3_600_000;
/** Of accounts that no Asterisk is known to have. */
const STRANGER_KEPT_MS = 3_600_000;
/** A single phone that is switched off says nothing of the way. */
const SILENT_PHONES = 3;

/** @param mayExpire false while the registrations of an earlier life are not confirmed yet */
export function passTime(
  knowledge: Knowledge,
  nowMs: number,
  mayExpire: boolean,
  changes: Changes,
): void {
  for (const device of knowledge.table.all()) {
    const { isRegistered, expiresAt } = device;
    if (isRegistered && mayExpire && expiresAt > 0 && expiresAt + EXPIRY_GRACE_MS <= nowMs)
      endRegistration(device, 'expired', expiresAt, changes);
    else if (!isRegistered && isOver(knowledge, device, nowMs)) knowledge.remove(device, changes);
  }
  confirmDropped(knowledge, nowMs, changes);
  for (const asterisk of knowledge.asterisks.all()) judgeReach(knowledge, asterisk, changes);
}

function confirmDropped({ dropped, table }: Knowledge, nowMs: number, changes: Changes): void {
  for (const device of dropped) {
    const { asteriskView: view, isRegistered, expiresAt } = device;
    const isStill = table.has(device) && isRegistered && view?.status === 'removed';
    if (isStill && nowMs - view.since < DROP_GRACE_MS) continue;
    dropped.delete(device);
    if (!isStill) continue;
    const isExpiry = expiresAt > 0 && expiresAt - view.since <= CLOCKS_DIFFER_MS;
    endRegistration(device, isExpiry ? 'expired' : 'dropped', view.since, changes);
  }
}

function isOver({ asterisks }: Knowledge, device: Device, nowMs: number): boolean {
  if (device.isPlaceholder) return false;
  const last = Math.max(device.ending?.at ?? 0, device.wire?.lastSeen ?? 0);
  return nowMs - last > keptFor(asterisks.findAor(device.aor) !== undefined, device);
}

function keptFor(isKnown: boolean, device: Device): number {
  if (wasRegistered(device)) return ENDED_KEPT_MS;
  return isKnown ? FAILED_KEPT_MS : STRANGER_KEPT_MS;
}

/** Phones of several sites do not fall silent together by themselves. */
function judgeReach(knowledge: Knowledge, asterisk: KnownAsterisk, changes: Changes): void {
  const isCandidate = asterisk.reachable === 0 && asterisk.unreachable >= SILENT_PHONES;
  if (!isCandidate && !asterisk.reachesNobody) return;
  const silent = [...knowledge.table.all()].filter(
    ({ reach, asterisk: name }) => reach === 'unreachable' && name === asterisk.name,
  );
  const reachesNobody = isCandidate && new Set(silent.map(({ site }) => site)).size > 1;
  if (reachesNobody === asterisk.reachesNobody) return;
  asterisk.reachesNobody = reachesNobody;
  for (const device of silent) changes.touch(device);
}
