// One log line for each registration that is news: first, changed, ended or failed. Refreshes and
// plain challenges are for `debug`.

import type { Logger } from 'pino';
import type { SipObservation } from '../observation/sip-observation.ts';
import type { RepeatFilter } from './repeat-filter.ts';

export class RegistrationLog {
  private readonly log: Logger;
  private readonly repeats: RepeatFilter;

  constructor(log: Logger, repeats: RepeatFilter) {
    this.log = log;
    this.repeats = repeats;
  }

  write(observation: SipObservation): void {
    const news = describeNews(observation);
    if (news === undefined) {
      if (this.log.isLevelEnabled('debug'))
        this.log.debug({ event: 'register', ...fieldsOf(observation) }, describe(observation));
      return;
    }
    const { aor, source, statusCode } = observation;
    const isFailure = statusCode >= 300 || statusCode === 0;
    const address = source.slice(0, source.lastIndexOf(':'));
    const key = `${news.event} ${aor} ${address} ${statusCode}`;
    const held = isFailure ? this.repeats.admit(key, Date.now()) : 0;
    if (held === undefined) return;
    const more = held > 0 ? { repeated: held } : {};
    this.log.info({ event: news.event, ...fieldsOf(observation), ...more }, news.sentence);
  }
}

function describeNews({
  aor,
  source,
  statusCode,
  binding,
  credentials,
  rportOffered,
}: SipObservation): { event: string; sentence: string } | undefined {
  const rport = rportOffered ? '' : ', without rport';
  switch (binding) {
    case 'created':
      return { event: 'registered', sentence: `${aor} registered from ${source}${rport}` };
    case 'moved':
      return { event: 'moved', sentence: `${aor} is now reached at ${source}${rport}` };
    case 'removed':
      return { event: 'unregistered', sentence: `${aor} unregistered from ${source}` };
    default:
  }
  if (statusCode === 0)
    return {
      event: 'unanswered',
      sentence: `${aor} from ${source} registers and Asterisk does not answer`,
    };
  const heldReason = heldReasons[credentials];
  if (heldReason !== undefined)
    return { event: 'credentials-held', sentence: `${aor}: ${heldReason}, from ${source}` };
  // Phones use their last nonce once more; a challenge to that is as plain as the first.
  const isChallenge =
    statusCode === 401 && (credentials === 'none' || credentials === 'unknown-nonce');
  return statusCode < 300 || isChallenge
    ? undefined
    : {
        event: 'refused',
        sentence: `${aor} from ${source} was refused by Asterisk with ${statusCode}`,
      };
}

const heldReasons: Partial<Record<SipObservation['credentials'], string>> = {
  'foreign-nonce': 'credentials over a nonce that was sent to another address were held back',
  replayed: 'credentials that came before from elsewhere were held back',
  malformed: 'credentials that can be read in two ways were held back',
};

function describe({ aor, source, statusCode }: SipObservation): string {
  return `${aor} from ${source}: ${statusCode}`;
}

function fieldsOf(observation: SipObservation) {
  const { aor, source, localSocket, statusCode, callId, cSeq } = observation;
  const { contact, topVia, userAgent, rportOffered, natTests } = observation;
  const { retransmissions, binding, credentials } = observation;
  return {
    aor,
    source,
    localSocket,
    statusCode,
    callId,
    cSeq,
    contact,
    topVia,
    userAgent,
    rportOffered,
    natTests,
    retransmissions,
    ...(binding === undefined ? {} : { binding }),
    credentials,
  };
}
