// What the tests of the commands do not show: everything that is long at once, and several devices.

import { expect, it } from 'vitest';
import {
  describeChange,
  describeDevice,
  describeInFull,
} from '../../../src/api/http/describe-device.ts';
import type { Device, DeviceInFull } from '../../../src/api/http/device-schema.ts';
import { formatDevicePage } from '../../../src/cli/device-page.ts';
import { formatStatusTable } from '../../../src/cli/status-table.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { KnownDiagnosis, makeFinding } from '../api/known-diagnosis.ts';
import { Scene, START_MS } from '../correlation/scene.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

const terminal = createRecordingTerminal();

function makeDevice(changes: Partial<Device> = {}): Device {
  const { record } = new Scene().observe().contact('reachable');
  const numbered = { record, device: { number: 1, of: 1 } };
  return { ...describeDevice(numbered, new KnownDiagnosis()), ...changes };
}

function makeInFull(
  findings: readonly Finding[],
  changes: Partial<DeviceInFull> = {},
): DeviceInFull {
  const { record } = new Scene().observe().contact('reachable');
  const diagnosis = new KnownDiagnosis();
  diagnosis.all = findings.map((finding) => ({ ...finding, subject: `device ${record.id}` }));
  return { ...describeInFull({ record, device: { number: 1, of: 1 } }, diagnosis), ...changes };
}

it('fits 132 columns, whatever phones and sites are called', () => {
  const long = makeDevice({
    endpoint: 'reception-desk-second-floor',
    site: 'Newcastle upon Tyne, warehouse',
    verdict: { value: 'unreachable', evidence: [] },
    brokenLeg: { value: 'asterisk-to-proxy', evidence: [] },
    nat: { value: 'carrier-grade-nat', evidence: [] },
    received: '[2001:db8:1111:2222:3333:4444:5555:6666]:40112',
    findings: ['rport-missing', 'binding-short'],
    userAgent: 'Some very long name of a phone, with its firmware 1.2.3.4.5.6',
    expiresAt: '2026-11-21T09:46:00.000Z',
  });

  const lines = formatStatusTable(terminal, [makeDevice(), long], START_MS).split('\n');

  expect(Math.max(...lines.map((line) => line.length))).toBe(132);
  expect(lines[2]).toMatch(/^recepti… {2}Newca… {2}unreachable: asterisk-to-proxy {2}carrier-/);
  expect(lines[1]).toContain('203.0.113.5:40112');
});

it('tells devices of one endpoint apart', () => {
  const table = formatStatusTable(
    terminal,
    [makeDevice({ device: { number: 2, of: 3 } })],
    START_MS,
  );

  expect(table).toMatch(/\n4001 2\/3 /);
});

it.each([
  ['2026-11-21T07:03:32.400Z', '212 s'],
  ['2026-11-21T09:46:39.000Z', '9999 s'],
  ['2026-11-21T10:00:00.000Z', '3 h'],
  ['2026-11-21T06:59:00.000Z', '0 s'],
  [null, '-'],
])('shows when a registration ends: %s', (expiresAt, shown) => {
  const table = formatStatusTable(terminal, [makeDevice({ expiresAt })], START_MS);

  expect(table).toContain(`:40112  ${shown.padEnd(7)}  -         Phone`);
});

it('paints the verdict only, and pads before it paints', () => {
  const painter = { ...terminal, paint: (style: unknown, text: string) => `<${style}>${text}</>` };

  const [head, line] = formatStatusTable(painter, [makeDevice()], START_MS).split('\n');

  expect(head).toMatch(/^<bold>ENDPOINT.*<\/>$/);
  expect(line).toContain('  <green>ok-through-farend</>  behind-nat');
});

it('shows a page of what fails with each sentence once', () => {
  const evidence = ['Asterisk refused its password'];
  const device = makeInFull([], {
    registered: false,
    verdict: { value: 'failing', evidence },
    brokenLeg: { value: 'credentials', evidence },
  });

  const page = formatDevicePage(
    terminal,
    { endpoint: '4001', devices: [device], history: [] },
    START_MS,
  );

  expect(page.split('Asterisk refused its password')).toHaveLength(2);
  expect(page).toContain('\n  broken leg    credentials\n');
  expect(page).toContain('\n  registered    no\n');
});

it('shows each finding in full: the sentence, how one knows, and what to do', () => {
  const device = makeInFull([makeFinding({ severity: 'warning', explainedBy: 'site-down' })]);

  const page = formatDevicePage(
    terminal,
    { endpoint: '4001', devices: [device], history: [] },
    START_MS,
  );

  expect(page).toContain(
    [
      '',
      '  rport-missing, warning, since 2026-11-21 07:00:00 UTC, explained by site-down',
      '                4001 does not offer rport.',
      '                It works because of farend.',
      '  evidence',
      '                - Via: SIP/2.0/UDP 192.168.1.50:5060',
      '  what to do    1. Account → Advanced → Enable Rport: Enabled.',
    ].join('\n'),
  );
  expect(page).toContain('\n  policy        compliant\n');
});

it('shows the history of an endpoint that has no device any more', () => {
  const { changes } = new Scene().observe();
  const history = changes.flatMap((change) => change.history).map(describeChange);

  const page = formatDevicePage(terminal, { endpoint: '4001', devices: [], history }, START_MS);

  expect(page).toBe(
    [
      '4001 has no device any more',
      '',
      'history, latest first',
      '  2026-11-21 07:00:00 UTC  created      203.0.113.5:40112  200',
    ].join('\n'),
  );
});
