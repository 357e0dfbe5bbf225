// What a phone is by its User-Agent, and where its settings are. The header comes from strangers: it is
// cut before it is read, and what is taken from it is short.

import { createWildcard } from '../base/wildcard.ts';
import type { Advice, AdviceTopic, PhoneMake } from './phone-make.ts';
import { phoneMakes } from './phone-makes.ts';

/** '' stands for unknown. */
export interface PhoneModel {
  readonly make: string;
  /** At most 40 characters each. */
  readonly model: string;
  readonly firmware: string;
}

/** Characters; real ones have up to 120. */
const MAX_USER_AGENT = 256;
const MAX_NAME = 40;

const unknownModel: PhoneModel = { make: '', model: '', firmware: '' };

interface UserAgentRule {
  readonly make: string;
  readonly pattern: RegExp;
}

interface Family {
  readonly hasModel: (model: string) => boolean;
  readonly advice: PhoneMake['families'][number]['advice'];
}

const userAgentRules: readonly UserAgentRule[] = phoneMakes.flatMap(({ make, userAgents }) =>
  userAgents.map(({ pattern }) => ({ make, pattern: new RegExp(pattern, 'i') })),
);

const familiesOfMake: ReadonlyMap<string, readonly Family[]> = new Map(
  phoneMakes.map(({ make, families }) => [make, families.map(readFamily)]),
);

/** Nothing of it is known for a header that no rule matches; the make alone may be known, too. */
export function identifyModel(userAgent: string): PhoneModel {
  const header = userAgent.slice(0, MAX_USER_AGENT).trimStart();
  for (const { make, pattern } of userAgentRules) {
    const match = pattern.exec(header);
    if (match === null) continue;
    const { model = '', firmware = '' } = match.groups ?? {};
    return { make, model: model.slice(0, MAX_NAME), firmware: firmware.slice(0, MAX_NAME) };
  }
  return unknownModel;
}

/** Where a phone of this model has a setting; undefined where no source is known for it. */
export function findAdvice(
  { make, model }: Pick<PhoneModel, 'make' | 'model'>,
  topic: AdviceTopic,
): Advice | undefined {
  return familiesOfMake
    .get(make)
    ?.find((family) => family.advice[topic] !== undefined && family.hasModel(model))?.advice[topic];
}

function readFamily({ models, advice }: PhoneMake['families'][number]): Family {
  const tests = models.map(createWildcard);
  return { hasModel: (model) => tests.some((test) => test(model)), advice };
}
