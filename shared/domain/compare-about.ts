import type { Annotation } from '../model/annotation.ts'
import type { CaseContent } from '../model/case.ts'
import type { JsonObject } from '../model/json.ts'
import type { FieldDefinition, Taxonomy } from '../model/taxonomy.ts'
import { replacementsOf } from './taxonomy/label-tree.ts'

/** What the schema says of fields, by their names. */
export type FieldKinds = ReadonlyMap<string, Pick<FieldDefinition, 'kind' | 'values'>>

/**
 * What a comparison must know beside the two lists: what the model was given, which relations have no direction, how the
 * values of fields are read, and what stands for labels that are no longer in use.
 */
export type About = {
  readonly given?: JsonObject | undefined
  readonly symmetric?: ReadonlySet<string> | undefined
  readonly fields?: FieldKinds | undefined
  readonly replaced?: Replaced | undefined
}

/** By the name of a label that is no longer in use: the names that say the same now; none where anything may. */
export type Replaced = ReadonlyMap<string, ReadonlySet<string>>

const NOTHING_KNOWN: About = {}

type Schema = Pick<About, 'symmetric' | 'fields' | 'replaced'>
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
    replaced: replacedIn(taxonomy),
  }
  schemas.set(taxonomy, schema)
  return schema
}

const replacedIn = ({ labels }: Taxonomy): Replaced | undefined => {
  const inUse = new Set(labels.filter(({ deprecated }) => !deprecated).map(({ name }) => name))
  const gone = labels.filter(({ name, deprecated }) => deprecated && !inUse.has(name))
  if (gone.length === 0) return undefined
  return new Map(gone.map((label) => [label.name, new Set(replacementsOf(label, labels).map(({ name }) => name))]))
}

export const aboutOf = (content: CaseContent | null | undefined, taxonomy: Taxonomy | null | undefined): About => {
  const given = content?.fields
  const { symmetric, fields, replaced } = taxonomy ? schemaOf(taxonomy) : NOTHING_KNOWN
  return given || symmetric || fields || replaced ? { given, symmetric, fields, replaced } : NOTHING_KNOWN
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

type Renamed = { readonly label: string; readonly as: Annotation }
const renamed = new WeakMap<Annotation, Renamed>()
const asLabel = (annotation: Annotation, label: string): Annotation => {
  const known = renamed.get(annotation)
  if (known?.label === label) return known.as
  const as = { ...annotation, label }
  renamed.set(annotation, { label, as })
  return as
}

type Worded = {
  readonly predicted: readonly Annotation[]
  readonly replaced: Replaced
  readonly as: readonly Annotation[]
}
const worded = new WeakMap<readonly Annotation[], Worded>()

/**
 * A correction in the model's words: who says what stands now for a label that is no longer in use repeats the prediction.
 * The same list where nobody does.
 */
export const inPredictedWords = (
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  { replaced }: About,
): readonly Annotation[] => {
  if (replaced === undefined || !predicted.some(({ label }) => replaced.has(label))) return corrected
  const known = worded.get(corrected)
  if (known && known.predicted === predicted && known.replaced === replaced) return known.as
  const labels = new Map(predicted.map(({ id, label }) => [id, label]))
  const list = corrected.map((object) => {
    const label = object.fromObjectId === undefined ? undefined : labels.get(object.fromObjectId)
    const names = label === undefined ? undefined : replaced.get(label)
    const repeats = label !== undefined && names !== undefined && (names.size === 0 || names.has(object.label))
    return repeats && label !== object.label ? asLabel(object, label) : object
  })
  const as = list.every((object, at) => object === corrected[at]) ? corrected : list
  worded.set(corrected, { predicted, replaced, as })
  return as
}
