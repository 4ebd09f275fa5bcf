import type { Annotation } from '../model/annotation.ts'
import type { CaseContent } from '../model/case.ts'
import type { JsonObject } from '../model/json.ts'
import type { FieldDefinition, Taxonomy } from '../model/taxonomy.ts'

/** What the schema says of fields, by their names. */
export type FieldKinds = ReadonlyMap<string, Pick<FieldDefinition, 'kind' | 'values'>>

/**
 * What a comparison must know beside the two lists: what the model was given, which relations have no direction, and how
 * the values of fields are read.
 */
export type About = {
  readonly given?: JsonObject | undefined
  readonly symmetric?: ReadonlySet<string> | undefined
  readonly fields?: FieldKinds | undefined
}

const NOTHING_KNOWN: About = {}

type Schema = Pick<About, 'symmetric' | 'fields'>
const schemas = new WeakMap<Taxonomy, Schema>()
const schemaOf = (taxonomy: Taxonomy): Schema => {
  const known = schemas.get(taxonomy)
  if (known) return known
  const symmetric = taxonomy.relationTypes.filter((type) => type.symmetric).map(({ name }) => name)
  // A text is compared as it is written.
  const fields = taxonomy.fields.filter(({ kind }) => kind !== 'text')
  const schema = {
    symmetric: symmetric.length === 0 ? undefined : new Set(symmetric),
    fields: fields.length === 0 ? undefined : new Map(fields.map((field) => [field.name, field])),
  }
  schemas.set(taxonomy, schema)
  return schema
}

export const aboutOf = (content: CaseContent | null | undefined, taxonomy: Taxonomy | null | undefined): About => {
  const given = content?.fields
  const { symmetric, fields } = taxonomy ? schemaOf(taxonomy) : NOTHING_KNOWN
  return given || symmetric || fields ? { given, symmetric, fields } : NOTHING_KNOWN
}

/**
 * Whether an annotation corrects what the model was given: a field of the record itself, where the prediction says
 * nothing of that field. It tells of a wrong input, and nothing that the prediction could have missed.
 */
const correctsInput = ({ label, shape }: Annotation, given: JsonObject, said: ReadonlySet<string>): boolean =>
  shape.kind === 'field' && Object.hasOwn(given, label) && !said.has(label)

type Parted = {
  readonly predicted: readonly Annotation[]
  readonly given: JsonObject
  readonly rest: readonly Annotation[]
}
const parted = new WeakMap<readonly Annotation[], Parted>()

/** A correction without what corrects the input: what is compared with the prediction. The same list where nothing does. */
export const withoutInputs = (
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  { given }: About,
): readonly Annotation[] => {
  if (given === undefined) return corrected
  const known = parted.get(corrected)
  if (known && known.predicted === predicted && known.given === given) return known.rest
  const said = new Set(predicted.filter(({ shape }) => shape.kind === 'field').map(({ label }) => label))
  const left = corrected.filter((object) => !correctsInput(object, given, said))
  const rest = left.length === corrected.length ? corrected : left
  parted.set(corrected, { predicted, given, rest })
  return rest
}
