// The Asterisk of this machine that farend talks to, by its files: where it listens, and its RTP.

import { readlinkSync } from 'node:fs';
import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import type { LocalAsterisk } from '../../doctor/machine/machine-facts.ts';
import type { AsteriskSurvey, FoundAsterisk } from '../../host/asterisk-survey.ts';
import { findAsterisks } from '../../host/find-asterisk.ts';
import { surveyAsterisk } from '../../host/survey-asterisk.ts';

export type FoundLocalAsterisk = LocalAsterisk & { readonly logDirectory: string };

/** @throws AppError ASTERISK_NOT_FOUND, ASTERISK_UNREADABLE, CONSOLE_UNREACHABLE */
export async function gatherLocalAsterisk(config: FarendConfig): Promise<FoundLocalAsterisk> {
  const found = (await findAsterisks()).filter(isOnThisNetwork);
  const surveys = await Promise.all(found.map(surveyAsterisk));
  const ours = surveys.find((survey) => listensFor(survey, config)) ?? surveys[0];
  if (ours === undefined)
    throw new AppError('ASTERISK_NOT_FOUND', 'No Asterisk of this machine listens for farend.');
  const { transports, services, asterisk } = ours;
  const { configDirectory, logDirectory } = asterisk;
  return { transports, rtp: services.rtp, configDirectory, logDirectory };
}

/** One in another network namespace has addresses of its own. */
function isOnThisNetwork({ process: running }: FoundAsterisk): boolean {
  if (running === undefined) return true;
  try {
    return readlinkSync(`/proc/${running.pid}/ns/net`) === readlinkSync('/proc/self/ns/net');
  } catch {
    return true;
  }
}

function listensFor({ transports }: AsteriskSurvey, { proxy }: FarendConfig): boolean {
  return transports.some(
    ({ protocol, port }) => protocol === 'udp' && proxy.asterisk.some((each) => each.port === port),
  );
}
