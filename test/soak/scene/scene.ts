// The networks of a soak, and who lives in them: farend alone on its machine, a real Asterisk, an
// office behind NAT with phones, and the outside with attackers and victims.

import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { type Farend, startFarend } from '../../support/farend.ts';
import { createPbxNetwork, type PbxNetwork } from '../../support/network/pbx-network.ts';
import { createSite, type Site } from '../../support/network/site.ts';
import { type Outside, startOutside } from '../outside/outside.ts';
import {
  ASTERISK,
  ASTERISK_SIDE,
  ATTACKERS,
  DEVICE_SIDE,
  FAREND,
  FLOODER,
  MALLORY,
  MALLORY_ADDRESS,
  ODD_ASTERISK,
  OFFICE,
  PHONES,
  PROBE_PORT,
  SIP_PORT,
  VICTIM,
} from './places.ts';
import { startWatch, type Watch } from './watch.ts';

const MEMORY_REPORTER = new URL('./report-memory.ts', import.meta.url).pathname;

/** What both a soak of farend and the proof of the soak stand on. */
export interface Stage {
  readonly pbx: PbxNetwork;
  readonly outside: Outside;
  readonly outsideNamespace: string;
  readonly watch: Watch;
}

export async function createStage(): Promise<Stage> {
  const pbx = await createPbxNetwork({ addresses: [FAREND] });
  const outsideNamespace = await pbx.addHost(
    ...ATTACKERS,
    ...[FLOODER, MALLORY_ADDRESS, ODD_ASTERISK, VICTIM],
  );
  const outside = await startOutside(outsideNamespace);
  const watch = await startWatch(pbx.namespace);
  // Packets to addresses that are nowhere leave, too, and are counted.
  await watch.run(['ip', 'route', 'add', 'default', 'via', VICTIM]);
  await proveWatch(outside, watch);
  return { pbx, outside, outsideNamespace, watch };
}

/**
 * A packet from farend's address and one from an attacker go to a victim; both must be seen there, and
 * the first one must be counted as gone elsewhere.
 */
async function proveWatch(outside: Outside, watch: Watch): Promise<void> {
  const send = `require('node:dgram').createSocket('udp4').bind(5060, '${FAREND}', function () {
    this.send('probe', ${PROBE_PORT}, '${VICTIM}', () => this.close());
  })`;
  await watch.run([process.execPath, '-e', send]);
  outside.probe();
  await outside.waitForTally(({ probes }) => probes === 2, 10_000);
  const { elsewhere } = await watch.read();
  if (elsewhere[`${VICTIM}:${PROBE_PORT}`] !== 1)
    throw new Error('the kernel did not count a packet to a victim: nothing could be found');
  await watch.reset();
}

/** `proxy.registration` of the configuration. */
export type Registration = 'contact' | 'path';

export interface SoakScene extends Stage {
  readonly asterisk: AsteriskInstance;
  readonly farend: Farend;
  readonly site: Site;
}

export async function createSoakScene(
  flavour: AsteriskFlavour,
  registration: Registration,
): Promise<SoakScene> {
  const stage = await createStage();
  const asterisk = await startAsterisk({
    ...flavour,
    namespace: await stage.pbx.addHost(ASTERISK),
    address: ASTERISK,
    sipPort: SIP_PORT,
    endpoints: [...PHONES, MALLORY].map((name) => ({
      name,
      qualifyFrequency: 1,
      supportPath: registration === 'path',
    })),
  });
  const site = await createSite({ pbx: stage.pbx, name: 'office', publicAddress: OFFICE });
  const farend = await startFarend({
    namespace: stage.pbx.namespace,
    keepsState: true,
    nodeArguments: ['--expose-gc', '--import', MEMORY_REPORTER],
    config: {
      proxy: {
        listen: [`udp://${DEVICE_SIDE}`],
        asteriskSide: `udp://${ASTERISK_SIDE}`,
        mediaAddress: ASTERISK,
        registration,
        asterisk: [`udp://${ASTERISK}:${SIP_PORT}`, `udp://${ODD_ASTERISK}:${SIP_PORT}`],
      },
      log: { level: 'info', format: 'json' },
    },
  });
  return { ...stage, asterisk, farend, site };
}
