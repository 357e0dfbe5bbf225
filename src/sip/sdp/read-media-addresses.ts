// Which addresses a session description asks media to be sent to.

import { findAddress, listLines } from './description-lines.ts';
import { mapDescriptions } from './map-descriptions.ts';

/** The addresses of the `c=` lines of all descriptions in a body, each once, as they stand there. */
export function readMediaAddresses(body: string, contentType: string): string[] {
  const addresses = new Set<string>();
  mapDescriptions(body, contentType, (description) => {
    for (const line of listLines(description)) {
      const found = description.startsWith('c=', line.start) && findAddress(description, line);
      if (found) addresses.add(found.text);
    }
    return undefined;
  });
  return [...addresses];
}
