// How the reading of a capture file came to its end.

/**
 * `cut-off`: the file ends in the middle of something, as after a crash of what wrote it; all before is
 * good. `refused`: it says what cannot be true, and so nothing in it can be trusted. Offsets are from
 * the beginning of the file, of one that is packed with gzip from the beginning of its content.
 */
export type CaptureEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'cut-off' | 'refused'; readonly offset: number; readonly what: string };

export const WHOLE: CaptureEnd = { kind: 'whole' };

export function cutOff(offset: number, what: string): CaptureEnd {
  return { kind: 'cut-off', offset, what };
}

export function refuse(offset: number, what: string): CaptureEnd {
  return { kind: 'refused', offset, what };
}
