// How a registration of a good phone goes: a challenge, credentials, 200; now and then an answer is
// lost, and now and then Asterisk is away.

import type { Random } from '../torture/random.ts';
import type { SimulatedPhone } from './simulated-phone.ts';

/** One in so many answers is lost, once, or twice in a row: a line that loses a few in a thousand. */
const LOST_ONCE = 400;
const LOST_TWICE = 40_000;
/** One in so many refreshes finds that the router has given it another port. */
const OTHER_PORT = 500;
/** RFC 3261 §17.1.2.2: T1, then twice of it. */
const FIRST_REPEAT_MS = 500;
const SECOND_REPEAT_MS = 1_500;
const ROUND_TRIP_MS = 60;

export function registerPlainly(phone: SimulatedPhone): void {
  if (phone.world.asterisk.isUp) tryRegistering(phone);
  else tryInVain(phone);
}

function tryRegistering(phone: SimulatedPhone): void {
  const { world, make } = phone;
  if (world.random(OTHER_PORT) === 0) phone.movePort();
  const before = make.reusesNonce && phone.cSeq > 0 ? 'unknown-nonce' : 'none';
  const lost = countLost(world.random);
  phone.cSeq += 1;
  phone.observe({ statusCode: 401, credentials: before });
  const wait = lost === 0 ? ROUND_TRIP_MS : repeat(phone, lost, before);
  world.schedule.after(wait, () => {
    if (phone.isOn && phone.office.isOnline) succeed(phone);
    else phone.plan(30_000);
  });
}

function succeed(phone: SimulatedPhone): void {
  const { world } = phone;
  phone.cSeq += 1;
  phone.confirm();
  const lost = countLost(world.random);
  if (lost > 0) repeat(phone, lost, 'passed');
  phone.planRefresh();
}

function countLost(random: Random): number {
  if (random(LOST_TWICE) === 0) return 2;
  return random(LOST_ONCE) === 0 ? 1 : 0;
}

/** The answer did not arrive, so the same request comes again; says when the phone has its answer. */
function repeat(
  phone: SimulatedPhone,
  times: number,
  credentials: 'none' | 'unknown-nonce' | 'passed',
): number {
  const { cSeq, world } = phone;
  const statusCode = credentials === 'passed' ? 200 : 401;
  const send = (retransmissions: number) => {
    if (phone.isOn) phone.observe({ statusCode, credentials, cSeq, retransmissions });
  };
  world.schedule.after(FIRST_REPEAT_MS, () => send(1));
  if (times > 1) world.schedule.after(SECOND_REPEAT_MS, () => send(2));
  return (times > 1 ? SECOND_REPEAT_MS : FIRST_REPEAT_MS) + ROUND_TRIP_MS;
}

/** 503 once farend knows that no Asterisk is alive. */
function tryInVain(phone: SimulatedPhone): void {
  phone.cSeq += 1;
  phone.observe({ statusCode: 503, credentials: 'none', device: undefined, contact: '' });
  phone.plan(20_000 + phone.world.random(20_000));
}
