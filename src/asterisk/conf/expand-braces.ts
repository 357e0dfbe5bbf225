// `{a,b}.conf` as glob(3) takes it with GLOB_BRACE: one pattern after the other, in the order written.

/** The patterns, each without braces; `{}` and a brace without its other half stand for themselves. */
export function expandBraces(pattern: string): string[] {
  const begin = findGroup(pattern);
  const end = begin === undefined ? undefined : findEnd(pattern, begin);
  if (begin === undefined || end === undefined) return [pattern];
  const before = pattern.slice(0, begin);
  const after = pattern.slice(end + 1);
  const choices = splitChoices(pattern.slice(begin + 1, end));
  return choices.flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}

function findGroup(pattern: string): number | undefined {
  const begin = pattern.search(/\{(?!\})/);
  return begin < 0 ? undefined : begin;
}

function findEnd(pattern: string, begin: number): number | undefined {
  let depth = 0;
  for (let at = begin; at < pattern.length; at += 1) {
    depth += stepDepth(pattern[at]);
    if (depth === 0) return at;
  }
  return undefined;
}

/** At the commas that stand in no braces of their own. */
function splitChoices(text: string): string[] {
  const choices = [''];
  let depth = 0;
  for (const character of text) {
    depth += stepDepth(character);
    if (character === ',' && depth === 0) choices.push('');
    else choices.push(`${choices.pop() ?? ''}${character}`);
  }
  return choices;
}

function stepDepth(character: string | undefined): number {
  if (character === '{') return 1;
  return character === '}' ? -1 : 0;
}
