// Which part of the way between a phone and Asterisk is broken, once the verdict says that one is.

import { readContactPlace } from './address-text.ts';
import type { Device, World } from './device.ts';
import type { BrokenLeg, Judgement, Verdict, WireView } from './device-record.ts';
import { formatTime } from './plain-words.ts';
import { NOTICE_COUNTS_MS } from './verdict.ts';

const whole: Judgement<BrokenLeg> = { value: 'none', evidence: [] };

export function findBrokenLeg(
  device: Device,
  verdict: Verdict,
  world: World,
): Judgement<BrokenLeg> {
  const { trouble, isRegistered } = device;
  if (trouble !== undefined) return { value: trouble.leg, evidence: trouble.evidence };
  if (verdict !== 'unreachable') return whole;
  return isRegistered ? findSilentLeg(device, world) : findLostLeg(device, world);
}

function findLostLeg({ ending }: Device, { settings }: World): Judgement<BrokenLeg> {
  const reason =
    settings?.driver === 'chan_sip'
      ? 'chan_sip keeps one contact for each peer: another phone has registered, or a person removed it'
      : 'Asterisk removed the contact by itself: max_contacts with remove_existing, or a person did';
  return ending?.kind === 'dropped'
    ? { value: 'policy', evidence: [reason] }
    : {
        value: 'phone-to-proxy',
        evidence: [`no REGISTER came from it until ${formatTime(ending?.at ?? 0)}, nor since`],
      };
}

function findSilentLeg(device: Device, world: World): Judgement<BrokenLeg> {
  const { asteriskView, wire, producer } = device;
  const { now } = world;
  if (now - device.pathIgnoredAt <= NOTICE_COUNTS_MS)
    return {
      value: 'policy',
      evidence: ['Asterisk ignores the Path of its registration: support_path=yes is missing'],
    };
  const uri = asteriskView?.contactUri ?? '';
  if (producer === 'proxy' && isPast(uri, wire?.source ?? ''))
    return {
      value: 'asterisk-to-proxy',
      evidence: [`Asterisk asks it at ${uri}, which does not lead through farend`],
    };
  if (world.reachesNobody)
    return {
      value: 'asterisk-to-proxy',
      evidence: ['Asterisk reaches none of the phones that it asks'],
    };
  return { value: 'proxy-to-phone', evidence: describeSilence(device, now) };
}

/** A contact of Asterisk's that is the phone's own place in the world. */
function isPast(uri: string, source: string): boolean {
  const { token, hostPort } = readContactPlace(uri);
  return token === '' && hostPort !== '' && hostPort === source;
}

function describeSilence(device: Device, now: number): string[] {
  const { wire, answersElsewhereAt } = device;
  const evidence: string[] = [];
  if (wire !== undefined)
    evidence.push(
      `its REGISTERs arrive, from ${wire.source}, and what is sent ${nameAskedPlace(device, wire)} is not answered`,
    );
  if (now - answersElsewhereAt <= NOTICE_COUNTS_MS)
    evidence.push('it answers from another address or port than it was asked at');
  return evidence;
}

/** Asterisk by itself asks a phone at the contact that it keeps, wherever its REGISTERs come from. */
function nameAskedPlace({ producer, asteriskView }: Device, { source }: WireView): string {
  const uri = asteriskView?.contactUri ?? '';
  const { hostPort } = readContactPlace(uri);
  return producer === 'proxy' || hostPort === '' || hostPort === source ? 'there' : `to ${uri}`;
}
