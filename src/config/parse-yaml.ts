// YAML text → plain values with their places, and what is wrong with the YAML itself.

import { parseDocument, type YAMLParseError } from 'yaml';
import { Complaint, type ConfigPath, type PlacedComplaint } from './complaint.ts';
import type { RawValue } from './raw-value.ts';
import { scanMistakes } from './yaml-scan.ts';
import {
  describeYamlError,
  mildYamlErrors,
  unclosedQuote,
  type YamlError,
} from './yaml-sentences.ts';
import { type Place, readYamlTree } from './yaml-tree.ts';

export interface ParsedYaml {
  readonly value: RawValue;
  readonly places: ReadonlyMap<string, Place>;
  readonly complaints: readonly PlacedComplaint[];
  /** Where the structure itself breaks: what is read from there on is not what its author meant. */
  readonly breaks: readonly (PlacedComplaint & Spot)[];
  /** Line and column count from 1. */
  linePos(offset: number): { line: number; column: number };
}

/** The failsafe schema leaves every scalar a string: `0100`, `no` and `5e3` stay what was written. */
export function parseYaml(text: string): ParsedYaml {
  const linePos = createLinePos(text);
  const parsed = parseSafely(text);
  if (parsed === undefined) return { ...tooDeep, linePos };
  const tree = readYamlTree(parsed.contents, text, (offset) => linePos(offset).line);
  const errors = parsed.errors.map(toYamlError).filter(({ code }) => code !== 'BAD_ALIAS');
  const hard = errors.filter(({ code }) => !mildYamlErrors.has(code));
  const mild = errors.filter(({ code }) => mildYamlErrors.has(code));
  const breaks = hard.length === 0 ? [] : explainErrors(hard, scanMistakes(text), linePos);
  const place = (spot: Spot) => placeSpot(spot, tree.places);
  return {
    value: tree.value,
    places: tree.places,
    complaints: [...tree.complaints, ...mild.map(toSpot).map(place)],
    breaks: breaks.map(place),
    linePos,
  };
}

type Spot = Pick<PlacedComplaint, 'complaint'> & { readonly offset: number };

/** As many as bytes in the largest file. */
const MOST_LINES = 2 ** 20;

/** The parser's own LineCounter counts lines twice after some errors. */
function createLinePos(text: string): ParsedYaml['linePos'] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    const within = Math.min(offset, text.length);
    // By halving steps, to the last line that starts at the offset or before.
    let line = 1;
    for (let step = MOST_LINES; step >= 1; step /= 2) {
      if ((starts[line + step - 1] ?? Number.POSITIVE_INFINITY) <= within) line += step;
    }
    return { line, column: within - (starts[line - 1] ?? 0) + 1 };
  };
}

function parseSafely(text: string) {
  try {
    return parseDocument(text, {
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const tooDeep = {
  value: undefined,
  places: new Map<string, Place>(),
  complaints: [],
  breaks: [
    {
      path: [],
      offset: 0,
      complaint: new Complaint('is nested too deeply', 'close every { and ['),
    },
  ],
};

function toYamlError({ code, message, pos: [offset] }: YAMLParseError): YamlError {
  return { code, message, offset };
}

function toSpot(error: YamlError): Spot {
  return { offset: error.offset, complaint: describeYamlError(error) };
}

/** One complaint a line; what comes after a known mistake is its consequence. */
function explainErrors(
  errors: readonly YamlError[],
  mistakes: readonly Spot[],
  linePos: ParsedYaml['linePos'],
): Spot[] {
  const firstMistake = mistakes[0]?.offset;
  const limit = firstMistake === undefined ? Number.POSITIVE_INFINITY : linePos(firstMistake).line;
  const byLine = new Map<number, Spot>();
  for (const error of errors) {
    const { line } = linePos(error.offset);
    if (line >= limit || byLine.has(line)) continue;
    byLine.set(line, toSpot(error));
    // What follows a token at the wrong place is at the wrong place, too.
    if (error.code === 'UNEXPECTED_TOKEN') break;
  }
  return [...byLine.values(), ...mistakes];
}

/** Gives it the path of the deepest place around it. */
function placeSpot(spot: Spot, places: ReadonlyMap<string, Place>): PlacedComplaint & Spot {
  let path: ConfigPath = [];
  let { offset } = spot;
  for (const place of places.values()) {
    const isInside = (place.keyOffset ?? place.start) <= spot.offset && spot.offset <= place.end;
    if (!isInside || place.path.length < path.length) continue;
    path = place.path;
    if (spot.complaint === unclosedQuote) offset = place.start;
  }
  return { path, offset, complaint: spot.complaint };
}
