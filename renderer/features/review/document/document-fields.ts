import { normaliseValue, type ReadValue } from '../../../../shared/domain/fields/normalise.ts'
import { type Placed, readingOrder, readsRightToLeft } from '../../../../shared/domain/fields/reading-order.ts'
import { boundsOf, pageOf } from '../../../../shared/domain/geometry/shape.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { FieldDefinition, Taxonomy } from '../../../../shared/model/taxonomy.ts'
import type { ObjectRow } from '../objects/objects.ts'

/** A line of the list of fields: what a model or the reviewer says, or a required field that nobody gives. */
export type DocumentField = {
  /** The object's id; a missing field's name. */
  readonly key: string
  readonly name: string
  readonly title: string
  readonly definition: FieldDefinition | null
  readonly row: ObjectRow | null
  /** Its place among the values of the same field, from 1; null for the only one. */
  readonly place: number | null
}

export const saidValue = (annotation: Annotation | null | undefined): string | null =>
  annotation?.shape.kind === 'field' ? annotation.shape.value : null

/** A field's value as the schema's kind reads it; null where no schema says what it is. */
export const readingOf = (value: string | null, definition: FieldDefinition | null): ReadValue | null =>
  definition && value !== null ? normaliseValue(definition.kind, value, definition.values) : null

type Spot = Placed & { readonly field: DocumentField }

const spotOf = (field: DocumentField): readonly Spot[] => {
  const shape = (field.row?.now ?? field.row?.predicted)?.shape
  const rect = shape && boundsOf(shape)
  return shape && rect ? [{ field, rect, page: pageOf(shape) ?? 0 }] : []
}

/**
 * The fields of a document as it is read; then those without a place, in the order of the schema; then what the schema
 * requires and nobody gives.
 */
export const documentFields = (rows: readonly ObjectRow[], taxonomy: Taxonomy | null): readonly DocumentField[] => {
  const definitions = taxonomy?.fields ?? []
  const schema = new Map(definitions.map((definition, at) => [definition.name, { definition, at }]))
  const said = rows.filter(({ now, predicted }) => (now ?? predicted)?.shape.kind === 'field')
  const fieldOf = (row: ObjectRow): DocumentField => {
    const name = (row.now ?? row.predicted)?.label ?? ''
    const definition = schema.get(name)?.definition ?? null
    return { key: row.id, name, title: definition?.title ?? name, definition, row, place: null }
  }
  const all = said.map(fieldOf)
  const values = all.flatMap(({ row }) => saidValue(row?.now) ?? [])
  const placed = readingOrder(all.flatMap(spotOf), readsRightToLeft(values)).map(({ field }) => field)
  const known = new Set(placed)
  const atOf = ({ name }: DocumentField): number => schema.get(name)?.at ?? definitions.length
  const unplaced = all.filter((field) => !known.has(field)).toSorted((a, b) => atOf(a) - atOf(b))
  const given = new Set(all.flatMap(({ name, row }) => (row?.now ? [name] : [])))
  const missing = definitions
    .filter(({ name, required }) => required && !given.has(name))
    .map((definition): DocumentField => {
      const { name, title = name } = definition
      return { key: name, name, title, definition, row: null, place: null }
    })
  return numbered([...placed, ...unplaced, ...missing])
}

/** Several values of one field are told apart by their place in the list. */
const numbered = (fields: readonly DocumentField[]): readonly DocumentField[] => {
  const counts = new Map<string, number>()
  const several = new Set(fields.map(({ name }) => name).filter((name, at, names) => names.indexOf(name) !== at))
  return fields.map((field) => {
    if (!several.has(field.name)) return field
    const place = (counts.get(field.name) ?? 0) + 1
    counts.set(field.name, place)
    return { ...field, place }
  })
}
