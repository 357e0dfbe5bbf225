// What the schema accepts and this version does not use: told as a warning, so that nobody believes
// in a setting that does nothing. A line is deleted when its key comes to life.

import { Complaint, type PlacedComplaint } from './complaint.ts';
import { type RawValue, valueAt } from './raw-value.ts';

export const notYetEffective: readonly { readonly path: readonly string[] }[] = [
  { path: ['history', 'messages'] },
  { path: ['http'] },
];

/** One warning for each such key in the file. */
export function warnOfIneffective(root: RawValue): PlacedComplaint[] {
  return notYetEffective.flatMap(({ path }) => {
    if (valueAt(root, path) === undefined) return [];
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
