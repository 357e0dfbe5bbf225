import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logAlertChange } from '../../../../src/alerts/notifiers/log.ts';
import { makeAlert, makeResolved } from '../make-notification.ts';

it('has a line for each alert that begins or ends, as grave as it is', () => {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line: string) => void lines.push(line) },
  );
  const critical = makeAlert({ labels: { severity: 'critical', endpoint: '4002' } });

  logAlertChange({ alert: makeAlert() }, log);
  logAlertChange({ alert: critical }, log);
  logAlertChange({ alert: makeResolved('4001') }, log);

  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      level: 40,
      event: 'alert',
      status: 'firing',
      alertname: 'unreachable',
      severity: 'warning',
      endpoint: '4001',
      aor: '4001',
      site: 'Leeds',
      fingerprint: '0000000000004001',
      startsAt: '2026-11-21T16:59:00.000Z',
      msg: 'Phone 4001 is registered and does not answer',
    },
    expect.objectContaining({ level: 50, severity: 'critical', endpoint: '4002' }),
    expect.objectContaining({
      level: 30,
      status: 'resolved',
      msg: 'resolved: Phone 4001 is registered and does not answer',
    }),
  ]);
});
