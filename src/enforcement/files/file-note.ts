// What takes a write of files back: farend's own as they were, and how to find the added lines again.

import { z } from 'zod';

const addedLineSchema = z.object({
  /** The operator's. */
  file: z.string(),
  /** Bytes before the line was added, and their SHA-256 in hex. */
  size: z.int().min(0),
  sha256: z.string(),
  /** What went behind them. */
  addition: z.string(),
});

export const fileNoteSchema = z.object({
  /** policy.write, and whether it was made for this. */
  directory: z.string(),
  isDirectoryNew: z.boolean(),
  /** Byte for byte, each as the character of its number; null: there was none. */
  ownFiles: z.array(z.object({ file: z.string(), text: z.string().nullable() })),
  addedLines: z.array(addedLineSchema),
  modules: z.array(z.string()),
});

export type FileNote = Readonly<z.infer<typeof fileNoteSchema>>;

export type AddedLine = Readonly<z.infer<typeof addedLineSchema>>;
