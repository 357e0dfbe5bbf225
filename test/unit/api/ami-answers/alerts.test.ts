// Alerts as user events, to AMI and to ARI applications.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AriSender, EventHeaders } from '../../../../src/api/ami-answers/sender.ts';
import { AppError } from '../../../../src/base/app-error.ts';
import { makeAlert, makeResolved } from '../../alerts/make-notification.ts';
import { AnswersScene } from './answers-scene.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('FarendAlert says what fires, with whom and since when, and that it has ended', async () => {
  const scene = new AnswersScene();

  scene.answers.onAlertChange({ alert: makeAlert() });
  await scene.settle();
  scene.answers.onAlertChange({ alert: makeResolved('4001') });
  await scene.settle();

  const told = scene.sender.headersOf('FarendAlert');
  expect(told).toEqual([
    {
      Status: 'firing',
      Alertname: 'unreachable',
      Severity: 'warning',
      Endpoint: '4001',
      Site: 'Leeds',
      Fingerprint: '0000000000004001',
      StartsAt: '2026-11-21T16:59:00.000Z',
      Summary: 'Phone 4001 is registered and does not answer',
    },
    { ...told[0], Status: 'resolved' },
  ]);
});

test('FarendAlert is told at the Asterisk that it is about, or at each one', async () => {
  const scene = new AnswersScene(['4001'], ['main', 'second']);

  scene.answers.onAlertChange({ alert: makeAlert({ labels: { asterisk: 'second' } }) });
  await scene.settle();
  expect(scene.senders.main?.headersOf('FarendAlert')).toEqual([]);
  expect(scene.senders.second?.headersOf('FarendAlert')).toHaveLength(1);

  scene.answers.onAlertChange({ alert: makeAlert() });
  await scene.settle();
  expect(scene.senders.main?.headersOf('FarendAlert')).toHaveLength(1);
});

test('FarendAlert has a summary on one line, and no longer than Asterisk reads', async () => {
  const scene = new AnswersScene();
  const summary = `Phone\r\nAction: Logoff ${'x'.repeat(2_000)}`;

  scene.answers.onAlertChange({ alert: makeAlert({ annotations: { summary } }) });
  await scene.settle();

  const [{ Summary = '' } = {}] = scene.sender.headersOf('FarendAlert');
  expect(Summary).toMatch(/^PhoneAction: Logoff x+$/);
  expect(Summary.length).toBe(1_000);
});

test('FarendAlert waits while AMI is away, and tells of each alert how it is then', async () => {
  const scene = new AnswersScene();
  await scene.loseConnection();
  scene.answers.onAlertChange({ alert: makeAlert() });
  scene.answers.onAlertChange({ alert: makeAlert({ labels: { endpoint: '4002' } }) });
  scene.answers.onAlertChange({ alert: makeResolved('4001') });

  await scene.reconnect();

  const told = scene.sender.headersOf('FarendAlert');
  expect(told.map(({ Endpoint, Status }) => `${Endpoint} ${Status}`)).toEqual([
    '4002 firing',
    '4001 resolved',
  ]);
});

test('FarendAlert is told again when the connection drops before Asterisk had it', async () => {
  const scene = new AnswersScene();
  scene.sender.answersAtOnce = false;
  scene.answers.onAlertChange({ alert: makeAlert() });
  await scene.settle();
  scene.sender.answersAtOnce = true;

  await scene.loseConnection();
  await scene.reconnect();

  expect(scene.sender.headersOf('FarendAlert')).toHaveLength(2);
});

test('of alerts that wait, ten thousand do, and the rest is counted', async () => {
  const scene = new AnswersScene();
  await scene.loseConnection();
  for (let i = 0; i < 10_002; i += 1)
    scene.answers.onAlertChange({ alert: makeAlert({ fingerprint: `${i}` }) });

  await scene.reconnect();
  await scene.settle(60);
  scene.answers.tick(Date.now());
  await scene.settle();

  expect(scene.sender.headersOf('FarendAlert')).toHaveLength(10_000);
  expect(scene.sender.headersOf('FarendAlive').at(-1)?.Lost).toBe('2');
});

test('an ARI application is told of alerts too, and forgotten ones do not wait for it', async () => {
  const problems: string[] = [];
  const ari = new RecordingAri();
  const applications = [{ name: 'phones', asterisk: 'main', ari }];
  const scene = new AnswersScene(['4001'], ['main'], false, applications, problems);

  scene.answers.onAlertChange({ alert: makeAlert() });
  await scene.settle();
  expect(ari.told).toEqual(['phones FarendAlert 4001']);

  ari.isRefusing = true;
  scene.answers.onAlertChange({ alert: makeAlert({ labels: { endpoint: '4002' } }) });
  await scene.settle();
  ari.isRefusing = false;
  await scene.settle();
  expect(problems).toEqual(['main, ARI application phones: Application not found']);
  expect(ari.told).toHaveLength(1);
});

class RecordingAri implements AriSender {
  isUp = true;
  isRefusing = false;
  readonly told: string[] = [];

  sendUserEvent(application: string, name: string, { Endpoint }: EventHeaders): Promise<void> {
    if (this.isRefusing)
      return Promise.reject(new AppError('ARI_REFUSED', 'Application not found'));
    this.told.push(`${application} ${name} ${Endpoint}`);
    return Promise.resolve();
  }
}
