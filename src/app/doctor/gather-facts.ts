// Looks up all that the doctor's checks go by: everything at once, each look with a deadline of its own.

import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import type { AsteriskFacts } from '../../doctor/asterisk/asterisk-facts.ts';
import type { DoctorFacts } from '../../doctor/doctor-facts.ts';
import type { Account } from '../../doctor/path/digest-answer.ts';
import { listFarendAddresses } from '../list-farend-addresses.ts';
import { gatherAmi } from './gather-ami.ts';
import { gatherAri } from './gather-ari.ts';
import { gatherConf } from './gather-conf.ts';
import { gatherMachine } from './gather-machine.ts';
import { gatherPath } from './gather-path.ts';
import { gatherPolicy } from './gather-policy.ts';
import { look } from './look.ts';

/** Many endpoints take Asterisk a while; the rest answers in milliseconds, or not at all. */
const AMI_MS = 45_000;
const POLICY_MS = 45_000;
const ARI_MS = 20_000;
const FILES_MS = 15_000;

export interface DoctorWish {
  readonly config: FarendConfig;
  readonly configFile: string;
  /** Only this Asterisk; undefined: all. */
  readonly asterisk: string | undefined;
  /** Where fail2ban's configuration is. */
  readonly fail2banDirectory: string;
  /** Registers through farend for a moment; undefined: none is tried. */
  readonly account: Account | undefined;
}

/** @throws AppError CONFIG_INVALID where the configuration has no Asterisk of that name */
export async function gatherFacts(wish: DoctorWish): Promise<DoctorFacts> {
  const { config, configFile } = wish;
  const asterisks = selectAsterisks(wish);
  const [asteriskFacts, machine, path] = await Promise.all([
    Promise.all(asterisks.map((one) => gatherAsterisk(one, wish))),
    gatherMachine(wish),
    gatherPath(config, wish.account),
  ]);
  return { config, configFile, asterisks: asteriskFacts, machine, path };
}

function selectAsterisks({ config, asterisk }: DoctorWish): FarendConfig['asterisk'] {
  if (asterisk === undefined) return config.asterisk;
  const chosen = config.asterisk.filter(({ name }) => name === asterisk);
  if (chosen.length > 0) return chosen;
  const names = config.asterisk.map(({ name }) => name).join(', ');
  throw new AppError(
    'CONFIG_INVALID',
    `The configuration has no Asterisk named ${asterisk}; it has ${names === '' ? 'none' : names}.`,
  );
}

async function gatherAsterisk(
  asterisk: FarendConfig['asterisk'][number],
  { config, configFile }: DoctorWish,
): Promise<AsteriskFacts> {
  const { name, sip = config.proxy.asterisk[0], ari } = asterisk;
  const [ami, ariLook, files, policy] = await Promise.all([
    look(`AMI of ${name}`, AMI_MS, (signal) => gatherAmi(asterisk, config, signal)),
    ari && look(`ARI of ${name}`, ARI_MS, () => gatherAri(name, ari)),
    look(`the files of ${name}`, FILES_MS, () => gatherConf(config, asterisk)),
    config.policy.endpoints.length === 0
      ? undefined
      : look(`the policy at ${name}`, POLICY_MS, () => gatherPolicy(configFile, name)),
  ]);
  return {
    name,
    isOneOfSeveral: config.asterisk.length > 1,
    sip,
    farendAddresses: listFarendAddresses(config.proxy),
    ami,
    ari: ariLook,
    files,
    policy,
  };
}
