// How findings speak of phones, and of what to do with one of a known make.

import type { DeviceFacts } from './facts/device-facts.ts';
import type { AdviceTopic } from './phone-models.ts';
import type { RuleContext } from './rule.ts';

/** `phone 4001 at Leeds`; a site without a name is its public address. */
export function namePhone({ record }: DeviceFacts): string {
  const { endpoint, site } = record;
  return site === '' ? `phone ${endpoint}` : `phone ${endpoint} at ${site}`;
}

/** The first letter is made a capital. */
export function startSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Where the setting is on this phone.
 *
 * @param general what to look for where the make is not known
 */
export function adviseSetting(
  { record, make }: DeviceFacts,
  topic: AdviceTopic,
  general: string,
  { catalogue }: RuleContext,
): string[] {
  const model = catalogue.identifyModel(record.wire?.userAgent ?? '');
  const advice = catalogue.findAdvice(model, topic);
  if (advice === undefined) return [general];
  const { menu, value, provisioningKey } = advice;
  const key =
    provisioningKey === undefined ? [] : [`When phones are provisioned: ${provisioningKey}`];
  return [`On this ${make}: ${menu} = ${value}`, ...key];
}
