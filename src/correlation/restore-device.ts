// A device from the record that an earlier life of this program left, under the configuration that
// is in force now.

import { readAddress } from './address-text.ts';
import { Changes } from './changes.ts';
import { createDevice, type Device, type Ending } from './device.ts';
import type { DeviceRecord } from './device-record.ts';
import type { Knowledge } from './knowledge.ts';
import { isPlaceholderId } from './placeholder.ts';

/** Sites may have other names since, and an Asterisk may be one of ours no more. */
export function restoreRecord(knowledge: Knowledge, old: DeviceRecord, changes: Changes): void {
  const { asterisks, sites, table } = knowledge;
  const isOurs =
    old.asterisk === '' ? !asterisks.isEmpty : asterisks.get(old.asterisk) !== undefined;
  if (!isOurs && old.wire === undefined) {
    // Nobody else has told of it.
    changes.removed.push(old);
    return;
  }
  const site = sites.find(readAddress(old.wire?.source ?? ''));
  const device = restoreDevice(site === old.site ? old : { ...old, site });
  if (table.find(device.id) !== undefined) return;
  knowledge.add(device, new Changes());
  if (isOurs) return;
  device.asteriskView = undefined;
  device.asterisk = '';
  knowledge.setAsterisk(device, '');
  changes.touch(device);
}

function restoreDevice(record: DeviceRecord): Device {
  const { id, aor, producer, wire, brokenLeg, verdict } = record;
  const device = createDevice(id, aor, producer);
  const suffix = id.slice(id.lastIndexOf('/') + 1);
  device.token = /^[0-9a-f]{16}$/.test(suffix) ? suffix : '';
  device.isPlaceholder = isPlaceholderId(id);
  device.endpoint = record.endpoint;
  device.asterisk = record.asterisk;
  device.site = record.site;
  device.wire = wire;
  device.asteriskView = record.asteriskView;
  device.isRegistered = record.isRegistered;
  device.expiresAt = record.expiresAt;
  device.flows = record.flows;
  device.ending = readEnding(record);
  device.series.callId = wire?.callId ?? '';
  device.series.source = wire?.source ?? '';
  if (verdict.value === 'failing' && brokenLeg.value !== 'none')
    device.trouble = {
      kind: 'refused',
      since: record.changedAt,
      count: 1,
      statusCode: 0,
      ...record.trouble,
      leg: brokenLeg.value,
      evidence: verdict.evidence,
    };
  device.record = record;
  return device;
}

/** What its verdict says of how it ended. */
function readEnding({
  isRegistered,
  flows,
  verdict,
  brokenLeg,
  changedAt,
}: DeviceRecord): Ending | undefined {
  if (isRegistered || flows.length === 0) return undefined;
  if (verdict.value !== 'unreachable') return { kind: 'unregistered', at: changedAt };
  return { kind: brokenLeg.value === 'policy' ? 'dropped' : 'expired', at: changedAt };
}
