// A block whose first line is a comment with the name of a file alone: `# broken.yaml`, `; pjsip.conf`.

import type { PageBlock } from './read-page.ts';

/** The name, without a directory; undefined where the block names none. */
export function readFileName(block: PageBlock): string | undefined {
  return /^[#;] ([\w-]+\.(?:yaml|yml|conf))$/.exec(block.lines[0] ?? '')?.[1];
}
