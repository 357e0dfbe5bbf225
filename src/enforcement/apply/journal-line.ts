// The lines of the journal of policy changes: what a run wanted, how far it came, how it ended. They are
// the audit trail as well; nothing in them is secret.

import { z } from 'zod';
import { objectKinds, writerKinds } from '../../policy/policy-plan.ts';

const inRun = {
  run: z.string(),
  at: z.iso.datetime(),
};

const author = {
  by: z.enum(['command', 'companion']),
  /** The user of the operating system. */
  user: z.string(),
};

const changeSchema = z.object({
  kind: z.enum(objectKinds),
  object: z.string(),
  endpoint: z.string(),
  setting: z.string(),
  from: z.string(),
  to: z.string(),
});

const undoSchema = z.object({
  writer: z.enum(writerKinds),
  note: z.record(z.string(), z.unknown()).readonly(),
});

const beginSchema = z.object({
  what: z.literal('begin'),
  ...inRun,
  ...author,
  asterisk: z.string(),
  changes: z.array(changeSchema).readonly(),
  /** Sections that go. */
  removals: z.array(changeSchema.pick({ kind: true, object: true })).readonly(),
  /** What takes each writer's work back, in the order of the writers. */
  undo: z.array(undoSchema).readonly(),
});

const stepSchema = z.object({
  what: z.literal('step'),
  ...inRun,
  step: z.string(),
  detail: z.string(),
});

/** Another process begins to take back a run that was cut off. */
const takeBackSchema = z.object({ what: z.literal('take-back'), ...inRun, ...author });

/** Nothing is left to be done: what has no such line was cut off. */
const endSchema = z.object({
  what: z.literal('end'),
  ...inRun,
  outcome: z.enum(['applied', 'rolled-back', 'stuck']),
  reasons: z.array(z.string()).readonly(),
  lostRegistrations: z.array(z.string()).readonly(),
});

const lineSchema = z.discriminatedUnion('what', [
  beginSchema,
  stepSchema,
  takeBackSchema,
  endSchema,
]);

export type JournalLine = z.infer<typeof lineSchema>;
export type BeginLine = z.infer<typeof beginSchema>;
export type EndLine = z.infer<typeof endSchema>;
export type JournaledChange = z.infer<typeof changeSchema>;

/** Undefined for what is no line of the journal: half of one, after a crash. */
export function parseJournalLine(text: string): JournalLine | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function formatJournalLine(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** The newest run without an end; of one Asterisk, when one is named. */
export function findCutOff(
  lines: readonly JournalLine[],
  asterisk: string | undefined,
): BeginLine | undefined {
  const ended = listEnded(lines);
  return lines
    .filter((line) => line.what === 'begin')
    .findLast((line) => !ended.has(line.run) && line.asterisk === (asterisk ?? line.asterisk));
}

/**
 * Leaves out the oldest runs that have ended, until the rest is no longer than that; what was cut off
 * always stays.
 */
export function dropOldRuns(lines: readonly JournalLine[], maxBytes: number): JournalLine[] {
  const ended = listEnded(lines);
  const sizes = new Map<string, number>();
  for (const line of lines)
    sizes.set(line.run, (sizes.get(line.run) ?? 0) + Buffer.byteLength(formatJournalLine(line)));
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const dropped = new Set<string>();
  for (const [run, size] of sizes) {
    if (total <= maxBytes) break;
    if (!ended.has(run)) continue;
    dropped.add(run);
    total -= size;
  }
  return lines.filter(({ run }) => !dropped.has(run));
}

function listEnded(lines: readonly JournalLine[]): ReadonlySet<string> {
  return new Set(lines.flatMap(({ what, run }) => (what === 'end' ? [run] : [])));
}
