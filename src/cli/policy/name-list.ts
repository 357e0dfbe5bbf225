// Names of endpoints as one short text, however many they are.

import { escapeControl } from '../../base/escape-control.ts';

/** `4001, 4002 … (298 endpoints)`, in at most `width` columns where one name is not longer than that. */
export function formatNames(names: readonly string[], width: number, noun = 'endpoints'): string {
  // No name and its comma take fewer columns than three.
  let shown = Math.min(names.length, Math.max(Math.floor(width / 3), 1));
  while (shown > 1 && join(names, shown, noun).length > width) shown -= 1;
  return join(names, shown, noun);
}

function join(names: readonly string[], shown: number, noun: string): string {
  const list = names.slice(0, shown).map(escapeControl).join(', ');
  return shown === names.length ? list : `${list} … (${names.length.toLocaleString('en')} ${noun})`;
}
