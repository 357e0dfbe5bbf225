// Reads the schema as data: which keys a section knows, and what stands at a path.

import { z } from 'zod';
import type { ConfigPath } from './complaint.ts';
import { type SchemaNote, schemaNotes } from './scalar-schema.ts';

type Schema = z.core.$ZodType;

/** The schema and all that it wraps, outermost first; every alternative of a union. */
function listLayers(schema: Schema): Schema[] {
  if (schema instanceof z.ZodPipe) return [schema, ...listLayers(schema.in)];
  if (schema instanceof z.ZodUnion) return [schema, ...schema.options.flatMap(listLayers)];
  const isWrapper = schema instanceof z.ZodExactOptional || schema instanceof z.ZodPrefault;
  return isWrapper ? [schema, ...listLayers(schema.unwrap())] : [schema];
}

/** The keys of a section, in the order of the schema; none for anything else. */
export function listKnownKeys(schema: Schema): string[] {
  return listLayers(schema).flatMap((layer) =>
    layer instanceof z.ZodObject ? Object.keys(layer.shape) : [],
  );
}

function findChild(schema: Schema, step: string | number): Schema | undefined {
  for (const layer of listLayers(schema)) {
    if (typeof step === 'number' && layer instanceof z.ZodArray) return layer.element;
    if (
      typeof step === 'string' &&
      layer instanceof z.ZodObject &&
      Object.hasOwn(layer.shape, step)
    ) {
      return layer.shape[step];
    }
  }
  return undefined;
}

/** The schema at a path; undefined where the schema has no such place. */
export function findSchema(root: Schema, path: ConfigPath): Schema | undefined {
  let schema: Schema | undefined = root;
  for (const step of path) {
    if (schema === undefined) return undefined;
    schema = findChild(schema, step);
  }
  return schema;
}

/** The outermost note of a schema or of what it wraps. */
export function findNote(schema: Schema | undefined): SchemaNote | undefined {
  if (schema === undefined) return undefined;
  return listLayers(schema)
    .map((layer) => schemaNotes.get(layer))
    .find((note) => note !== undefined);
}

/** A key of the schema: `proxy.listen.advertise`, list positions left out. */
export interface SchemaKey {
  readonly path: string;
  /** As one would write it in the file; undefined where the key must be written or may be absent. */
  readonly defaultValue: unknown;
  readonly isRequired: boolean;
  /** What may be written there, in a few words: `list of networks`. */
  readonly kind: string;
  /** What it is for, as Markdown; '' where nobody has said it. */
  readonly meaning: string;
}

/** Every key of the schema once, sections before what they hold; a secret counts as one value. */
export function listSchemaKeys(root: Schema): SchemaKey[] {
  const keys = listKeysWithin(root, '');
  return [...new Map(keys.map((key) => [key.path, key])).values()];
}

function listKeysWithin(schema: Schema, prefix: string): SchemaKey[] {
  if (findNote(schema)?.secret === true) return [];
  return listLayers(schema).flatMap((layer) => {
    if (layer instanceof z.ZodArray) return listKeysWithin(layer.element, prefix);
    if (!(layer instanceof z.ZodObject)) return [];
    return Object.entries(layer.shape).flatMap(([key, child]) => {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      return [describeKey(path, child), ...listKeysWithin(child, path)];
    });
  });
}

function describeKey(path: string, schema: Schema): SchemaKey {
  return {
    path,
    defaultValue: schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined,
    isRequired: !(schema instanceof z.ZodPrefault || schema instanceof z.ZodExactOptional),
    kind: describeKind(schema),
    meaning: z.globalRegistry.get(schema)?.description ?? '',
  };
}

function describeKind(schema: Schema): string {
  const kind = schemaNotes.get(schema)?.kind;
  if (kind !== undefined) return kind;
  if (schema instanceof z.ZodPipe) return describeKind(schema.in);
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodPrefault)
    return describeKind(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.map(describeKind).join(' or ');
  if (schema instanceof z.ZodArray) return `list of ${toPlural(describeKind(schema.element))}`;
  if (schema instanceof z.ZodEnum) return joinWords(schema.options.map((word) => `\`${word}\``));
  return 'section';
}

function toPlural(kind: string): string {
  return kind
    .split(' or ')
    .map((part) => `${part}s`)
    .join(' or ');
}

function joinWords(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].join(' or ');
}
