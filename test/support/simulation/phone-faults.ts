// What can be wrong with one phone, by the name of the finding that must tell it.

import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import type { FindingName } from '../../../src/diagnosis/finding.ts';
import { registerPlainly } from './register-plainly.ts';
import { tellDialog } from './simulated-calls.ts';
import type { SimulatedPhone } from './simulated-phone.ts';

type Fault = (phone: SimulatedPhone) => void;

/** How long the binding of a forgetful router lasts. */
const FORGETS_AFTER_MS = 40_000;
const RETRY_MS = 30_000;

export const phoneFaults: Readonly<Partial<Record<FindingName, Fault>>> = {
  'response-lost': (phone) => registerAs(phone, loseAnswers),
  'auth-loop': (phone) => registerAs(phone, ignoreChallenge),
  'auth-failed': (phone) => registerAs(phone, (faulty) => refuse(faulty, 401, 'failed')),
  'unknown-account': (phone) => {
    phone.world.asterisk.endpoints.delete(phone.number);
    phone.world.asterisk.snapshot();
    registerAs(phone, (faulty) => refuse(faulty, 401, 'unknown-account'));
  },
  'max-contacts': (phone) =>
    registerAs(phone, (faulty) =>
      refuse(
        faulty,
        403,
        'request-refused',
        'registrar_attempt_exceeds_maximum_configured_contacts',
      ),
    ),
  'acl-refused': (phone) => registerAs(phone, hitAcl),
  'no-auth': (phone) => {
    setEndpoint(phone, { hasAuth: false });
    registerAs(phone, registerOpenly);
  },
  'registration-lapsed': (phone) => phone.pull(),
  unreachable: (phone) => {
    phone.isDeaf = true;
    phone.world.asterisk.reconsider(phone);
  },
  'binding-short': (phone) => {
    phone.expires = 300;
    registerAs(phone, registerAndBeForgotten);
  },
  'asymmetric-signalling': (phone) => answerFromElsewhere(phone),
  'policy-drift': (phone) => setEndpoint(phone, { rewriteContact: false }),
  'media-unroutable': (phone) =>
    tellDialog(phone, 'media', {
      kind: 'media',
      unroutableToPhone: '10.0.0.10',
      privateOfPhone: phone.privateAddress,
    }),
  'ack-missing': (phone) =>
    tellDialog(phone, 'ack', {
      kind: 'ack-missing',
      answeredBy: 'asterisk',
      repeats: 2,
      answeredTo: phone.source,
    }),
  'in-dialog-lost': (phone) => loseRequest(phone, 'UPDATE', 900),
  'message-too-large': (phone) => loseRequest(phone, 'INVITE', 1_700),
};

function registerAs(phone: SimulatedPhone, attempt: Fault): void {
  phone.attempt = attempt;
  phone.register();
}

/** RFC 3261 §17.1.2.2: the same request after 0.5 s, 1 s, 2 s, then every 4 s. */
function loseAnswers(phone: SimulatedPhone): void {
  phone.cSeq += 1;
  const { cSeq, world } = phone;
  let at = 0;
  for (const [retransmissions, wait] of [0, 500, 1_000, 2_000, 4_000, 4_000, 4_000].entries()) {
    at += wait;
    world.schedule.after(at, () =>
      phone.observe({ statusCode: 401, credentials: 'none', cSeq, retransmissions }),
    );
  }
  phone.plan(2 * RETRY_MS);
}

function ignoreChallenge(phone: SimulatedPhone): void {
  phone.cSeq += 1;
  phone.observe({ statusCode: 401, credentials: 'none' });
  phone.plan(RETRY_MS);
}

function refuse(
  phone: SimulatedPhone,
  statusCode: number,
  outcome: 'failed' | 'unknown-account' | 'request-refused',
  reason = '',
): void {
  phone.cSeq += 1;
  phone.observe({ statusCode: 401, credentials: 'none' });
  phone.cSeq += 1;
  phone.observe({ statusCode });
  phone.world.asterisk.say(outcome, phone, reason);
  phone.plan(RETRY_MS);
}

/** A 401 without a challenge, for ever. */
function hitAcl(phone: SimulatedPhone): void {
  phone.cSeq += 1;
  const answer = { sentTo: phone.source, hasRport: true, challenges: [] };
  phone.observe({ statusCode: 401, credentials: 'none', answer });
  phone.world.asterisk.say('acl-refused', phone, 'not_match_endpoint_contact_acl');
  phone.plan(RETRY_MS);
}

function registerOpenly(phone: SimulatedPhone): void {
  phone.cSeq += 1;
  phone.confirm({ credentials: 'none', username: undefined, nonce: undefined });
  phone.planRefresh();
}

function registerAndBeForgotten(phone: SimulatedPhone): void {
  phone.movePort();
  phone.isDeaf = false;
  registerPlainly(phone);
  phone.world.schedule.after(FORGETS_AFTER_MS, () => {
    phone.isDeaf = true;
    phone.world.asterisk.reconsider(phone);
  });
}

/** While it goes on there is a notice a minute. */
function answerFromElsewhere(phone: SimulatedPhone): void {
  const { listener, schedule } = phone.world;
  listener.onNotice({
    kind: 'answer-from-elsewhere',
    time: schedule.now,
    source: phone.office.address,
    count: 3,
    detail: `${phone.number}@pbx.example.com`,
  });
  schedule.after(60_000, () => answerFromElsewhere(phone));
}

function setEndpoint({ world, number }: SimulatedPhone, changes: Partial<EndpointState>): void {
  const { endpoints } = world.asterisk;
  endpoints.set(number, { ...(endpoints.get(number) as EndpointState), ...changes });
  world.asterisk.snapshot();
}

function loseRequest(phone: SimulatedPhone, method: string, size: number): void {
  tellDialog(phone, `lost-${method}`, {
    kind: 'unanswered',
    method,
    sentBy: 'phone',
    isInDialog: true,
    repeats: 10,
    size,
  });
}
