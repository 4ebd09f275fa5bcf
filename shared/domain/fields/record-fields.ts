import type { Annotation } from '../../model/annotation.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { FieldDefinition } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'

/** One field of a record as the desk shows it: what was given, what it was before, what the reviewer says it is. */
export type RecordField = {
  readonly name: string
  /** Of the taxonomy's schema; null for a field that it does not know. */
  readonly definition: FieldDefinition | null
  /** Undefined where the record does not have the field. */
  readonly given: Json | undefined
  /** The value it had in `meta.before`, where that is another one; undefined otherwise. */
  readonly before: Json | undefined
  /** What a model or the reviewer says the field holds, where somebody does. */
  readonly said: Annotation | null
  /** The schema asks for it and nobody gives it. */
  readonly missing: boolean
}

export type FieldGroup = { readonly heading: string | null; readonly fields: readonly RecordField[] }

const isNothing = (value: Json | undefined): boolean => value === undefined || value === null || value === ''

/** Where a record says how it was before: an object under `meta.before`, field by field. */
export const earlierFields = (meta: JsonObject): JsonObject => {
  const { before } = meta
  return typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as JsonObject) : {}
}

export type RecordSaid = {
  readonly fields: JsonObject
  readonly meta: JsonObject
  readonly annotations: readonly Annotation[]
  readonly definitions: readonly FieldDefinition[]
}

/**
 * A record's fields in the order of the schema, under its headings, then those that it does not know in the order they
 * came. A field of the schema that nobody gives stands there only where it is required.
 */
export function recordFields({ fields, meta, annotations, definitions }: RecordSaid): readonly FieldGroup[] {
  const earlier = earlierFields(meta)
  const said = new Map(annotations.filter(({ shape }) => shape.kind === 'field').map((one) => [one.label, one]))
  const fieldOf = (name: string, definition: FieldDefinition | null): RecordField => {
    const given = Object.hasOwn(fields, name) ? fields[name] : undefined
    const was = Object.hasOwn(earlier, name) ? earlier[name] : undefined
    const value = said.get(name)
    const held = value?.shape.kind === 'field' ? value.shape.value : undefined
    return {
      name,
      definition,
      given,
      before: was === undefined || sameJson(was, given ?? null) ? undefined : was,
      said: value ?? null,
      missing: definition?.required === true && isNothing(given) && isNothing(held),
    }
  }
  const known = definitions
    .filter(
      ({ name, required }) => required || Object.hasOwn(fields, name) || said.has(name) || Object.hasOwn(earlier, name),
    )
    .map((definition) => fieldOf(definition.name, definition))
  const names = new Set(definitions.map(({ name }) => name))
  const unknown = [...new Set([...Object.keys(fields), ...said.keys(), ...Object.keys(earlier)])]
    .filter((name) => !names.has(name))
    .map((name) => fieldOf(name, null))
  const byHeading = Map.groupBy(known, ({ definition }) => definition?.group ?? null)
  return [
    ...[...byHeading].map(([heading, list]) => ({ heading, fields: list })),
    ...(unknown.length > 0 ? [{ heading: null, fields: unknown }] : []),
  ]
}

/** A field's value as the text that a correction starts from; a list or object as its JSON. */
export const fieldText = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
