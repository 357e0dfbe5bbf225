// What was looked up, or why it could not be: a fact that is missing stops no check of another.

import type { ErrorCode } from '../base/app-error.ts';

interface Unseen {
  /** One sentence for a person. */
  readonly unseen: string;
  /** Of the AppError, where it was one. */
  readonly code?: ErrorCode;
}

export type Looked<Fact> = { readonly seen: Fact } | Unseen;

export function isSeen<Fact>(looked: Looked<Fact>): looked is { readonly seen: Fact } {
  return 'seen' in looked;
}
