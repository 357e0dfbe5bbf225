// Asterisk and farend side by side, as they stand on both stages: phones reach either of them.

import { type AsteriskInstance, startAsterisk } from '../../support/asterisk/start-asterisk.ts';
import { type Farend, startFarend } from '../../support/farend.ts';
import type { AsteriskRoot } from '../../support/provision/asterisk-root.ts';

export interface ServerOptions {
  readonly root: AsteriskRoot;
  readonly namespace?: string;
  readonly asterisk: { readonly address: string; readonly port: number };
  /** `address:port` towards the phones, and towards Asterisk. */
  readonly deviceSide: string;
  readonly asteriskSide: string;
  readonly amiPort: number;
  readonly endpoints: readonly string[];
  /** What farend calls the offices. */
  readonly sites?: readonly { readonly name: string; readonly networks: readonly string[] }[];
}

export interface Servers {
  readonly asterisk: AsteriskInstance;
  readonly farend: Farend;
}

/** The settings that make Asterisk believe what a phone writes; qualify once a second. */
const ENDPOINT = { forceRport: false, rewriteContact: false, qualifyFrequency: 1 };

export async function startServers(options: ServerOptions): Promise<Servers> {
  const { address, port } = options.asterisk;
  const place = options.namespace === undefined ? {} : { namespace: options.namespace };
  const asterisk = await startAsterisk({
    ...place,
    root: options.root,
    driver: 'chan_pjsip',
    address,
    sipPort: port,
    amiPort: options.amiPort,
    endpoints: options.endpoints.map((name) => ({ ...ENDPOINT, name })),
  });
  await asterisk.cli('pjsip set logger on');
  const farend = await startFarend({
    ...place,
    keepsState: true,
    command: 'run',
    config: {
      proxy: {
        listen: [`udp://${options.deviceSide}`],
        asteriskSide: `udp://${options.asteriskSide}`,
        asterisk: [`udp://${address}:${port}`],
      },
      asterisk: { ami: { host: address, port: options.amiPort, username: 'all', secret: 'allpw' } },
      ...(options.sites && { sites: options.sites }),
      log: { level: 'debug' },
    },
  });
  await farend.waitForLog(({ event }) => event === 'proxy-up');
  await farend.waitForLog(({ event }) => event === 'ami-up');
  return { asterisk, farend };
}
