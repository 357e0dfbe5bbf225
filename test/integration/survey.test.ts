// What is found of this machine, beside a real Asterisk: its process, its console, its files in each
// layout, its sockets; and a real firewall.

import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { askConsole } from '../../src/host/asterisk-console.ts';
import type { AsteriskSurvey } from '../../src/host/asterisk-survey.ts';
import { findAsterisk, findAsterisks } from '../../src/host/find-asterisk.ts';
import { findFirewall } from '../../src/host/firewall/find-firewall.ts';
import { surveyAsterisk } from '../../src/host/survey-asterisk.ts';
import { listUdpListeners } from '../../src/host/udp-listeners.ts';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { type LaidOut, listEachLayout } from '../support/asterisk/layouts/list-layouts.ts';
import { createOffice, type Office } from '../support/office.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { runChecked } from '../support/process/run-command.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const layouts = listEachLayout(listFlavours(await findProvisioned()));

afterEach(stopEverything);

function startOffice({ flavour, createLayout }: LaidOut): Promise<Office> {
  const layout = createLayout();
  return createOffice({
    flavour,
    endpoints: layout.endpoints.map((name) => ({ name })),
    files: layout.files,
    modules: layout.modules,
    sipPort: 5080,
    amiPort: 5038,
    httpPort: 8088,
  });
}

/** Each trunk in one line: its name, how it is known, where it is. */
function showTrunks({ trunks }: AsteriskSurvey): string[] {
  return trunks.map(({ name, by, networks }) => `${name} ${by} ${networks.join()}`);
}

const PROVIDER = ['provider identify 203.0.113.80/32', 'provider contact 203.0.113.80/32'];

interface Expectation {
  readonly isFreePbx?: boolean;
  readonly endpointCount: number;
  readonly trunks: readonly string[];
  readonly otherStores?: readonly object[];
}

const inDatabase = (store: string): object[] =>
  ['endpoint', 'aor', 'auth'].map((kind) => ({ kind, store }));

/** What the files of each layout have. */
const expectations: Readonly<Record<string, Expectation>> = {
  plain: {
    endpointCount: 10,
    trunks: [
      'provider identify 203.0.113.80/32',
      'carrier registration 203.0.113.81/32',
      'front-door contact 192.168.1.59/32',
      'provider contact 203.0.113.80/32',
      'carrier contact 203.0.113.81/32',
    ],
  },
  freepbx: {
    isFreePbx: true,
    endpointCount: 8,
    trunks: [
      'provider identify 203.0.113.80/32',
      'provider registration 203.0.113.80/32',
      'provider contact 203.0.113.80/32',
    ],
  },
  wizard: {
    endpointCount: 8,
    trunks: ['provider identify 203.0.113.80/32', 'provider registration 203.0.113.80/32'],
  },
  astdb: { endpointCount: 3, trunks: PROVIDER, otherStores: inDatabase('astdb') },
  realtime: { endpointCount: 3, trunks: PROVIDER, otherStores: inDatabase('realtime') },
  'chan-sip': {
    endpointCount: 10,
    trunks: [
      'provider peer 203.0.113.80/32',
      'carrier peer 203.0.113.81/32',
      '203.0.113.81 registration 203.0.113.81/32',
    ],
  },
};

describe.each(layouts)('$title', (row) => {
  test('is found, asked and read; halted, its files say the same', async () => {
    const { asterisk } = await startOffice(row);
    const confFile = join(asterisk.etcPath, 'asterisk.conf');
    const { trunks, ...others } = expectations[row.name] ?? { trunks: [] };

    const everyone = await findAsterisks();
    const found = await findAsterisk(confFile);
    const running = await surveyAsterisk(found);
    const answer = await askConsole(found, 'core show version');
    const sockets = listUdpListeners(`/proc/${found.process?.pid}/net`);
    await asterisk.halt();
    const gone = await findAsterisk(confFile);
    const halted = await surveyAsterisk(gone);

    expect(everyone).toContainEqual(found);
    expect(found.process).toMatchObject({ uid: process.getuid?.(), gid: process.getgid?.() });
    expect(answer).toContain(`Asterisk ${found.process?.version}`);
    expect(running).toMatchObject({
      ...others,
      drivers: [row.flavour.driver],
      transports: [{ protocol: 'udp', address: '203.0.113.10', port: 5080 }],
      services: {
        manager: { isEnabled: true, address: '203.0.113.10', port: 5038 },
        http: { isEnabled: true, address: '203.0.113.10', port: 8088 },
        ari: { isEnabled: true },
        rtp: { start: 20_000, end: 20_998 },
      },
      troubles: [],
    });
    expect(showTrunks(running)).toEqual(trunks);
    expect(JSON.stringify(running)).not.toContain('pwcarrier');
    expect(sockets).toContainEqual(
      expect.objectContaining({ address: '203.0.113.10', port: 5080, pid: found.process?.pid }),
    );
    expect(gone.process).toBeUndefined();
    expect(gone.silence).toContain('Asterisk does not run');
    const { loadedModules, ...asRead } = running;
    expect(loadedModules).toContain('func_devstate');
    expect(halted).toEqual({ ...asRead, asterisk: gone });
  });
});

test('a real firewall is read by nft', async () => {
  const table = `table inet survey {
    chain phones { udp dport 45061 accept; drop; }
    chain input { type filter hook input priority 0; udp dport 45060 drop; udp dport 45061-45062 jump phones; }
  }`;
  await runChecked(['nft', '-f', '-'], { input: table });

  const firewall = await findFirewall();
  await runChecked(['nft', 'delete', 'table', 'inet', 'survey']);

  expect(firewall).toMatchObject({ readBy: 'nft', filtersInput: true, isFreePbx: false });
  const answers = [45_060, 45_061, 45_062, 45_063].map((port) =>
    firewall.judge({ from: port, to: port }),
  );
  expect(answers.map(({ accepts }) => accepts)).toEqual(['no', 'yes', 'no', 'yes']);
});
