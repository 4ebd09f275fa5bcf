import type { Annotation } from '../model/annotation.ts'
import type { CaseContent } from '../model/case.ts'
import type { JsonObject } from '../model/json.ts'
import type { Taxonomy } from '../model/taxonomy.ts'

/** What a comparison must know beside the two lists: what the model was given, and which relations have no direction. */
export type About = {
  readonly given?: JsonObject | undefined
  readonly symmetric?: ReadonlySet<string> | undefined
}

const NOTHING_KNOWN: About = {}
const symmetricTypes = new WeakMap<Taxonomy, ReadonlySet<string> | undefined>()
const symmetricOf = (taxonomy: Taxonomy): ReadonlySet<string> | undefined => {
  if (symmetricTypes.has(taxonomy)) return symmetricTypes.get(taxonomy)
  const names = taxonomy.relationTypes.filter(({ symmetric }) => symmetric).map(({ name }) => name)
  const set = names.length === 0 ? undefined : new Set(names)
  symmetricTypes.set(taxonomy, set)
  return set
}

export const aboutOf = (content: CaseContent | null | undefined, taxonomy: Taxonomy | null | undefined): About => {
  const [given, symmetric] = [content?.fields, taxonomy ? symmetricOf(taxonomy) : undefined]
  return given || symmetric ? { given, symmetric } : NOTHING_KNOWN
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
