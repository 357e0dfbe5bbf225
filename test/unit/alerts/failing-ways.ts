// Ways in which a simulated phone fails from its first attempt on, each for another reason.

import type { SimulatedPhone } from '../../support/simulation/simulated-phone.ts';

type Attempt = (phone: SimulatedPhone) => void;

const RETRY_MS = 30_000;

/** Asterisk knows the account, and refuses what the phone answers. */
export const wrongPassword: Attempt = (phone) => {
  challenge(phone);
  refuse(phone, 401);
  phone.world.asterisk.say('failed', phone);
  phone.plan(RETRY_MS);
};

export const unknownAccount: Attempt = (phone) => {
  challenge(phone);
  refuse(phone, 401);
  phone.world.asterisk.say('unknown-account', phone);
  phone.plan(RETRY_MS);
};

export const refusedByList: Attempt = (phone) => {
  challenge(phone);
  phone.world.asterisk.say('acl-refused', phone);
  phone.plan(RETRY_MS);
};

/** It has no password: it begins anew again and again. */
export const noPassword: Attempt = (phone) => {
  challenge(phone);
  phone.plan(RETRY_MS);
};

/** The answers go astray: it repeats the same request for 32 s, and begins anew. */
export const hearsNothing: Attempt = (phone) => {
  challenge(phone);
  const { cSeq, world } = phone;
  for (const [at, seconds] of [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5].entries())
    world.schedule.after(seconds * 1_000, () =>
      phone.observe({ statusCode: 401, credentials: 'none', cSeq, retransmissions: at + 1 }),
    );
  phone.plan(60_000);
};

function challenge(phone: SimulatedPhone): void {
  phone.cSeq += 1;
  phone.observe({ statusCode: 401, credentials: 'none' });
}

function refuse(phone: SimulatedPhone, statusCode: number): void {
  phone.cSeq += 1;
  phone.observe({ statusCode });
}
