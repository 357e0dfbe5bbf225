// What Asterisk's security events say of a REGISTER, joined by its Call-ID or, for chan_sip, its nonce.

import type { AuthenticationEvent } from '../asterisk/asterisk-event.ts';
import type { Changes } from './changes.ts';
import type { Device } from './device.ts';
import type { AsteriskView } from './device-record.ts';
import type { Knowledge } from './knowledge.ts';
import { isSameMoment } from './pending-words.ts';
import { tellTrouble } from './tell-trouble.ts';
import { findTrouble } from './trouble.ts';

export function applyAuthentication(
  knowledge: Knowledge,
  event: AuthenticationEvent,
  changes: Changes,
): void {
  const { outcome, callId, nonce } = event;
  if (outcome === 'challenged') return;
  // Of whatever request.
  if (outcome === 'succeeded' && callId === undefined && nonce === undefined) return;
  const { words } = knowledge;
  const device = findDevice(knowledge, event);
  // Without an attempt that failed it is about one that the wire has not told of yet.
  if (device === undefined || !knowledge.has(device) || device.series.since === 0) words.add(event);
  else applyWord(knowledge, device, event, changes);
}

function findDevice({ table }: Knowledge, word: AuthenticationEvent): Device | undefined {
  const { callId, nonce, account } = word;
  if (callId !== undefined) return table.findByCallId(callId);
  if (nonce !== undefined) return table.findByNonce(nonce);
  return table
    .ofAor(account)
    .find(({ series }) => series.since > 0 && isSameMoment(word, series.lastAt));
}

function applyWord(
  knowledge: Knowledge,
  device: Device,
  word: AuthenticationEvent,
  changes: Changes,
): void {
  noteWord(knowledge, device, word);
  const forceRport = knowledge.asterisks.settingsOf(device.asterisk, device.aor)?.forceRport;
  device.trouble =
    findTrouble(device.series, { driver: word.driver, forceRport }) ?? device.trouble;
  if (device.trouble !== undefined) tellTrouble(knowledge, device, word.time, changes);
  else if (knowledge.table.has(device)) changes.touch(device);
}

/** Asterisk's word on the present attempts of a device. */
export function noteWord(knowledge: Knowledge, device: Device, word: AuthenticationEvent): void {
  knowledge.setAsterisk(device, word.asterisk);
  device.series.word = word;
  if (word.outcome === 'succeeded') return;
  const { outcome, reason, time } = word;
  const view: AsteriskView = device.asteriskView ?? {
    contactUri: '',
    status: 'unknown',
    roundTripUs: undefined,
    since: time,
    lastRefusal: undefined,
  };
  device.asteriskView = { ...view, lastRefusal: { outcome, reason, time } };
}
