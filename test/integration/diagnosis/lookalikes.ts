// What resembles trouble at a real Asterisk, and is none: nothing may be found of it.

import type { FindingName } from '../../../src/diagnosis/finding.ts';
import { FAREND } from '../../support/farend-office.ts';
import { renewBranch } from '../../support/phone/raw-request.ts';
import { LASTING_S, type Place } from './place.ts';
import type { Play } from './scenario.ts';

export interface Lookalike extends Play {
  /** What it resembles. */
  readonly like: FindingName;
  readonly cause: (place: Place) => Promise<undefined>;
}

const BOTH = ['chan_pjsip', 'chan_sip'] as const;
const SHORTEST_S = 5;
const ECHO = '9002';

export const lookalikes: readonly Lookalike[] = [
  {
    like: 'auth-failed',
    title: 'a password that was mistyped once',
    drivers: BOTH,
    endpoints: [{ name: '4301' }],
    cause: async (place) => {
      const mistaken = await place.startPhone({ username: '4301', password: 'mistyped' });
      const phone = await place.startPhone({ username: '4301' });
      await mistaken.register();
      await phone.register({ expires: LASTING_S });
      return undefined;
    },
  },
  {
    like: 'registration-lapsed',
    title: 'a phone that takes its registration back',
    drivers: BOTH,
    endpoints: [{ name: '4302' }],
    cause: async (place) => {
      const phone = await place.registerPhone({ username: '4302' }, SHORTEST_S);
      await phone.unregister();
      return undefined;
    },
  },
  {
    like: 'site-down',
    title: 'an office whose phones are switched off one after the other',
    endpoints: ['4303', '4304', '4305'].map((name) => ({ name })),
    cause: async (place) => {
      for (const username of ['4303', '4304', '4305']) {
        const phone = await place.registerPhone({ username });
        await phone.unregister();
      }
      return undefined;
    },
  },
  {
    like: 'max-contacts',
    title: 'a second phone of an account for one, after the first has said goodbye',
    endpoints: [{ name: '4306', maxContacts: 1 }],
    cause: async (place) => {
      const first = await place.registerPhone({ username: '4306' });
      await first.unregister();
      await place.registerPhone({ username: '4306' });
      return undefined;
    },
  },
  {
    like: 'replayed-credentials',
    title: 'a REGISTER that comes twice from the same port',
    drivers: BOTH,
    endpoints: [{ name: '4307' }],
    cause: async (place) => {
      const phone = await place.startPhone({ username: '4307' });
      const { messages } = await phone.register({ expires: LASTING_S });
      const sent = messages.findLast(({ direction }) => direction === 'sent')?.text ?? '';
      await phone.send(sent, FAREND);
      await phone.send(renewBranch(sent), FAREND);
      return undefined;
    },
  },
  {
    like: 'rebinding-storm',
    title: 'an office of two phones whose router was started anew',
    endpoints: ['4308', '4309'].map((name) => ({ name })),
    cause: async (place) => {
      const phones = [
        await place.registerPhone({ username: '4308' }),
        await place.registerPhone({ username: '4309' }),
      ];
      await place.site.rebootRouter();
      for (const phone of phones) await phone.register({ expires: LASTING_S });
      return undefined;
    },
  },
  {
    like: 'media-unroutable',
    title: 'a phone at its private address, where Asterisk answers to where media comes from',
    drivers: BOTH,
    endpoints: [{ name: '4310', rtpSymmetric: true, nat: 'force_rport,comedia' }],
    cause: async (place) => {
      const phone = await place.introducePhone({ username: '4310' });
      const call = await phone.call(ECHO);
      await call.waitUntilConfirmed();
      await call.hangUp();
      return undefined;
    },
  },
  {
    like: 'unreachable',
    title: 'a phone that Asterisk asks, and that answers',
    drivers: BOTH,
    endpoints: [{ name: '4311', qualifyFrequency: 1 }],
    cause: async (place) => {
      const phone = await place.registerPhone({ username: '4311', rport: false });
      for (let times = 0; times < 3; times += 1) await phone.waitForRequest('OPTIONS');
      return undefined;
    },
  },
];
