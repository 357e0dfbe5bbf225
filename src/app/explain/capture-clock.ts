// The time of a capture, as its packets tell it: it goes on from packet to packet, in steps, and never
// back.

const STEP_MS = 500;
/** A silence of hours goes by in that many steps. */
const STEPS_OF_SILENCE = 64;

export class CaptureClock {
  private readonly step: (nowMs: number) => void;
  private now: number | undefined;

  /** @param step is called for each step, before what happens then */
  constructor(step: (nowMs: number) => void) {
    this.step = step;
  }

  /** Packets may be some milliseconds out of order: an earlier time changes nothing. */
  advance(timeMs: number): void {
    this.now ??= timeMs;
    const step = Math.max(STEP_MS, Math.ceil((timeMs - this.now) / STEPS_OF_SILENCE));
    while (timeMs - this.now >= STEP_MS) {
      this.now = Math.min(this.now + step, timeMs);
      this.step(this.now);
    }
  }
}
