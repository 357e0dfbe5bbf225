// The lines of the journal of installations: what was begun, what takes each step back, how it ended.

import { z } from 'zod';

const at = z.iso.datetime();

const beginSchema = z.object({
  what: z.literal('begin'),
  run: z.string(),
  at,
  /** `farend init --way site`, as a person would say it. */
  command: z.string(),
  /** Directories that were made for the journal, the outermost first. */
  made: z.array(z.string()).readonly(),
});

const stepSchema = z.object({
  what: z.literal('step'),
  run: z.string(),
  at,
  kind: z.string(),
  /** What takes it back; written before the step begins. */
  note: z.record(z.string(), z.unknown()).readonly(),
});

/** `taken-back`: of this run nothing is left. */
const endSchema = z.object({
  what: z.literal('end'),
  run: z.string(),
  at,
  outcome: z.enum(['done', 'taken-back']),
});

/** `farend undo` has begun: from here on, all of it has to go. */
const undoSchema = z.object({ what: z.literal('undo'), at, keepsPolicy: z.boolean() });

/** Nothing is installed any more: only the journal itself has to go. */
const goneSchema = z.object({ what: z.literal('gone'), at });

const lineSchema = z.discriminatedUnion('what', [
  beginSchema,
  stepSchema,
  endSchema,
  undoSchema,
  goneSchema,
]);

export type JournalLine = z.infer<typeof lineSchema>;
export type StepLine = z.infer<typeof stepSchema>;

/** Undefined for what is no line of the journal: half of one, after a crash. */
export function parseJournalLine(text: string): JournalLine | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The steps of what is installed, in their order: runs that were taken back left nothing. */
export function listInstalled(lines: readonly JournalLine[]): StepLine[] {
  const gone = new Set(
    lines.flatMap((line) => (line.what === 'end' && line.outcome === 'taken-back' ? line.run : [])),
  );
  return lines.filter((line) => line.what === 'step').filter(({ run }) => !gone.has(run));
}

/** The run that was cut off; undefined when every run has ended. */
export function findCutOff(lines: readonly JournalLine[]): string | undefined {
  const ended = new Set(lines.flatMap((line) => (line.what === 'end' ? line.run : [])));
  const open = lines.find((line) => line.what === 'begin' && !ended.has(line.run));
  return open?.what === 'begin' ? open.run : undefined;
}

/** Nothing is installed. */
export function isGone(lines: readonly JournalLine[]): boolean {
  return lines.every(({ what }) => what !== 'begin') || lines.some(({ what }) => what === 'gone');
}

/** A process was killed in the middle of a run, or of an undo. */
export function isCutOff(lines: readonly JournalLine[]): boolean {
  return (
    lines.some(({ what }) => what === 'undo' || what === 'gone') || findCutOff(lines) !== undefined
  );
}
