// One phone on one path: it registers, waits for Asterisk's qualify, and goes again. What happened is
// read from three witnesses: the phone's wire, Asterisk's, and farend's log.

import type { Phone } from '../support/phone/phone.ts';
import type { PhoneDatagram, RegisterResult } from '../support/phone/phone-options.ts';
import { startPhone } from '../support/phone/start-phone.ts';
import type { Fate, PathResult } from './result.ts';
import type { DemoPhone, Scene } from './scene/scene.ts';
import { parseAsteriskWire } from './trace/asterisk-wire.ts';
import { readFarendSources } from './trace/farend-sources.ts';
import { type FindOutside, identifyMessage, listSteps } from './trace/list-steps.ts';
import { pickMessages } from './trace/pick-messages.ts';
import type { Step } from './trace/step.ts';

export type Path = 'straight' | 'farend';

/** A qualify a second, and one more until Asterisk has given up on it. */
const QUALIFY_DEADLINE_MS = 5000;

export async function tryPath(scene: Scene, phone: DemoPhone, path: Path): Promise<PathResult> {
  const proxy = path === 'farend' ? scene.farendAddress : scene.asterisk.sipAddress;
  const from = scene.asterisk.console.items.length;
  const device = await startPhone({ ...phone.options, proxy });
  const registration = await device.register();
  if (registration.outcome === 'accepted') {
    await awaitQualify(scene, phone);
    await refresh(phone, device);
  }
  const contacts = await scene.asterisk.contacts(phone.name);
  const wire = parseAsteriskWire(scene.asterisk.console.items.slice(from));
  const picked = pickMessages(phone.name, [...device.datagrams.items], wire);
  const findOutside = path === 'farend' ? readSources(scene, picked.datagrams) : readRemotes;
  const steps = listSteps(picked.datagrams, picked.wire, findOutside);
  // Through farend it stays: somebody will ask how it is.
  if (path === 'straight') {
    await leave(scene, phone, device, registration);
    await device.stop();
  }
  return {
    challenge: judge(steps, '401'),
    registered: registration.outcome === 'accepted' && contacts.length > 0,
    options: judge(steps, 'OPTIONS'),
    contacts: contacts.map(({ uri }) => uri),
    steps,
  };
}

/** Until Asterisk has made up its mind whether the phone is reachable. */
async function awaitQualify({ asterisk }: Scene, { name }: DemoPhone): Promise<void> {
  const isJudged = ({ status }: { readonly status: string }): boolean =>
    status === 'Avail' || status === 'Unavail';
  await asterisk
    .waitForContacts(name, (contacts) => contacts.some(isJudged), QUALIFY_DEADLINE_MS)
    .catch(() => undefined);
}

async function refresh(phone: DemoPhone, device: Phone): Promise<void> {
  if (phone.refreshes) {
    if (phone.nextPort !== undefined) {
      await device.rebind(phone.nextPort);
    }
    await device.register({ reuseChallenge: true });
  }
}

/** The next path finds Asterisk without a contact of this phone. */
async function leave(
  { asterisk }: Scene,
  { name }: DemoPhone,
  device: Phone,
  { outcome }: RegisterResult,
): Promise<void> {
  if (outcome === 'accepted') {
    await device.unregister();
    await asterisk.waitForContacts(name, ({ length }) => length === 0);
  }
}

/** Straight to Asterisk, its other side is the router's. */
const readRemotes: FindOutside = (_message, remotes) => remotes;

function readSources({ farend }: Scene, datagrams: readonly PhoneDatagram[]): FindOutside {
  const [first] = datagrams;
  const callId = first === undefined ? '' : identifyMessage(first.text).callId;
  return readFarendSources(farend.log.items, callId);
}

function judge(steps: readonly Step[], label: string): Fate {
  const found = steps.filter((step) => step.direction === 'to-phone' && step.label === label);
  if (found.length === 0) {
    return 'none';
  }
  return found.some(({ arrived }) => arrived) ? 'arrived' : 'lost';
}
