// Files within files: how they are named, what is read of them, and what a trouble in one means for the
// others.

import type { ConfCase } from './conf-case.ts';

const stale = '[b]\ny=1\n[gone](+)\nz=1\n[c]\nz=1';

export const inclusionCases: readonly ConfCase[] = [
  {
    title: 'the ways to name a file',
    files: {
      'main.conf':
        '[a]\n#include @/1.conf\n#include "@/2.conf"\n#include <@/3.conf>\n#INCLUDE\t@/4.conf ; c\n  #include   "@/5.conf"  ',
      '1.conf': 'x=1',
      '2.conf': 'x=2',
      '3.conf': 'x=3',
      '4.conf': 'x=4',
      '5.conf': 'x=5',
    },
  },
  ...['"@/1.conf', '@/1.conf"', "'@/1.conf'", '<@/1.conf"', '', '""', '"', '=> @/1.conf'].map(
    (argument) => ({
      title: `#include ${argument}`,
      files: { 'main.conf': `[a]\nx=1\n#include ${argument}\ny=1`, '1.conf': 'z=1' },
    }),
  ),
  {
    title: 'no blank behind #include',
    files: { 'main.conf': '[a]\n#include"@/1.conf"\n#include<@/1.conf>\nx=1', '1.conf': 'y=1' },
  },
  {
    title: 'a blank behind the #',
    files: { 'main.conf': '[a]\n# include @/1.conf\nx=1', '1.conf': 'y=1' },
  },
  { title: 'unknown directives', files: { 'main.conf': '[a]\nx=1\n#if y\n#\n#require z\ny=1' } },
  { title: '#exec', files: { 'main.conf': '[a]\nx=1\n#exec /bin/false\n#exec\ny=1' } },
  {
    title: 'a path is relative to the configuration directory',
    files: {
      'main.conf': '[a]\n#include @/d/1.conf\n#tryinclude 2.conf',
      'd/1.conf': '#tryinclude 2.conf\n#include @/d/2.conf',
      'd/2.conf': 'x=1',
    },
  },
  {
    title: 'a path with ..',
    files: { 'main.conf': '[a]\n#include @/d/../1.conf', 'd/2.conf': '', '1.conf': 'x=1' },
  },
  {
    title: 'an absolute path',
    files: { 'main.conf': '[a]\n#include %/@/1.conf', '1.conf': 'x=1' },
  },
  {
    title: 'a file with sections goes on after it in the outer section',
    files: { 'main.conf': '[a]\nx=1\n#include @/1.conf\ny=1\n[c]\nz=1', '1.conf': 'u=1\n[b]\nv=1' },
  },
  {
    title: 'the lines of an included file go to the section that was begun last',
    files: {
      'main.conf': '[a]\nx=1\n#include @/1.conf\n#include @/2.conf\ny=1',
      '1.conf': '[b]\nx=1\n[a](+)',
      '2.conf': 'z=1',
    },
  },
  {
    title: 'the lines of an included file after a (+)',
    files: { 'main.conf': '[a]\n[b]\n[a](+)\n#include @/1.conf', '1.conf': 'z=1' },
  },
  {
    title: 'the lines of an included file within a template',
    files: { 'main.conf': '[t](!)\n#include @/1.conf\n[a](t)', '1.conf': 'z=1' },
  },
  {
    title: 'an included file before any section',
    files: { 'main.conf': '#include @/1.conf\nx=1', '1.conf': '[a]\ny=1' },
  },
  {
    title: 'an included line before any section',
    files: { 'main.conf': '#include @/1.conf\n[b]\nx=1', '1.conf': 'y=1\n[a]\ny=1' },
  },
  {
    title: 'one file twice',
    files: { 'main.conf': '[a]\n#include @/1.conf\n[b]\n#include @/1.conf', '1.conf': 'x=1' },
  },
  {
    title: 'templates of another file',
    files: {
      'main.conf': '#include @/1.conf\n[a](t)\n[t](+TEMPLATES=include)\ny=1\n[b](t)',
      '1.conf': '[t](!)\nx=1',
    },
  },

  { title: 'a missing #include', files: { 'main.conf': '[a]\nx=1\n#include @/no.conf\ny=1' } },
  {
    title: 'a missing #tryinclude',
    files: { 'main.conf': '[a]\nx=1\n#tryinclude @/no.conf\ny=1' },
  },
  {
    title: 'a missing #include in an included file',
    files: { 'main.conf': '[a]\n#include @/1.conf\nx=1', '1.conf': 'y=1\n#include @/no.conf\nz=1' },
  },
  {
    title: 'a missing #include in a file of a file',
    files: {
      'main.conf': '[a]\n#include @/1.conf\nx=1',
      '1.conf': 'y=1\n#include @/2.conf\nz=1',
      '2.conf': 'u=1\n#include @/no.conf\nv=1',
    },
  },
  {
    title: 'a directory',
    files: { 'main.conf': '[a]\nx=1\n#tryinclude @/d\n#include @/d\ny=1', 'd/1.conf': 'z=1' },
  },
  { title: 'a missing directory', files: { 'main.conf': '[a]\nx=1\n#tryinclude @/d/1.conf\ny=1' } },
  {
    title: 'an empty included file',
    files: { 'main.conf': '[a]\n#include @/1.conf\nx=1', '1.conf': '' },
  },
  {
    title: 'a stale (+) in an #include',
    files: { 'main.conf': '[a]\nx=1\n#include @/1.conf\ny=1', '1.conf': stale },
  },
  {
    title: 'a stale (+) in a #tryinclude',
    files: { 'main.conf': '[a]\nx=1\n#tryinclude @/1.conf\ny=1', '1.conf': stale },
  },
  {
    title: 'a stale (+) in a file of a file',
    files: {
      'main.conf': '[a]\n#include @/1.conf\nx=1',
      '1.conf': 'y=1\n#include @/2.conf\nz=1',
      '2.conf': stale,
    },
  },
  {
    title: 'no closing bracket in an included file',
    files: { 'main.conf': '[a]\n#include @/1.conf\nx=1', '1.conf': 'y=1\n[b\nz=1' },
  },
  {
    title: 'an unknown template in an included file',
    files: { 'main.conf': '[a]\n#include @/1.conf\nx=1', '1.conf': 'y=1\n[b](t)\nz=1' },
  },
  {
    title: 'a (+) before a stale one decides where the next file begins',
    files: {
      'main.conf': '[a]\n[b]\n#include @/1.conf\n#include @/2.conf',
      '1.conf': '[a](+)\nx=1\n[gone](+)',
      '2.conf': 'y=1',
    },
  },
  {
    title: 'ten files that end too soon',
    files: {
      'main.conf': `[a]\n${'#include @/1.conf\n'.repeat(10)}x=1\n#tryinclude @/2.conf\ny=1`,
      '1.conf': '[gone](+)',
      '2.conf': 'z=1',
    },
  },
  {
    title: 'eleven files that end too soon',
    files: {
      'main.conf': `[a]\n${'#include @/1.conf\n'.repeat(11)}x=1`,
      '1.conf': '[gone](+)',
    },
  },
  {
    title: 'a comment that an included file does not end',
    files: { 'main.conf': '[a]\n#include @/1.conf\nx=1', '1.conf': 'y=1\n;-- \nz=1' },
  },
  {
    title: 'an #include inside a comment',
    files: {
      'main.conf': '[a]\n;--\n#include @/1.conf\n--;\n;#include @/1.conf\nx=1',
      '1.conf': 'y=1',
    },
  },
  {
    title: 'a byte order mark in an included file',
    files: { 'main.conf': '[a]\n#include @/1.conf\nx=1', '1.conf': '\uFEFF[b]\ny=1' },
  },

  ...[9, 10, 11, 12].map((depth) => ({
    title: `${depth} files within one another`,
    files: createChain(depth),
  })),
  {
    title: 'a file that includes itself',
    files: { 'main.conf': '[a]\nx=1\n#tryinclude @/main.conf\ny=1' },
  },
  {
    title: 'a file that must include itself',
    files: { 'main.conf': '[a]\nx=1\n#include @/main.conf\ny=1' },
  },

  {
    title: 'a glob reads in the order of names',
    files: {
      'main.conf': '[a]\n#include @/d/*.conf\nx=1',
      'd/2.conf': 'y=2',
      'd/10.conf': 'y=10',
      'd/B.conf': 'y=B',
      'd/a.conf': 'y=a',
      'd/.hidden.conf': 'y=h',
      'd/3.txt': 'y=3',
      'd/e/4.conf': 'y=4',
    },
  },
  {
    title: 'a glob without a match',
    files: { 'main.conf': '[a]\nx=1\n#tryinclude @/d/*.conf\ny=1' },
  },
  {
    title: 'a glob without a match that has to be there',
    files: { 'main.conf': '[a]\nx=1\n#include @/d/*.conf\ny=1' },
  },
  {
    title: 'a glob that finds a directory alone',
    files: { 'main.conf': '[a]\nx=1\n#include @/d/*\ny=1', 'd/e/1.conf': 'z=1' },
  },
  {
    title: 'a glob that stops at a stale file',
    files: {
      'main.conf': '[a]\n#include @/d/*.conf\nx=1',
      'd/1.conf': 'y=1',
      'd/2.conf': '[b]\n[gone](+)',
      'd/3.conf': 'y=3',
    },
  },
  {
    title: 'a section goes on from one file of a glob to the next',
    files: {
      'main.conf': '[a]\n[b]\n#include @/d/*.conf\nx=1',
      'd/1.conf': '[a](+)',
      'd/2.conf': 'y=2\n[c]',
      'd/3.conf': 'y=3',
    },
  },
  {
    title: 'a comment goes on from one file of a glob to the next',
    files: {
      'main.conf': '[a]\n#include @/d/*.conf\nx=1',
      'd/1.conf': 'y=1\n;--',
      'd/2.conf': 'y=2\n--;y=3',
    },
  },
  {
    title: 'a byte order mark in the second file of a glob',
    files: {
      'main.conf': '[a]\n#include @/d/*.conf\nx=1',
      'd/1.conf': '\uFEFFy=1',
      'd/2.conf': '\uFEFFy=2',
    },
  },
  {
    title: 'a byte order mark after an empty file of a glob',
    files: {
      'main.conf': '[a]\n#include @/d/*.conf\nx=1',
      'd/1.conf': '',
      'd/2.conf': '\uFEFFy=2',
    },
  },
  {
    title: 'braces within braces, and none',
    files: {
      'main.conf':
        '[a]\n#include @/{3,{2,1}}.conf\n#include @/{d,e/*,}/2.conf\n#include @/{}.conf\n#include @/{1.conf\nz=1',
      '1.conf': 'x=1',
      '2.conf': 'x=2',
      '3.conf': 'x=3',
      '{}.conf': 'x=4',
      '{1.conf': 'x=5',
      'e/f/2.conf': 'x=6',
    },
  },
  {
    title: 'two stars',
    files: {
      'main.conf': '[a]\n#include @/**/1.conf\nx=1',
      'd/1.conf': 'y=1',
      'd/e/1.conf': 'y=2',
    },
  },
  {
    title: 'braces, question marks and sets',
    files: {
      'main.conf': '[a]\n#include @/{2,1}.conf\n#include @/?.conf\n#include @/[3-4].conf',
      '1.conf': 'x=1',
      '2.conf': 'x=2',
      '3.conf': 'x=3',
      '4.conf': 'x=4',
    },
  },
];

/** `main.conf` includes `1.conf`, that one `2.conf`, and so on. */
function createChain(depth: number): Record<string, string> {
  const names = Array.from({ length: depth + 1 }, (_, index) =>
    index === 0 ? 'main' : `${index}`,
  );
  return Object.fromEntries(
    names.map((name, index) => {
      const next = index < depth ? `#include @/${index + 1}.conf` : '';
      return [`${name}.conf`, `[s${index}]\nx=${index}\n${next}\ny=${index}`];
    }),
  );
}
