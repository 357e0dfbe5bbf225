// What the schema accepts and this version does not use: told as a warning, so that nobody believes
// in a setting that does nothing. A line is deleted when its key comes to life.

import { Complaint, type PlacedComplaint } from './complaint.ts';
import { type RawValue, valueAt } from './raw-value.ts';

interface Ineffective {
  readonly path: readonly string[];
}

export const notYetEffective: readonly Ineffective[] = [
  { path: ['asterisk'] },
  { path: ['policy'] },
  { path: ['hep'] },
  { path: ['sites'] },
  { path: ['alerts'] },
  { path: ['history'] },
  { path: ['http'] },
];

/** One warning for each such key in the file; an empty list asks for nothing. */
export function warnOfIneffective(root: RawValue): PlacedComplaint[] {
  return notYetEffective.flatMap(({ path }) => {
    const value = valueAt(root, path);
    const asksForNothing = value === undefined || (Array.isArray(value) && value.length === 0);
    if (asksForNothing) return [];
    return [
      {
        path,
        isAboutKey: true,
        complaint: new Complaint(
          'has no effect in this version',
          'leave it for a later one or take it out',
        ),
      },
    ];
  });
}
