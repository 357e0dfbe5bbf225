// Asking through AMI: the user event FarendQuery is answered by user events at the Asterisk where it
// was asked. Everything goes out paced, Asterisk by Asterisk.

import { isAppError } from '../../base/app-error.ts';
import type { CompanionView } from '../companion-view.ts';
import { type Pace, Pacer } from './pacer.ts';
import { QueryAnswers, type UserEvent } from './query-answers.ts';
import type { AmiSender } from './sender.ts';
import { formatHeaders } from './value-text.ts';

export interface AmiAnswersOptions {
  readonly view: Pick<CompanionView, 'find'>;
  readonly asterisks: readonly AnsweringAsterisk[];
  /** A sentence for the log; the same one may come again and again. */
  onProblem(sentence: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  readonly pace?: Pace;
}

export interface AnsweringAsterisk {
  readonly name: string;
  readonly ami: AmiSender;
  readonly mirrorsAstDb: boolean;
}

/** Other AMI clients of that Asterisk read all of it, too: about 0.7 MB a second at most. */
const DEFAULT_PACE: Pace = { perSecond: 1_000, inFlight: 16 };

interface Line {
  readonly queries: QueryAnswers;
  readonly pacer: Pacer;
}

export class AmiAnswers {
  private readonly options: AmiAnswersOptions;
  /** By the name of the Asterisk. */
  private readonly lines: ReadonlyMap<string, Line>;

  constructor(options: AmiAnswersOptions) {
    this.options = options;
    this.lines = new Map(options.asterisks.map((asterisk) => [asterisk.name, this.open(asterisk)]));
  }

  /** A user event, of anybody; only FarendQuery is meant for us. Names of headers in lower case. */
  onUserEvent(asterisk: string, name: string, headers: ReadonlyMap<string, string>): void {
    if (name.toLowerCase() !== 'farendquery') return;
    const line = this.lines.get(asterisk);
    line?.queries.ask(headers);
    line?.pacer.wake();
  }

  stop(): void {
    for (const { pacer } of this.lines.values()) pacer.stop();
  }

  private open({ name, ami }: AnsweringAsterisk): Line {
    const { view, now, pace = DEFAULT_PACE } = this.options;
    const queries = new QueryAnswers({
      find: (endpoint) => view.find(endpoint),
      send: (event) => sendEvent(ami, event),
      now,
    });
    const listener = {
      isReady: () => ami.isUp,
      onFailure: (error: unknown) => {
        // Who asked hears nothing any more; whoever hears the rest would not know of the gap.
        if (isAppError(error, 'AMI_UNREACHABLE')) queries.clear();
        else this.complain(name, error);
      },
    };
    return { queries, pacer: new Pacer([queries], pace, listener, now) };
  }

  private complain(asterisk: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.options.onProblem(`${asterisk}: ${message}`);
  }
}

function sendEvent(ami: AmiSender, { name, headers }: UserEvent): Promise<void> {
  return ami.sendUserEvent(name, formatHeaders(headers));
}
