// A REGISTER and its answer, as the wire showed them: a registration made, kept, moved or ended; or an
// attempt that did not succeed.

import { copyText } from '../base/copy-text.ts';
import type { BindingChange, SipObservation } from '../observation/sip-observation.ts';
import { readAddress, readContactPlace } from './address-text.ts';
import { noteWord } from './apply-authentication.ts';
import type { Changes } from './changes.ts';
import { cutName } from './cut-name.ts';
import { candidateOf, createDevice, type Device } from './device.ts';
import { identifyDevice, readToken } from './identify-device.ts';
import { keepRegistration, setWire } from './keep-registration.ts';
import type { Knowledge } from './knowledge.ts';
import { countAttempt } from './register-series.ts';
import { tellTrouble } from './tell-trouble.ts';
import { findTrouble } from './trouble.ts';

export function applyObservation(
  knowledge: Knowledge,
  observation: SipObservation,
  changes: Changes,
): void {
  if (observation.method !== 'REGISTER' || observation.side !== 'device') return;
  const device = findDevice(knowledge, observation);
  if (device === undefined) return;
  const { series } = device;
  const callId =
    series.callId === observation.callId ? series.callId : copyText(observation.callId);
  knowledge.table.noteCallId(device, callId);
  const kind = countAttempt(series, { ...observation, callId });
  const word = knowledge.words.take(observation, device.aor);
  if (kind === 'success') succeed(knowledge, device, observation, changes);
  else {
    if (word !== undefined) noteWord(knowledge, device, word);
    fail(knowledge, device, observation, changes);
  }
  if (!knowledge.has(device)) knowledge.table.forgetCallId(device);
}

/** Undefined where somebody else tells of it already. */
function findDevice(knowledge: Knowledge, told: SipObservation): Device | undefined {
  const observation = { ...told, device: readToken(knowledge, told) };
  const account = knowledge.asterisks.resolve(observation.aor);
  const aor = account?.aor ?? cutName(readUser(observation.aor));
  const isProxy = observation.producer === 'proxy';
  const found = identifyDevice(knowledge, observation, aor);
  // A mirror behind farend shows the second half of what the proxy tells in full.
  if (found?.producer === 'proxy' && !isProxy) return undefined;
  const producer = isProxy ? 'proxy' : 'hep';
  const device = found ?? createDevice(makeId(observation, aor), copyText(aor), producer);
  if (account !== undefined) device.endpoint = account.endpoint;
  knowledge.setAsterisk(device, account?.asterisk ?? '');
  return device;
}

/** The part before the `@`; the whole where there is none. */
function readUser(aor: string): string {
  const at = aor.lastIndexOf('@');
  return at <= 0 ? aor : aor.slice(0, at);
}

/** By its token, else by its Contact. */
function makeId({ device: token, contact, source }: SipObservation, aor: string): string {
  const own = token ?? cutName(readContactPlace(contact).hostPort);
  return `${aor}/${own === '' ? readAddress(source) : own}`;
}

function succeed(
  knowledge: Knowledge,
  device: Device,
  observation: SipObservation,
  changes: Changes,
): void {
  device.trouble = undefined;
  device.refusalTold = undefined;
  const change = readChange(device, observation);
  if (change === undefined) {
    if (knowledge.table.has(device)) changes.touch(device);
    return;
  }
  if (change === 'removed') endRegistrations(knowledge, device, observation, changes);
  else keepRegistration(knowledge, device, observation, change, changes);
}

/** The proxy knows what the answer did to its binding; of others it follows from what is known. */
function readChange(device: Device, observation: SipObservation): BindingChange | undefined {
  const { producer, binding, contact, expires, source } = observation;
  if (producer === 'proxy' || binding === 'removed') return binding;
  if (contact === '') return undefined;
  // A REGISTER may take back an old Contact beside the one that it is granted.
  const asksForNone = expires === undefined && /;expires=0(?!\d)/i.test(contact);
  if (contact === '*' || expires === 0 || asksForNone) return 'removed';
  if (!device.isRegistered) return 'created';
  return device.wire?.source === source ? 'refreshed' : 'moved';
}

/** `*` ends all of the AOR; everything else one device. */
function endRegistrations(
  knowledge: Knowledge,
  device: Device,
  observation: SipObservation,
  changes: Changes,
): void {
  const { table } = knowledge;
  const isAll = observation.device === undefined && observation.producer === 'proxy';
  const ended = isAll
    ? table.ofAor(device.aor).filter(({ producer }) => producer === 'proxy')
    : [device];
  const { time, source, statusCode } = observation;
  for (const each of ended) {
    if (!table.has(each) || !each.isRegistered) continue;
    each.isRegistered = false;
    each.expiresAt = 0;
    each.ending = { kind: 'unregistered', at: time };
    if (!isAll) setWire(knowledge, each, observation);
    changes.note(each, { time, kind: 'removed', source, statusCode });
  }
}

function fail(
  knowledge: Knowledge,
  device: Device,
  observation: SipObservation,
  changes: Changes,
): void {
  const { table, candidates, asterisks } = knowledge;
  const settings = asterisks.settingsOf(device.asterisk, device.aor);
  // What was wrong stays wrong until a success.
  device.trouble = findTrouble(device.series, settings) ?? device.trouble;
  if (settings?.driver !== 'chan_pjsip' && observation.nonce !== undefined)
    table.noteNonce(device, copyText(observation.nonce));
  const isShown = table.has(device);
  if (!isShown || device.trouble !== undefined) {
    // A phone that is registered is still reached by the flow of its last success.
    const flow = device.isRegistered ? device.flows[0]?.source : undefined;
    setWire(knowledge, device, { ...observation, source: flow ?? observation.source });
  }
  if (!isShown) candidates.set(candidateOf(device), device);
  tellTrouble(knowledge, device, observation.time, changes);
}
