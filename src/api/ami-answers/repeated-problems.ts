// A missing permission fails every single event: its sentence is told once in a while.

const EVERY_MS = 600_000;
/** Sentences that are remembered. */
const MAX_SENTENCES = 100;

export class RepeatedProblems {
  private readonly onProblem: (sentence: string) => void;
  private readonly now: () => number;
  /** Sentence → when it was told last. */
  private readonly told = new Map<string, number>();

  constructor(onProblem: (sentence: string) => void, now: () => number) {
    this.onProblem = onProblem;
    this.now = now;
  }

  /** @param receiver the name of an Asterisk or an application */
  tell(receiver: string, error: unknown): void {
    const sentence = `${receiver}: ${error instanceof Error ? error.message : String(error)}`;
    const now = this.now();
    // A clock may be set back, too.
    if (Math.abs(now - (this.told.get(sentence) ?? Number.NEGATIVE_INFINITY)) < EVERY_MS) return;
    if (this.told.size >= MAX_SENTENCES) this.told.clear();
    this.told.set(sentence, now);
    this.onProblem(sentence);
  }
}
