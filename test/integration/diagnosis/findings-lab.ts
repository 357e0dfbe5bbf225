// One Asterisk and one farend, at which all scenarios play at once, each in a place of its own: what
// takes a minute or two to be sure of takes it for all of them together.

import type { FindingAnswer } from '../../../src/api/http/finding-schema.ts';
import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import type { CompanionOffice } from '../../support/companion-office.ts';
import type { CleanPhones } from './clean-phones.ts';
import { FindingWatch } from './finding-watch.ts';
import type { Lookalike } from './lookalikes.ts';
import { openPlace, type Place } from './place.ts';
import { isAbout, type Play, type Scenario } from './scenario.ts';

const FOUND_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 60_000;
const ROUNDS = 8;

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
  #end: Promise<readonly FindingAnswer[]> | undefined;
  readonly #places = new Map<Play, Place>();
  readonly #likes = new Map<Lookalike, Promise<unknown>>();
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
    this.watch = new FindingWatch(scene.farend);
  }

  /** The status codes of all that phones without trouble did, from the beginning of the lab on. */
  playCleanly(): Promise<readonly (number | undefined)[]> {
    this.#clean ??= this.#playRounds();
    return this.#clean;
  }

  /** To its end: found, and gone again where its cause is mended. */
  tell(scenario: Scenario): Promise<Story> {
    const story = this.#stories.get(scenario);
    if (story === undefined) throw new Error(`${scenario.finding} does not play here`);
    return story;
  }

  /** All of them have ended, well or not; everything that was found until then. */
  waitForAll(): Promise<readonly FindingAnswer[]> {
    this.#end ??= Promise.allSettled([
      ...this.#stories.values(),
      ...this.#likes.values(),
      this.playCleanly(),
    ]).then(() => [...this.watch.seen.values()]);
    return this.#end;
  }

  /** A scenario leads to it, at its own place, or with its endpoints before their phones are there. */
  isExpected({ name, endpoint, address, subject }: FindingAnswer): boolean {
    return [...this.#stories.keys()].some(
      (scenario) =>
        [scenario.finding, ...(scenario.aside ?? [])].includes(name) &&
        (this.#isAt(scenario, { address, subject }) ||
          scenario.endpoints.some((each) => each.name === endpoint)),
    );
  }

  /** What was found where it played, when all had ended. */
  async findAround(like: Lookalike): Promise<readonly FindingAnswer[]> {
    await this.#likes.get(like);
    const seen = await this.waitForAll();
    return seen.filter((finding) => this.#isAt(like, finding));
  }

  /** @param number of its place */
  beginLookalike(like: Lookalike, number: number): void {
    const played = openPlace(this.scene, number).then((place) => {
      this.#places.set(like, place);
      return like.cause(place);
    });
    played.catch(() => undefined);
    this.#likes.set(like, played);
  }

  /** @param number of its place */
  begin(scenario: Scenario, number: number): void {
    const story = this.#play(scenario, number);
    // Whoever asks for the story hears of it.
    story.catch(() => undefined);
    this.#stories.set(scenario, story);
  }

  #isAt(play: Play, { address, subject }: Pick<FindingAnswer, 'address' | 'subject'>): boolean {
    const { officeAddress, internetAddress } = this.#places.get(play) ?? {};
    return [officeAddress, internetAddress].some(
      (each) => each !== undefined && (address === each || subject.endsWith(` ${each}`)),
    );
  }

  async #playRounds(): Promise<(number | undefined)[]> {
    const codes: (number | undefined)[] = [];
    for (let round = 0; round < ROUNDS; round += 1) codes.push(...(await this.#phones.playRound()));
    return codes;
  }

  async #play(scenario: Scenario, number: number): Promise<Story> {
    const { expected, finding: name, title, cause } = scenario;
    const place = await openPlace(this.scene, number);
    this.#places.set(scenario, place);
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
