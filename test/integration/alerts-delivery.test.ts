// A phone falls silent, and people hear of it: by webhook, Slack, AMI and the log, at least once whatever
// happens to the companion meanwhile.

import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { type AmiSocket, openAmiSocket } from '../support/asterisk/ami-socket.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import {
  AMI_PORT,
  type CompanionOffice,
  createCompanionOffice,
} from '../support/companion-office.ts';
import { startTcpRelay } from '../support/network/tcp-relay.ts';
import type { Phone } from '../support/phone/phone.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import {
  type LabReceiver,
  type LabRequest,
  startReceiver,
} from '../support/receiver/start-receiver.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const OPERATOR = '[operator]\nsecret = op-secret\nread = user\nwrite = user\n';
const RECEIVER = 'http://127.0.0.1:8099';
const SLACK_PATH = '/services/T0/B0/4f1d';
const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** Asterisk notices within some seconds, and the diagnosis waits a minute to be sure. */
const ALERT_MS = 120_000;
/** The lease of a delivery, and a restart. */
const AGAIN_MS = 120_000;

interface Scene extends CompanionOffice {
  readonly receiver: LabReceiver;
  readonly operator: AmiSocket;
  readonly phone: Phone;
}

afterEach(stopEverything);

/** A phone that is registered and answers Asterisk, and people who want to know when it does not. */
async function createScene(): Promise<Scene> {
  const office = await createCompanionOffice({
    flavour,
    endpoints: [{ name: '4001', qualifyFrequency: 1 }],
    append: { 'manager.conf': OPERATOR },
    config: {
      alerts: {
        slack: { webhookUrl: `${RECEIVER}${SLACK_PATH}`, minSeverity: 'info' },
        webhooks: [{ url: `${RECEIVER}/hook`, secret: `whsec_${KEY}` }],
        learnFor: '1s',
        groupWait: '1s',
        groupInterval: '1s',
      },
    },
  });
  const { namespace } = office.office.pbx;
  const receiver = await startReceiver(namespace);
  const port = await startTcpRelay(namespace, AMI_PORT);
  const operator = await openAmiSocket({ port, username: 'operator', secret: 'op-secret' });
  const phone = await office.office.startPhone({ username: '4001', rport: false });
  await phone.register();
  await operator.waitForUserEvent('FarendNatChange', { Endpoint: '4001' });
  return { ...office, receiver, operator, phone };
}

interface Payload {
  readonly version: string;
  readonly status: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Of the phone, at that path. */
function tells(path: string, ...words: readonly string[]): (request: LabRequest) => boolean {
  return (request) => request.path === path && words.every((word) => request.body.includes(word));
}

const firing = ['"status":"firing","labels":{"alertname":"unreachable"', '4001'];

test('a silent phone is told to webhook, Slack, AMI and log, and that it is back', async () => {
  const { receiver, operator, phone, farend } = await createScene();

  await phone.behave({ deaf: true });
  const hook = await receiver.waitFor(tells('/hook', ...firing), ALERT_MS);
  const slack = await receiver.waitFor(tells(SLACK_PATH, 'unreachable', '4001'));
  const event = await operator.waitForUserEvent('FarendAlert', { Alertname: 'unreachable' });
  const line = await farend.waitForLog(
    ({ event: name, alertname }) => name === 'alert' && alertname === 'unreachable',
  );
  await phone.behave({ deaf: false });
  const ended = ['"status":"resolved","labels":{"alertname":"unreachable"', '4001'];
  await receiver.waitFor(tells('/hook', ...ended), ALERT_MS);
  const resolved = { Alertname: 'unreachable', Status: 'resolved' };
  await operator.waitForUserEvent('FarendAlert', resolved);

  const signed = `${hook.headers['webhook-id']}.${hook.headers['webhook-timestamp']}.${hook.body}`;
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64'))
    .update(signed)
    .digest('base64');
  expect(hook.headers['webhook-signature']).toBe(`v1,${signature}`);
  const { version, alerts } = JSON.parse(hook.body) as Payload;
  const alert = alerts.find(({ labels }) => labels.endpoint === '4001');
  expect([version, alert?.labels.severity]).toEqual(['4', 'info']);
  expect(alert?.annotations.remedy).not.toBe('');
  expect((JSON.parse(slack.body) as { blocks: unknown[] }).blocks.length).toBeGreaterThan(1);
  expect(event).toMatchObject({ Status: 'firing', Severity: 'info', Endpoint: '4001' });
  expect(line).toMatchObject({ role: 'companion', status: 'firing', endpoint: '4001' });
  const log = JSON.stringify(farend.log.items);
  expect(log).not.toContain(KEY);
  expect(log).not.toContain(SLACK_PATH);
}, 240_000);

test('a companion that is killed in the middle of a delivery tells it again', async () => {
  const { receiver, phone, farend } = await createScene();
  await receiver.behave('hang');

  await phone.behave({ deaf: true });
  const cutOff = await receiver.waitFor(tells('/hook', ...firing), ALERT_MS);
  process.kill(farend.findCompanionPid(), 'SIGKILL');
  const from = receiver.requests.items.length;
  await receiver.behave('answer');
  const id = cutOff.headers['webhook-id'] ?? '';
  const again = await receiver.waitFor(
    ({ headers }) => headers['webhook-id'] === id,
    AGAIN_MS,
    from,
  );

  expect(again.body).toBe(cutOff.body);
}, 300_000);
