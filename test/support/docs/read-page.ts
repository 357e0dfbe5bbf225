// A page of Markdown as its tests see it: the blocks of code, each with its language, the line on which
// it begins, and the heading above it.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

export interface PageBlock {
  /** The word behind the fence; '' for none. */
  readonly language: string;
  readonly lines: readonly string[];
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** The nearest heading above, without its hashes; '' for none. */
  readonly heading: string;
}

export interface DocPage {
  /** From the root of the checkout. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly PageBlock[];
}

/** What people read who use farend, in the order of names. */
export function listPages(): string[] {
  return globSync(['README.md', 'docs/**/*.md', 'asterisk-conf/**/*.md'], { cwd: ROOT }).toSorted();
}

export function readPage(path: string): DocPage {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, blocks: listBlocks(text) };
}

/** Blocks may be indented, as in a list; the indent of the fence is taken off their lines. */
function listBlocks(text: string): PageBlock[] {
  const lines = text.split('\n');
  const blocks: PageBlock[] = [];
  let heading = '';
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    heading = /^#{1,6} (.+)$/.exec(line)?.[1] ?? heading;
    const fence = /^( *)(`{3,})(\S*)$/.exec(line);
    if (fence === null) continue;
    const [, indent = '', ticks = '', language = ''] = fence;
    const end = lines.indexOf(indent + ticks, index + 1);
    if (end === -1) throw new Error(`the block of line ${index + 1} has no end`);
    const inside = lines.slice(index + 1, end).map((inner) => inner.replace(indent, ''));
    blocks.push({ language, lines: inside, line: index + 1, heading });
    index = end;
  }
  return blocks;
}
