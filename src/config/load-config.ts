// Reads a configuration file and answers with the frozen configuration, or with every problem.

import { AppError } from '../base/app-error.ts';
import { warnOfIdle } from './check-policy.ts';
import { checkCutText, warnOfExposed } from './check-scalars.ts';
import { type ConfigPath, formatPath, type PlacedComplaint } from './complaint.ts';
import { crossCheck } from './cross-checks.ts';
import { deepFreeze } from './deep-freeze.ts';
import { listComplaints } from './describe-issue.ts';
import type { FarendConfig } from './farend-config.ts';
import { farendSchema } from './farend-schema.ts';
import { warnOfIneffective } from './not-yet-effective.ts';
import { type ParsedYaml, parseYaml } from './parse-yaml.ts';
import type { Problem } from './problem.ts';
import { valueAt } from './raw-value.ts';
import { readConfigText } from './read-config-text.ts';
import { findSchema } from './schema-walk.ts';

/** Warnings never keep farend from starting; problems always do. Both in the order of the file. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: FarendConfig; readonly warnings: readonly Problem[] }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
    };

/** @throws AppError CONFIG_UNREADABLE when there is no text to judge */
export function loadConfig(file: string): LoadedConfig {
  const text = readConfigText(file);
  if (typeof text === 'string') return parseConfig(text, file);
  throw new AppError('CONFIG_UNREADABLE', `${file} ${text.what}: ${text.cure}.`);
}

/** Judges text; `file` is what the problems name, and where the text was read. */
export function parseConfig(text: string, file: string): LoadedConfig {
  const yaml = parseYaml(text);
  const { value } = yaml;
  const result = farendSchema.safeParse(value);
  const judged = judgeValues(yaml, text, result.error?.issues ?? []);
  const problems = locateAll(
    [...yaml.breaks.map(cutToKnown), ...keepSound(yaml, judged)],
    yaml,
    file,
  );
  const odd = [
    ...warnOfIneffective(value),
    ...warnOfIdle(value),
    ...warnOfExposed(farendSchema, value, file),
  ];
  const warnings = locateAll(keepSound(yaml, odd), yaml, file).filter(
    ({ path }) => !problems.some((problem) => problem.path === path),
  );
  if (problems.length > 0 || !result.success) return { ok: false, problems, warnings };
  return { ok: true, config: deepFreeze(result.data), warnings };
}

function judgeValues(
  yaml: ParsedYaml,
  text: string,
  issues: Parameters<typeof listComplaints>[2],
): PlacedComplaint[] {
  const refused = listRefused(yaml);
  const judged = [
    ...listComplaints(farendSchema, yaml.value, issues),
    ...crossCheck(yaml.value),
    ...checkCutText(farendSchema, yaml.value, text, yaml.places),
  ];
  return [...yaml.complaints, ...judged.filter(({ path }) => !isRefused(path, refused))];
}

/** In a broken document only the sections that end before the break are judged. */
function keepSound(
  { breaks, places }: ParsedYaml,
  complaints: readonly PlacedComplaint[],
): readonly PlacedComplaint[] {
  if (breaks.length === 0) return complaints;
  const first = Math.min(...breaks.map(({ offset }) => offset));
  const begun = [...places.values()].filter(
    ({ path, keyOffset }) => path.length === 1 && keyOffset !== undefined && keyOffset < first,
  );
  const sound = new Set(begun.slice(0, -1).map(({ path }) => path[0]));
  return complaints.filter(({ path }) => sound.has(path[0]));
}

function locateAll(
  complaints: readonly PlacedComplaint[],
  yaml: ParsedYaml,
  file: string,
): Problem[] {
  return complaints
    .map((placed) => {
      const { path, complaint } = placed;
      const { what, cure } = complaint;
      const { line, column } = yaml.linePos(placed.offset ?? findOffset(placed, yaml));
      return { file, line, column, path: formatPath(path), what, cure };
    })
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

/** In broken YAML a part of a secret may look like a key: only keys of the schema are shown. */
function cutToKnown(placed: PlacedComplaint): PlacedComplaint {
  let { path } = placed;
  while (findSchema(farendSchema, path) === undefined) path = path.slice(0, -1);
  return { ...placed, path };
}

/** Where the YAML itself was refused: what the schema says there would only repeat that. */
function listRefused({ value, complaints }: ParsedYaml): ReadonlySet<string> {
  const isLeaf = (path: ConfigPath) => typeof (valueAt(value, path) ?? '') === 'string';
  return new Set(complaints.flatMap(({ path }) => (isLeaf(path) ? formatPath(path) : [])));
}

function isRefused(path: ConfigPath, refused: ReadonlySet<string>): boolean {
  return refused.size > 0 && path.some((_, at) => refused.has(formatPath(path.slice(0, at + 1))));
}

/** Where the value stands; for an unknown key the key; for a missing one whatever should hold it. */
function findOffset({ path, isAboutKey }: PlacedComplaint, { places }: ParsedYaml): number {
  const own = places.get(formatPath(path));
  if (own !== undefined) return isAboutKey === true ? (own.keyOffset ?? own.start) : own.start;
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const above = places.get(formatPath(path.slice(0, length)));
    if (above !== undefined) return above.keyOffset ?? above.start;
  }
  return 0;
}
