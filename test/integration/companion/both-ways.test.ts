// One Asterisk that is asked over AMI and over ARI says everything twice. It counts once, and over ARI
// alone while AMI is down.

import { afterEach, expect, test } from 'vitest';
import type { Device } from '../../../src/api/http/device-schema.ts';
import { askApi } from '../../support/ask-api.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  AMI_PORT,
  ARI_PORT,
  type CompanionOffice,
  createCompanionOffice,
} from '../../support/companion-office.ts';
import { cutTcp } from '../../support/network/tcp-cut.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { runChecked } from '../../support/process/run-command.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

type View = NonNullable<Device['asteriskView']>;

interface Answer {
  readonly devices: readonly Device[];
  readonly history: readonly { readonly kind: string }[];
}

const DEADLINE_MS = 20_000;
/** chan_sip has no contacts. */
const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

afterEach(stopEverything);

test.each(flavours)(
  '$title: what ARI says late is old news, and news while AMI is down',
  async (flavour) => {
    const scene = await createCompanionOffice({
      flavour,
      endpoints: [{ name: '4001', qualifyFrequency: 1 }, { name: '4002' }],
      hasAri: true,
    });
    const { office, farend } = scene;
    const phone = await office.startPhone({ username: '4001' });
    const other = await office.startPhone({ username: '4002', address: '192.168.1.51' });

    await phone.register();
    await waitForView(scene, '4001', 'reachable');
    const release = await holdAri(scene);
    await phone.behave({ deaf: true });
    await waitForView(scene, '4001', 'unreachable');
    await phone.behave({ deaf: false });
    await waitForView(scene, '4001', 'reachable');
    await release();
    const down = farend.waitForLog(({ event }) => event === 'ami-down', DEADLINE_MS);
    await cutTcp(office.pbx.namespace, AMI_PORT);
    await down;
    await other.register();
    // Over ARI, and after all that it had to say before.
    const toldByAri = await waitForView(scene, '4002', 'unqualified');

    const { history } = await ask(scene, '4001');
    expect(history.map(({ kind }) => kind)).toEqual(['reachable', 'unreachable', 'created']);
    expect(toldByAri.contactUri).toMatch(/^sip:4002@/);
  },
);

/** What Asterisk sends over ARI waits in its kernel; the function lets it go, and waits until it is gone. */
async function holdAri({ office }: CompanionOffice): Promise<() => Promise<void>> {
  const inNamespace = ['ip', 'netns', 'exec', office.pbx.namespace];
  const nft = (input: string) => runChecked([...inNamespace, 'nft', '-f', '-'], { input });
  await nft(`
    table inet hold {
      chain output {
        type filter hook output priority filter
        tcp sport ${ARI_PORT} drop
      }
    }`);
  const isSent = async () => {
    const argv = [...inNamespace, 'ss', '-Htn', `sport = :${ARI_PORT}`];
    const queues = (await runChecked(argv)).trim().split('\n');
    return queues.every((line) => line.split(/\s+/)[2] === '0') ? true : undefined;
  };
  return async () => {
    await nft('delete table inet hold');
    await pollUntil(isSent, { timeoutMs: DEADLINE_MS, what: 'what was held' });
  };
}

function waitForView(
  scene: CompanionOffice,
  endpoint: string,
  status: View['status'],
): Promise<View> {
  const look = async () => {
    const { devices } = await ask(scene, endpoint);
    const [view] = devices.map(({ asteriskView }) => asteriskView);
    return view?.status === status ? view : undefined;
  };
  return pollUntil(look, { timeoutMs: DEADLINE_MS, what: `${endpoint} as ${status}` });
}

async function ask({ farend }: CompanionOffice, endpoint: string): Promise<Answer> {
  const { status, text } = await askApi(farend.apiPath, `/v1/devices/${endpoint}`);
  return status === 200 ? (JSON.parse(text) as Answer) : { devices: [], history: [] };
}
