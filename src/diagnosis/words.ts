// How findings speak of phones, and of what to do with one of a known make.

import { formatTime } from '../correlation/plain-words.ts';
import { findAdvice } from '../devices/device-catalogue.ts';
import type { AdviceTopic } from '../devices/phone-make.ts';
import type { DigestUse } from '../observation/sip-observation.ts';
import type { DeviceFacts } from './facts/device-facts.ts';

/** `Phone 4001 at Leeds`; a site without a name is its public address. */
export function namePhone({ record }: DeviceFacts): string {
  const { endpoint, site } = record;
  return site === '' ? `Phone ${endpoint}` : `Phone ${endpoint} at ${site}`;
}

/**
 * Where the setting is on this phone.
 *
 * @param general what to look for where the make is not known
 */
export function adviseSetting(
  { model }: DeviceFacts,
  topic: AdviceTopic,
  general: string,
): string[] {
  const advice = findAdvice(model, topic);
  if (advice === undefined) return [general];
  const { menu, value, provisioningKey, note } = advice;
  const key =
    provisioningKey === undefined ? [] : [`When phones are provisioned: ${provisioningKey}`];
  return [
    `On this ${model.make}: ${menu} = ${value}`,
    ...key,
    ...(note === undefined ? [] : [note]),
  ];
}

/** The Via as the phone sent it. */
export function tellVia({ registers: { topVia } }: DeviceFacts): string[] {
  return topVia === '' ? [] : [`its Via is: ${topVia}`];
}

/** Where its latest answer went. */
export function tellAnswerWay({ registers: { answer }, record }: DeviceFacts): string[] {
  if (answer === undefined) return [];
  const { statusCode, sentTo } = answer;
  const source = record.wire?.source ?? '';
  return sentTo === source
    ? [`the answer ${statusCode} went to ${sentTo}, where the REGISTER came from`]
    : [`the answer ${statusCode} went to ${sentTo}; the REGISTER came from ${source}`];
}

/** What its latest challenge asked for. */
export function tellChallenge({ registers: { challenge } }: DeviceFacts): string[] {
  return (challenge?.asks ?? []).map(
    (asked) => `the challenge at ${formatTime(challenge?.time ?? 0)} asks for ${nameDigest(asked)}`,
  );
}

export function nameDigest({ realm, algorithm }: DigestUse): string {
  return `realm "${realm}" and algorithm ${algorithm === '' ? 'MD5' : algorithm}`;
}
