// A situation as it is played: phones of one endpoint, and what farend says of them.

import { inspect } from 'node:util';
import type { Device } from '../../../src/api/http/device-schema.ts';
import { askApi } from '../../support/ask-api.ts';
import type { CompanionOffice } from '../../support/companion-office.ts';
import type { FarendLogLine } from '../../support/farend.ts';
import type { OfficePhoneOptions } from '../../support/office.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { pollUntil } from '../../support/process/poll-until.ts';

export interface Expected {
  readonly registered: boolean;
  /** `working`: ok, where farend is in the path ok-through-farend. */
  readonly verdict: 'working' | 'failing' | 'unreachable' | 'unknown';
  readonly leg: Device['brokenLeg']['value'];
  /** One sentence of the evidence. */
  readonly because?: RegExp;
}

const PROMPT_MS = 2_000;
/** Asterisk may be half a minute late with what it has to say. */
const DEADLINE_MS = 50_000;

export class Story {
  readonly scene: CompanionOffice;
  readonly #endpoint: string;
  readonly #firstAddress: number;
  readonly #working: 'ok' | 'ok-through-farend';
  #phones = 0;

  /** @param place in the office, for two phones: 0, 1, … */
  constructor(scene: CompanionOffice, endpoint: string, place: number) {
    this.scene = scene;
    this.#endpoint = endpoint;
    this.#working = scene.producer === 'proxy' ? 'ok-through-farend' : 'ok';
    this.#firstAddress = 50 + 2 * place;
  }

  /** Of the phone that was started last. */
  get address(): string {
    return this.addressOf(this.#phones - 1);
  }

  /** @param phone 0 for the first that was started */
  addressOf(phone: number): string {
    return `192.168.1.${this.#firstAddress + phone}`;
  }

  startPhone(options: Partial<OfficePhoneOptions> = {}): Promise<Phone> {
    this.#phones += 1;
    const { office } = this.scene;
    return office.startPhone({ username: this.#endpoint, address: this.address, ...options });
  }

  /**
   * Waits until farend says that, of a phone at its real address. What is asked later than two seconds
   * after the cause must have the right answer: a slow machine is late with the question, too.
   */
  async see(expected: Expected, { address = this.address, causedAt = Date.now() } = {}) {
    const source = await this.scene.office.site.findPublicPlace(address);
    let late: readonly Device[] | undefined;
    const ask = async (): Promise<Device | undefined> => {
      const askedAt = Date.now();
      const devices = await this.readDevices();
      const device = devices?.find(({ received }) => received === source);
      if (device !== undefined && isAs(expected, device, this.#working)) return device;
      if (askedAt - causedAt > PROMPT_MS) late = devices ?? late;
      return undefined;
    };
    const device = await pollUntil(ask, { timeoutMs: DEADLINE_MS, what: 'the record' }).catch(
      () => undefined,
    );
    if (device !== undefined && late === undefined) return device;
    const wanted = `${this.#endpoint} at ${source} as ${inspect(expected)}`;
    const seen = inspect(late, { depth: 9 });
    throw new Error(`${wanted} was not there ${PROMPT_MS} ms after the cause, but:\n${seen}`);
  }

  /** Does something, until Asterisk says that on its console. */
  async untilAsteriskSays(line: RegExp, act: () => Promise<unknown>): Promise<void> {
    const { console } = this.scene.office.asterisk;
    const from = console.items.length;
    await act();
    await console.waitFor((text) => line.test(text), DEADLINE_MS, `${line}`, from);
  }

  /** What the log says of its verdict, one at least. */
  async readVerdictLines(): Promise<readonly FarendLogLine[]> {
    const { log } = this.scene.farend;
    const isOurs = ({ event, endpoint }: FarendLogLine) =>
      event === 'verdict' && endpoint === this.#endpoint;
    await log.waitFor(isOurs, DEADLINE_MS, 'a verdict in the log');
    return log.items.filter(isOurs);
  }

  /** Undefined while nobody answers: the companion is on its way. */
  async readDevices(): Promise<readonly Device[] | undefined> {
    const path = `/v1/devices/${this.#endpoint}`;
    const answer = await askApi(this.scene.farend.apiPath, path).catch(() => undefined);
    if (answer === undefined) return undefined;
    return answer.status === 200 ? (JSON.parse(answer.text) as { devices: Device[] }).devices : [];
  }
}

function isAs(
  { registered, verdict, leg, because }: Expected,
  device: Device,
  working: Device['verdict']['value'],
): boolean {
  return (
    device.registered === registered &&
    device.verdict.value === (verdict === 'working' ? working : verdict) &&
    device.brokenLeg.value === leg &&
    (because === undefined || device.verdict.evidence.some((sentence) => because.test(sentence)))
  );
}
