// What is to be diverted and what is not: the operator's wish, and the trunks of farend.yaml and of Asterisk's
// files. To learn it takes time: names are resolved, and Asterisk is asked.

import type { FarendConfig } from '../config/farend-config.ts';
import type { Trunk } from '../host/asterisk-survey.ts';
import { type DivertException, ExceptionList } from './divert-exceptions.ts';
import { type DivertWish, readWish } from './divert-wish.ts';
import type { DivertRanges } from './ruleset.ts';

/** Asterisk's files are read for trunks again, which asks its console, too. */
const SURVEY_MS = 600_000;

export interface Wanted {
  /** Undefined: nothing is to be diverted. */
  readonly wish: DivertWish | undefined;
  readonly except: readonly DivertException[];
}

export interface WantedOptions {
  readonly config: FarendConfig;
  /** The trunks that Asterisk's files have now. */
  readonly findTrunks: () => Promise<readonly Trunk[]>;
  readonly onTrouble: (error: unknown) => void;
}

export class WantedRanges {
  private readonly options: WantedOptions;
  private readonly exceptions = new ExceptionList();
  /** By the monotonic clock, in milliseconds. */
  private surveyedAt = Number.NEGATIVE_INFINITY;
  private found: readonly Trunk[] = [];

  constructor(options: WantedOptions) {
    this.options = options;
  }

  /** Names whose addresses could not be told lately. */
  get unresolved(): ReadonlySet<string> {
    return this.exceptions.unresolved;
  }

  /**
   * @param isAsked Asterisk's files are read again, however lately that was
   * @throws AppError STATE_UNUSABLE
   */
  async learn(isAsked: boolean): Promise<Wanted> {
    const { config } = this.options;
    const wish = await readWish(config);
    if (isAsked || performance.now() - this.surveyedAt >= SURVEY_MS) await this.survey();
    const { found } = this;
    const { trunks } = config.proxy;
    const except = await this.exceptions.list({ trunks, except: wish?.except ?? [], found });
    return { wish, except };
  }

  /** Where it fails, the trunks that were found last hold. */
  private async survey(): Promise<void> {
    const { findTrunks, onTrouble } = this.options;
    this.surveyedAt = performance.now();
    try {
      this.found = await findTrunks();
    } catch (error) {
      onTrouble(error);
    }
  }
}

export function rangesOf({ wish, except }: Wanted): DivertRanges {
  return { from: wish?.from ?? [], except: except.map(({ network }) => network) };
}
