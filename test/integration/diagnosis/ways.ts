// One old phone without rport, and how it may fail: each way has an account and an address of its own, so
// that all of them share one Asterisk. What works is among them.

import type { FindingName } from '../../../src/diagnosis/finding.ts';
import type { EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import type { PhoneOptions } from '../../support/phone/phone-options.ts';
import type { Stage } from './stage.ts';

export interface Way {
  readonly title: string;
  /** Its account. */
  readonly name: string;
  /** Undefined: nothing is wrong. */
  readonly finding: FindingName | undefined;
  /** It works where farend is in the path. */
  readonly isMended?: boolean;
  /** Besides what phones behind NAT need. */
  readonly endpoint?: Partial<EndpointOptions>;
  /** Default `office`. */
  readonly place?: Place;
  readonly phone?: Partial<PhoneOptions>;
  readonly play: (stage: Stage) => Promise<unknown>;
}

/** Behind which router: `office` has several phones that fail, `clean` none. */
export type Place = 'office' | 'clean' | 'alg' | 'forgetful' | 'without-router';

/** Long enough for six repetitions of a REGISTER. */
const REPEATS = { timeoutMs: 4_000 };
/** Without credentials a REGISTER fits into one packet, with them it does not. */
const PADDING = `X-Padding: ${'x'.repeat(900)}`;
const WITH_RPORT = { rport: true };
const ATTEMPTS = 4;
const REFRESHES = 4;

export const ways: readonly Way[] = [
  {
    title: 'the 401 is lost',
    name: '4001',
    finding: 'response-lost',
    // As Asterisk has it when nobody sets anything: the answer goes to the port of the Via.
    endpoint: { forceRport: false },
    phone: REPEATS,
    play: registerWithoutChallenge,
  },
  {
    title: 'the 401 comes, and is ignored',
    name: '4002',
    finding: 'auth-loop',
    phone: { ignoresChallenges: true },
    play: registerOften,
  },
  {
    title: 'a Via with rport= is refused',
    name: '4003',
    finding: 'rport-missing',
    isMended: true,
    phone: { ...REPEATS, refusesRport: true },
    play: ({ phone }) => phone.register(),
  },
  {
    title: 'it listens on another port',
    name: '4004',
    finding: 'asymmetric-signalling',
    place: 'without-router',
    phone: { ...REPEATS, listenPort: 5070 },
    play: registerOften,
  },
  {
    title: 'its credentials are for another realm',
    name: '4005',
    finding: 'auth-failed',
    phone: { digest: { realm: 'pbx.example.com' } },
    play: registerOften,
  },
  {
    title: 'its credentials use another algorithm',
    name: '4006',
    finding: 'auth-failed',
    phone: { digest: { algorithm: 'SHA-256' } },
    play: registerOften,
  },
  {
    title: 'its router rewrites SIP, and loses the 401',
    name: '4007',
    finding: 'alg-suspected',
    place: 'alg',
    phone: REPEATS,
    play: registerWithoutChallenge,
  },
  {
    title: 'its message is too large',
    name: '4008',
    finding: 'message-too-large',
    phone: { extraHeaders: [PADDING] },
    play: async (stage) => {
      await stage.site.loseFragments();
      await registerOften(stage);
    },
  },
  {
    title: 'its router forgets it before its refresh',
    name: '4009',
    finding: 'binding-short',
    endpoint: { qualifyFrequency: 5, maxContacts: 1, removeExisting: true },
    place: 'forgetful',
    play: async ({ site, address, phone, office }) => {
      await phone.register();
      for (let refresh = 0; refresh < REFRESHES; refresh += 1) {
        await site.waitUntilForgotten(address, 30_000);
        await office.asterisk.waitForContacts('4009', ([contact]) => contact?.status === 'Unavail');
        await phone.register();
      }
    },
  },
];

/** They work, beside phones that fail or behind a router of their own. */
export const controls: readonly Way[] = [
  makeControl('4011', 'without rport, beside phones that fail', { place: 'office' }),
  makeControl('4012', 'without rport, behind a clean router', { place: 'clean' }),
  makeControl('4013', 'with rport, behind a clean router', { place: 'clean', phone: WITH_RPORT }),
  makeControl('4016', 'without rport, behind a SIP ALG that does no harm', { place: 'alg' }),
  makeControl('4014', 'without rport, without a router', { place: 'without-router' }),
  makeControl('4015', 'with rport, without a router', {
    place: 'without-router',
    phone: WITH_RPORT,
  }),
];

function makeControl(name: string, title: string, changes: Partial<Way>): Way {
  return {
    title,
    name,
    finding: undefined,
    endpoint: { qualifyFrequency: 1 },
    play: async ({ phone }) => {
      await phone.register();
      await phone.waitForRequest('OPTIONS');
      await phone.register();
    },
    ...changes,
  };
}

async function registerWithoutChallenge({ site, address, phone }: Stage): Promise<void> {
  await site.loseAnswers(401, address);
  await phone.register();
}

async function registerOften({ phone }: Stage): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) await phone.register();
}
