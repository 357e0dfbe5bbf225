// A real Asterisk, farend's AMI client and correlation, and its answers; a plain AMI client that asks.

import { readFileSync } from 'node:fs';
import { AmiAnswers, type AmiAnswersOptions } from '../../../src/api/ami-answers/ami-answers.ts';
import { AmiClient } from '../../../src/asterisk/ami/ami-client.ts';
import { Correlator } from '../../../src/correlation/correlator.ts';
import type { RecordChange } from '../../../src/correlation/device-record.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { type AmiSocket, openAmiSocket } from '../../support/asterisk/ami-socket.ts';
import type { AsteriskOptions } from '../../support/asterisk/asterisk-options.ts';
import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { EventLog } from '../../support/process/event-log.ts';
import { own, release } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { makeHealth } from '../../unit/api/ami-answers/make-health.ts';

export const AMI_PORT = 5038;
export const DEADLINE_MS = 15_000;
const SECRET = 'ami-secret-4711';
/** The very file that operators get. */
const managerConf = readFileSync(
  new URL('../../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
).replace('change-me', SECRET);

export interface AnswersScene {
  readonly asterisk: AsteriskInstance;
  readonly correlator: Correlator;
  readonly ami: AmiClient;
  readonly answers: AmiAnswers;
  /** Names of what Asterisk said, in order: `connection`, `snapshot`, … */
  readonly heard: EventLog<string>;
  readonly problems: string[];
  readonly client: AmiSocket;
  /** What the proxy would have seen. */
  observe(observation: SipObservation): void;
}

/** Resolves once farend has its first snapshot. */
export async function startAnswers(
  flavour: AsteriskFlavour,
  options: Partial<AsteriskOptions> = {},
  more: Partial<AmiAnswersOptions> & { readonly mirrorsAstDb?: boolean } = {},
): Promise<AnswersScene> {
  const asterisk = await startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    amiPort: AMI_PORT,
    endpoints: [{ name: '4001' }],
    ...options,
    append: { ...options.append, 'manager.conf': managerConf },
  });
  const heard = new EventLog<string>();
  const problems: string[] = [];
  const correlator = new Correlator({
    asterisks: ['main'],
    sites: [{ name: 'Leeds', networks: ['203.0.113.0/24'] }],
  });
  const ami = createClient();
  const answers = new AmiAnswers({
    view: Object.assign(correlator, { health: makeHealth }),
    diagnosis: { findingsOf: () => [], policyOf: () => 'unknown' },
    version: '0.0.0-lab',
    asterisks: [{ name: 'main', ami, mirrorsAstDb: more.mirrorsAstDb ?? false }],
    onProblem: (sentence) => problems.push(sentence),
    now: Date.now,
    ...more,
  });
  const tell = (changes: readonly RecordChange[]): void => answers.onChanges(changes);
  const stoppable = own({
    stop: () => {
      answers.stop();
      ami.stop();
      release(stoppable);
      return Promise.resolve();
    },
  });
  ami.start();
  await heard.waitFor((kind) => kind === 'snapshot', DEADLINE_MS);
  const client = await openAmiSocket({ port: AMI_PORT });
  const observe = (observation: SipObservation): void =>
    tell(correlator.applyObservation(observation));
  return { asterisk, correlator, ami, answers, heard, problems, client, observe };

  function noteConnection(isUp: boolean): void {
    if (isUp) answers.onUp('main');
    else answers.onDown('main');
  }

  function createClient(): AmiClient {
    const address = { host: '127.0.0.1', port: AMI_PORT, username: 'farend', secret: SECRET };
    return new AmiClient(
      { asterisk: 'main', ...address, timing: { firstDelayMs: 50, maxDelayMs: 200 } },
      {
        onEvent: (event) => {
          tell(correlator.applyAsterisk(event));
          if (event.kind === 'connection') noteConnection(event.isUp);
          else if (event.kind === 'snapshot') answers.onSnapshot('main');
          heard.append(event.kind);
        },
        onUserEvent: (name, headers) => answers.onUserEvent('main', name, headers),
        onProblem: (sentence) => problems.push(sentence),
      },
    );
  }
}

/** Waits until AstDB has `farend/KEY` as wanted. */
export function waitForDatabase(
  { asterisk }: AnswersScene,
  key: string,
  value: string | RegExp,
  timeoutMs = DEADLINE_MS,
): Promise<true> {
  return pollUntil(
    async () => {
      const row = await asterisk.cli(`database get farend ${key}`);
      const found = /Value: (.*)/.exec(row)?.[1]?.trim();
      if (found === undefined) return undefined;
      return (typeof value === 'string' ? found === value : value.test(found)) || undefined;
    },
    { timeoutMs, what: `farend/${key} = ${value}` },
  );
}
