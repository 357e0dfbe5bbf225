// What the proxy noticed besides registrations, where it says something of a device.

import type { ProxyNotice } from '../observation/proxy-notice.ts';
import { readAddress } from './address-text.ts';
import type { Changes } from './changes.ts';
import type { Device } from './device.ts';
import type { Knowledge } from './knowledge.ts';

export function applyNotice(knowledge: Knowledge, notice: ProxyNotice, changes: Changes): void {
  const { kind, time } = notice;
  if (kind === 'banned')
    for (const device of knowledge.table.all()) {
      if (isAt(device, notice)) ban(device, notice, changes);
    }
  else if (kind === 'path-ignored')
    for (const device of listDevices(knowledge, notice)) {
      if (!isAt(device, notice)) continue;
      device.pathIgnoredAt = time;
      changes.touch(device);
    }
  else if (kind === 'answer-from-elsewhere')
    for (const device of listDevices(knowledge, notice)) {
      device.answersElsewhereAt = time;
      changes.touch(device);
    }
}

/** Those of the AOR that the notice names. */
function listDevices({ asterisks, table }: Knowledge, { detail = '' }: ProxyNotice) {
  return table.ofAor(asterisks.resolve(detail)?.aor ?? (detail.split('@', 1)[0] as string));
}

function isAt({ wire }: Device, { source }: ProxyNotice): boolean {
  return wire !== undefined && readAddress(wire.source) === source;
}

function ban(device: Device, { source, time }: ProxyNotice, changes: Changes): void {
  device.trouble = {
    kind: 'banned',
    since: time,
    count: 1,
    statusCode: 0,
    leg: 'policy',
    evidence: [`farend drops all that comes from ${source}: the address is banned`],
  };
  changes.note(device, {
    time,
    kind: 'refused',
    source: device.wire?.source ?? '',
    detail: `${source} is banned`,
  });
}
