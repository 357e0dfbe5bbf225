// The scene of farend's own tests: an office as in office.ts, and farend at port 5060 of the PBX,
// where the phones look for it. Asterisk is at port 5080.

import { type Farend, type FarendOptions, startFarend } from './farend.ts';
import { PBX_ADDRESS, PRIVATE_PBX_ADDRESS } from './network/pbx-network.ts';
import { createOffice, type Office, type OfficeOptions } from './office.ts';

export interface FarendOfficeOptions extends Omit<OfficeOptions, 'sipPort'> {
  /** More of the section `proxy`. */
  readonly proxy?: object;
  readonly command?: FarendOptions['command'];
}

export interface FarendOffice {
  readonly office: Office;
  readonly farend: Farend;
}

/** Where phones find farend. */
export const FAREND = `${PBX_ADDRESS}:5060`;
/** How Asterisk sees farend. */
export const ASTERISK_SIDE = `${PBX_ADDRESS}:5062`;
const ASTERISK_PORT = 5080;

const BEHIND_NAT = {
  listen: [{ url: `udp://${PRIVATE_PBX_ADDRESS}:5060`, advertise: PBX_ADDRESS }],
  asterisk: [`udp://${PRIVATE_PBX_ADDRESS}:${ASTERISK_PORT}`],
};

export async function createFarendOffice(options: FarendOfficeOptions): Promise<FarendOffice> {
  const { proxy, command, ...rest } = options;
  const office = await createOffice({ ...rest, sipPort: ASTERISK_PORT });
  const farend = await startFarend({
    namespace: office.pbx.namespace,
    config: createConfig(options.behindOneToOneNat === true ? { ...BEHIND_NAT, ...proxy } : proxy),
    keepsState: true,
    ...(command !== undefined && { command }),
  });
  return { office, farend };
}

/** The configuration, with `proxy` in place of what it names. */
export function createConfig(proxy: object = {}): object {
  return {
    proxy: {
      listen: [`udp://${FAREND}`],
      asterisk: [`udp://${PBX_ADDRESS}:${ASTERISK_PORT}`],
      ...proxy,
    },
    log: { level: 'debug', format: 'json' },
  };
}

/** chan_pjsip: the device tokens in Asterisk's contacts, the oldest first. */
export async function listTokens({ office }: FarendOffice, aor: string): Promise<string[]> {
  const contacts = await office.asterisk.contacts(aor);
  return contacts.map(({ uri }) => /;fe=([0-9a-f]{16})$/.exec(uri)?.[1] ?? uri);
}
