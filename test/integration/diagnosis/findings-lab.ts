// One Asterisk and one farend, at which all scenarios play at once, each in a place of its own: what
// takes a minute or two to be sure of takes it for all of them together.

import type { FindingAnswer } from '../../../src/api/http/finding-schema.ts';
import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import { type CompanionOffice, createCompanionOffice } from '../../support/companion-office.ts';
import { createConfig } from '../../support/farend-office.ts';
import { type CleanPhones, cleanEndpoints, startCleanPhones } from './clean-phones.ts';
import { FindingWatch } from './finding-watch.ts';
import type { Outage } from './outages.ts';
import { internetAddressOf, openPlace, type Place } from './place.ts';
import type { Scenario } from './scenario.ts';

const FOUND_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 60_000;
/** What Asterisk's return explains stays explained for a minute. */
const COMES_BACK_WITHIN_MS = 120_000;
const ROUNDS = 8;
const PLACES_OF_CLEAN_PHONES = 2;

export interface Story {
  readonly place: Place;
  readonly finding: FindingAnswer;
}

export class FindingsLab {
  readonly flavour: AsteriskFlavour;
  readonly scene: CompanionOffice;
  readonly watch: FindingWatch;
  readonly cleanAddresses: readonly string[];
  readonly #phones: CleanPhones;
  #clean: Promise<readonly (number | undefined)[]> | undefined;
  readonly #stories = new Map<Scenario, Promise<Story>>();

  constructor(
    flavour: AsteriskFlavour,
    scene: CompanionOffice,
    clean: CleanPhones,
    cleanPlaces: readonly Place[],
  ) {
    this.flavour = flavour;
    this.scene = scene;
    this.#phones = clean;
    this.cleanAddresses = cleanPlaces.flatMap((place) => [
      place.officeAddress,
      place.internetAddress,
    ]);
    this.watch = new FindingWatch(scene.farend.apiPath);
  }

  /** The status codes of all that phones without trouble did, from the beginning of the lab on. */
  playCleanly(): Promise<readonly (number | undefined)[]> {
    this.#clean ??= playRounds(this.#phones, ROUNDS);
    return this.#clean;
  }

  /** To its end: found, and gone again where its cause is mended. */
  tell(scenario: Scenario): Promise<Story> {
    const story = this.#stories.get(scenario);
    if (story === undefined) throw new Error(`${scenario.finding} does not play here`);
    return story;
  }

  /** All of them have ended, well or not. */
  async waitForAll(): Promise<void> {
    await Promise.allSettled(this.#stories.values());
  }

  /** @param number of its place */
  begin(scenario: Scenario, number: number): void {
    const story = this.#play(scenario, number);
    // Whoever asks for the story hears of it.
    story.catch(() => undefined);
    this.#stories.set(scenario, story);
  }

  /** After all stories: these would be drawn into it. @returns what was found while it lasted */
  async suffer({ finding: name, title, subject, cause }: Outage): Promise<FindingAnswer> {
    await this.waitForAll();
    const what = `${name} ${title}`;
    const accepts = (finding: FindingAnswer) =>
      finding.name === name && finding.subject === subject;
    const mend = await cause(this.scene);
    const finding = await this.watch.waitFor(accepts, what, FOUND_WITHIN_MS);
    await mend();
    await this.watch.waitUntilGone(accepts, what, COMES_BACK_WITHIN_MS);
    return finding;
  }

  async #play(scenario: Scenario, number: number): Promise<Story> {
    const { expected, finding: name, title, cause } = scenario;
    const place = await openPlace(this.scene, number);
    const accepts = (finding: FindingAnswer) => isAbout(scenario, finding, place);
    const what = `${name} ${title}`;
    const mend = await cause(place);
    const { withinMs = FOUND_WITHIN_MS } = expected;
    const finding = await this.watch.waitFor(accepts, what, withinMs);
    if (mend !== undefined) {
      await mend();
      await this.watch.waitUntilGone(accepts, what, GONE_WITHIN_MS);
    }
    return { place, finding };
  }
}

/** Resolves when all scenarios have begun. */
export async function startFindingsLab(
  flavour: AsteriskFlavour,
  scenarios: readonly Scenario[],
): Promise<FindingsLab> {
  const first = PLACES_OF_CLEAN_PHONES + 1;
  const providers = scenarios.flatMap(({ isProvider }, at) =>
    isProvider === true ? [internetAddressOf(first + at)] : [],
  );
  const scene = await createCompanionOffice({
    flavour,
    endpoints: [...cleanEndpoints, ...scenarios.flatMap(({ endpoints }) => endpoints)],
    trunks: providers.map((address) => ({ name: 'itsp', host: `${address}:5060` })),
    config: {
      ...createConfig(providers.length > 0 ? { trunks: providers } : {}),
      policy: { endpoints: [{ match: '4107', nat: 'yes' }] },
    },
  });
  const places = [await openPlace(scene, 1), await openPlace(scene, 2)] as const;
  const lab = new FindingsLab(flavour, scene, await startCleanPhones(places), places);
  lab.playCleanly().catch(() => undefined);
  for (const [at, scenario] of scenarios.entries()) lab.begin(scenario, first + at);
  return lab;
}

async function playRounds(phones: CleanPhones, rounds: number): Promise<(number | undefined)[]> {
  const codes: (number | undefined)[] = [];
  for (let round = 0; round < rounds; round += 1) codes.push(...(await phones.playRound()));
  return codes;
}

/** Where it is expected, and about whom; what it says is looked at later. */
function isAbout(scenario: Scenario, finding: FindingAnswer, place: Place): boolean {
  const { expected, endpoints, finding: name } = scenario;
  if (finding.name !== name) return false;
  const address = addressOf(scenario, place);
  switch (expected.subject) {
    case 'device': {
      const account = expected.account ?? endpoints[0]?.name;
      return finding.subject.startsWith(`device ${account}/`) && finding.address === address;
    }
    case 'farend':
      return finding.subject === 'farend';
    case 'address':
    case 'site':
      return finding.subject === `${expected.subject} ${address}`;
  }
}

/** The real public address that a finding is about. */
export function addressOf({ expected }: Scenario, place: Place): string {
  return expected.at === 'internet' ? place.internetAddress : place.officeAddress;
}
