// What the schema accepts and this version does not use: told as a warning, so that nobody believes
// in a setting that does nothing. A line is deleted when its key comes to life.

import { Complaint, type PlacedComplaint, quote } from './complaint.ts';
import { type RawValue, valueAt } from './raw-value.ts';

interface Ineffective {
  readonly path: readonly string[];
  /** The value that already says what farend does. */
  readonly except?: string;
}

export const notYetEffective: readonly Ineffective[] = [
  { path: ['proxy', 'trustedProxies'] },
  { path: ['proxy', 'trunks'] },
  { path: ['proxy', 'mediaAddress'] },
  { path: ['proxy', 'mediaFrom'] },
  { path: ['proxy', 'registration'], except: 'contact' },
  { path: ['proxy', 'forceRport'], except: 'always' },
  { path: ['proxy', 'exempt'] },
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
  return notYetEffective.flatMap(({ path, except }) => {
    const value = valueAt(root, path);
    const asksForNothing =
      value === undefined || value === except || (Array.isArray(value) && value.length === 0);
    if (asksForNothing) return [];
    const shown = except === undefined || typeof value !== 'string' ? '' : `${quote(value)} `;
    const what = `${shown}has no effect in this version`;
    return [
      {
        path,
        isAboutKey: true,
        complaint: new Complaint(what, 'leave it for a later one or take it out'),
      },
    ];
  });
}
