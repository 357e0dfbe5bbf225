// Turns YAML into plain values in which every scalar is its source text, and remembers where each
// stands. What YAML would read otherwise than it looks (aliases, tags, nulls) is refused here.

import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Complaint, type ConfigPath, formatPath, type PlacedComplaint } from './complaint.ts';

import type { RawValue } from './raw-value.ts';
import {
  bareColons,
  commaInFlow,
  complainOfAlias,
  complainOfDuplicate,
  complainOfNull,
  complainOfProperties,
  keyWithoutValue,
  notAKey,
  tooDeep,
} from './yaml-complaints.ts';

/** Offsets into the text. */
export interface Place {
  readonly path: ConfigPath;
  readonly keyOffset?: number;
  readonly start: number;
  readonly end: number;
  /** A scalar without quotes. */
  readonly isPlain: boolean;
}

export interface YamlTree {
  readonly value: RawValue;
  /** By {@link formatPath}. */
  readonly places: ReadonlyMap<string, Place>;
  readonly complaints: readonly PlacedComplaint[];
}

/** Deeper than any section of the schema. */
const DEEPEST = 12;

/** Reads the parsed document; `lineOf` says on which line an offset of `text` lies. */
export function readYamlTree(
  root: Node | null,
  text: string,
  lineOf: (offset: number) => number,
): YamlTree {
  const reader = new TreeReader(text, lineOf);
  const isEmpty = root === null || (isScalar(root) && root.source === '' && root.type === 'PLAIN');
  const value = isEmpty ? {} : reader.read(root, []);
  return { value, places: reader.places, complaints: reader.complaints };
}

type Content = Scalar | YAMLMap | YAMLSeq;

class TreeReader {
  readonly places = new Map<string, Place>();
  readonly complaints: PlacedComplaint[] = [];
  private readonly text: string;
  private readonly lineOf: (offset: number) => number;

  constructor(text: string, lineOf: (offset: number) => number) {
    this.text = text;
    this.lineOf = lineOf;
  }

  read(node: Node, path: ConfigPath, keyOffset?: number): RawValue {
    const [start, end] = node.range ?? [0, 0];
    const isPlain = isScalar(node) && node.type === 'PLAIN';
    const place = { path, start, end, isPlain };
    this.places.set(formatPath(path), keyOffset === undefined ? place : { ...place, keyOffset });
    if (path.length > DEEPEST) return this.refuse(path, start, tooDeep);
    if (isAlias(node)) return this.refuse(path, start, complainOfAlias(node));
    return isScalar(node) || isCollection(node) ? this.readContent(node, path, start) : undefined;
  }

  private readContent(node: Content, path: ConfigPath, start: number): RawValue {
    const complaint = complainOfProperties(node);
    if (complaint !== undefined) return this.refuse(path, this.findMark(node, start), complaint);
    if (isMap(node)) return this.readMap(node, path);
    return isSeq(node) ? this.readSeq(node, path) : this.readScalar(node as Scalar, path);
  }

  /** Where the `&` or `!` before a value stands: the value itself may be lines below. */
  private findMark(node: Content, start: number): number {
    const mark = this.text.lastIndexOf(node.anchor === undefined ? '!' : '&', start);
    return mark < 0 ? start : mark;
  }

  private refuse(path: ConfigPath, offset: number, complaint: Complaint): undefined {
    this.complaints.push({ path, offset, complaint });
    return undefined;
  }

  private readScalar(node: Scalar, path: ConfigPath): RawValue {
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    const isNull = node.type === 'PLAIN' && /^(?:|~|null)$/i.test(text);
    return isNull ? this.refuse(path, node.range?.[0] ?? 0, complainOfNull(node, text)) : text;
  }

  private readSeq(node: YAMLSeq, path: ConfigPath): RawValue {
    const [only] = node.items;
    if (node.flow === true && isMap(only) && only.flow === true && isBareColons(only)) {
      return this.refuse(path, node.range?.[0] ?? 0, bareColons);
    }
    return node.items.map((item, index) => this.read(item as Node, [...path, index]));
  }

  private readMap(node: YAMLMap, path: ConfigPath): RawValue {
    const value: { [key: string]: RawValue } = Object.create(null);
    const firstSeen = new Map<string, number>();
    let previous = path;
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const keyOffset = pair.key.range?.[0] ?? 0;
      if (!isScalar(pair.key) || String(pair.key.value) === '') {
        this.refuse(path, keyOffset, notAKey);
        continue;
      }
      const key = String(pair.key.value);
      const keyPath = [...path, key];
      const first = firstSeen.get(key);
      if (pair.value === null) {
        this.refuse(previous, keyOffset, node.flow === true ? commaInFlow : keyWithoutValue);
      } else if (first === undefined) {
        value[key] = this.read(pair.value, keyPath, keyOffset);
        firstSeen.set(key, keyOffset);
      } else this.refuse(keyPath, keyOffset, complainOfDuplicate(this.lineOf(first)));
      previous = keyPath;
    }
    return value;
  }
}

/** `[::]`, read as a list of a map from ":" to nothing. */
function isBareColons(map: YAMLMap): boolean {
  const [pair] = map.items;
  return isScalar(pair?.key) && /^:*$/.test(String(pair.key.value)) && map.items.length === 1;
}
