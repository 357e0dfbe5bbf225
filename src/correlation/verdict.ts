// Whether a phone works, from the wire and from Asterisk: the first rule that applies.

import type { Device, World } from './device.ts';
import type { Judgement, Verdict } from './device-record.ts';
import { formatSeconds, formatTime } from './plain-words.ts';
import { listHelp } from './without-farend.ts';

type Rule = (device: Device, world: World) => Judgement<Verdict> | undefined;

export function judgeVerdict(device: Device, world: World): Judgement<Verdict> {
  for (const rule of rules) {
    const judgement = rule(device, world);
    if (judgement !== undefined) return judgement;
  }
  return { value: 'unknown', evidence: ['Asterisk has not said whether it reaches it'] };
}

/** Asterisk may say that a contact is gone a moment before the wire says why: what was stays. */
function waitForTheWire({
  isRegistered,
  asteriskView,
  record,
}: Device): Judgement<Verdict> | undefined {
  if (!isRegistered || asteriskView?.status !== 'removed' || record === undefined) return undefined;
  const { value } = record.verdict;
  const isKept = value === 'ok' || value === 'ok-through-farend' || value === 'unreachable';
  return isKept ? record.verdict : undefined;
}

const rules: readonly Rule[] = [
  findFailing,
  findUnregistered,
  findUnasked,
  waitForTheWire,
  findUnreachable,
  findWorking,
];

function findFailing({ trouble }: Device): Judgement<Verdict> | undefined {
  return trouble && { value: 'failing', evidence: trouble.evidence };
}

function findUnregistered(device: Device): Judgement<Verdict> | undefined {
  const { isRegistered, ending, wire } = device;
  if (isRegistered) return undefined;
  const last = wire === undefined ? [] : [describeLast(wire.source, wire.lastSeen)];
  if (ending === undefined) return { value: 'unknown', evidence: ['it never registered', ...last] };
  const time = formatTime(ending.at);
  switch (ending.kind) {
    case 'unregistered':
      return { value: 'unknown', evidence: [`it took its registration back at ${time}`] };
    case 'forgotten':
      return {
        value: 'unknown',
        evidence: ['it was forgotten, and nothing was heard of it since'],
      };
    case 'expired':
      return {
        value: 'unreachable',
        evidence: [`its registration ran out at ${time}, and it did not refresh`, ...last],
      };
    case 'dropped':
      return {
        value: 'unreachable',
        evidence: [`Asterisk dropped its contact at ${time}, before it ran out`, ...last],
      };
  }
}

function describeLast(source: string, timeMs: number): string {
  return `it was last heard at ${formatTime(timeMs)}, from ${source}`;
}

function findUnasked(
  { asteriskView }: Device,
  { isUp, reason }: World,
): Judgement<Verdict> | undefined {
  // What it said in an earlier life of this program counts until it is asked again.
  if (isUp === true || (isUp === undefined && asteriskView !== undefined)) return undefined;
  if (isUp === undefined)
    return { value: 'unknown', evidence: [reason || 'Asterisk has not been asked about it yet'] };
  const why = reason === '' ? '' : `: ${reason}`;
  return {
    value: 'unknown',
    evidence: [`Asterisk cannot be asked at the moment${why}`],
  };
}

/** A notice counts that long: while what it is about goes on, there is one a minute. */
export const NOTICE_COUNTS_MS = 600_000;

function findUnreachable(device: Device, { now }: World): Judgement<Verdict> | undefined {
  const { asteriskView: view, wire } = device;
  const last = wire === undefined ? [] : [describeLast(wire.source, wire.lastSeen)];
  if (view?.status === 'unreachable')
    return {
      value: 'unreachable',
      evidence: [`it does not answer Asterisk since ${formatTime(view.since)}`, ...last],
    };
  if (view?.status === 'reachable' || now - device.pathIgnoredAt > NOTICE_COUNTS_MS)
    return undefined;
  return {
    value: 'unreachable',
    evidence: ['Asterisk ignores the Path that leads to it, and would send calls elsewhere'],
  };
}

function findWorking(device: Device, { settings }: World): Judgement<Verdict> | undefined {
  const { asteriskView: view, wire, producer, flows } = device;
  if (view === undefined || view.status === 'unknown') return undefined;
  if (wire === undefined && view.status !== 'reachable')
    return { value: 'unknown', evidence: ['Asterisk has its contact; nothing was seen of it'] };
  const reach = describeReach(view.status, view.roundTripUs);
  const help = wire === undefined || producer !== 'proxy' ? [] : listHelp(wire, flows, settings);
  if (help.length > 0) return { value: 'ok-through-farend', evidence: [...help, reach] };
  const registered =
    wire === undefined ? [] : [`it registered from ${wire.source}${describeExpiry(device)}`];
  return { value: 'ok', evidence: [...registered, reach] };
}

function describeExpiry({ expiresAt, wire }: Device): string {
  if (expiresAt === 0 || wire === undefined) return '';
  return ` for ${formatSeconds(expiresAt - wire.lastSeen)}`;
}

function describeReach(status: string, roundTripUs: number | undefined): string {
  if (status !== 'reachable')
    return 'Asterisk has its contact, and does not ask whether it answers';
  const roundTrip =
    roundTripUs === undefined || roundTripUs === 0
      ? ''
      : `, within ${Math.max(Math.round(roundTripUs / 1_000), 1)} ms`;
  return `it answers Asterisk${roundTrip}`;
}
