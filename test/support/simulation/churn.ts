// What happens in the course of a good day, and is nobody's fault: routers and phones start anew,
// addresses change, people come and go, Asterisk is restarted at night, strangers try their luck.

import { pick, type Random } from '../torture/random.ts';
import type { Office } from './office.ts';
import { tellAsterisk } from './place-faults.ts';
import { makeCall } from './simulated-calls.ts';
import type { SimulatedPhone } from './simulated-phone.ts';
import { at, type Simulation } from './simulation.ts';
import { sendScanner } from './strangers.ts';

const CALLS_PER_PHONE = 8;
const SCANNERS = 40;
/** One phone in so many is started anew; one is switched off in the evening. */
const REBOOTED_PHONES = 20;
const EVENING_PHONES = 7;

/** Plans the whole day; call it before the simulation runs. */
export function planGoodDay(simulation: Simulation): void {
  const { phones, random, schedule } = simulation;
  planRouters(simulation);
  for (const phone of phones) planPhone(simulation, phone);
  for (let count = 0; count < SCANNERS; count += 1)
    schedule.at(chooseTime(random, 0, 23.5), () => sendScanner(simulation));
  planServer(simulation);
  for (const hour of [9.1, 13.7, 16.2])
    schedule.at(at(hour), () => mistypePassword(pick(phones, random)));
}

/** Each router of an office is started anew once; some come back with another address, as homes do. */
function planRouters(simulation: Simulation): void {
  const { offices, homes, random, schedule } = simulation;
  for (const office of offices) {
    const address = random(4) === 0 ? nextAddress(office) : office.address;
    const outageMs = 60_000 + random(60_000);
    schedule.at(chooseTime(random, 1, 22), () =>
      rebootRouter(simulation, office, outageMs, address),
    );
  }
  for (const [place, office] of homes.entries()) {
    if (random(3) > 0) continue;
    const address = `198.51.100.${100 + (place % 100)}`;
    schedule.at(chooseTime(random, 1, 5), () => rebootRouter(simulation, office, 5_000, address));
  }
}

function planPhone(simulation: Simulation, phone: SimulatedPhone): void {
  const { random, schedule } = simulation;
  const isOneIn = (count: number) => random(count) === 0;
  if (isOneIn(REBOOTED_PHONES))
    schedule.at(chooseTime(random, 1, 22), () => rebootPhone(simulation, phone));
  if (phone.office.name === '' || isOneIn(EVENING_PHONES))
    schedule.at(chooseTime(random, 17, 19.5), () => goHome(phone));
  for (let call = random(2 * CALLS_PER_PHONE); call > 0; call -= 1)
    schedule.at(chooseTime(random, 8, 18), () => {
      if (!phone.isFaulty) makeCall(phone);
    });
}

/** Between two hours of the day. */
function chooseTime(random: Random, from: number, to: number): number {
  return at(from) + random(Math.round((to - from) * 3_600_000));
}

/** No line for a while, then other ports, and perhaps another address. */
function rebootRouter(
  { schedule, random, phones, asterisk }: Simulation,
  office: Office,
  outageMs: number,
  address: string,
): void {
  const behind = phones.filter((phone) => phone.office === office);
  office.isOnline = false;
  office.forgetPorts();
  for (const phone of behind) asterisk.reconsider(phone);
  schedule.after(outageMs, () => {
    office.isOnline = true;
    office.address = address;
    for (const phone of behind)
      if (phone.isOn && phone.make.noticesLine) phone.plan(2_000 + random(60_000));
  });
}

function nextAddress({ address }: Office): string {
  const [last = '1'] = address.split('.').slice(-1);
  return address.replace(/\d+$/, String(Number(last) + 1));
}

function rebootPhone({ schedule, random }: Simulation, phone: SimulatedPhone): void {
  if (!phone.isOn || phone.isFaulty) return;
  phone.pull();
  schedule.after(40_000 + random(80_000), () => phone.switchOn());
}

function goHome(phone: SimulatedPhone): void {
  if (phone.isOn && !phone.isFaulty && phone.office.isOnline) phone.signOff();
}

/** One restart in the night; AMI and the feed are cut for seconds in the day. */
function planServer(simulation: Simulation): void {
  const { schedule, asterisk } = simulation;
  schedule.at(at(3.5), () => {
    asterisk.isUp = false;
    asterisk.cutAmi(14_000, 'the connection was closed');
    schedule.after(8_000, () => tellAsterisk(simulation, 'asterisk-down'));
    schedule.after(12_000, () => asterisk.restart());
    schedule.after(15_000, () => tellAsterisk(simulation, 'asterisk-up'));
  });
  for (const hour of [10.4, 15.3])
    schedule.at(at(hour), () => asterisk.cutAmi(6_000, 'the connection was lost'));
  schedule.at(at(12.2), () => simulation.setProxy(false, 'farend.sock was closed'));
  schedule.at(at(12.2) + 4_000, () => simulation.setProxy(true));
}

/** Once wrong, then right. */
function mistypePassword(phone: SimulatedPhone): void {
  if (!phone.isReached || phone.isFaulty) return;
  phone.cSeq += 1;
  phone.observe({ statusCode: 401, credentials: 'none' });
  phone.cSeq += 1;
  phone.observe({ statusCode: 401 });
  phone.world.asterisk.say('failed', phone);
  phone.plan(30_000);
}
