// The Asterisks against which a test runs: each version with each channel driver that it has.

import type { AsteriskRoot } from '../provision/asterisk-root.ts';
import type { Provisioned } from '../provision/provision.ts';
import type { ChannelDriver } from './asterisk-options.ts';

export interface AsteriskFlavour {
  readonly title: string;
  readonly root: AsteriskRoot;
  readonly driver: ChannelDriver;
}

export function listFlavours({ asterisk22, asterisk16 }: Provisioned): AsteriskFlavour[] {
  return [
    ...createFlavours(asterisk22, ['chan_pjsip']),
    ...createFlavours(asterisk16, ['chan_pjsip', 'chan_sip']),
  ];
}

function createFlavours(
  root: AsteriskRoot | undefined,
  drivers: readonly ChannelDriver[],
): AsteriskFlavour[] {
  if (root === undefined) {
    return [];
  }
  const [major] = root.version.split('.');
  return drivers.map((driver) => ({ title: `Asterisk ${major} ${driver}`, root, driver }));
}
