import type { Annotation } from '../../model/annotation.ts'
import type { Json } from '../../model/json.ts'
import type { Attribute, Taxonomy } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'
import { saysNothing } from '../same-value.ts'

/** What attributes are said of: an object, the whole case (its class), or a turn of a conversation. */
export const attributePlace = ({ shape }: Pick<Annotation, 'shape'>): Attribute['on'] =>
  shape.kind !== 'case' ? 'annotation' : shape.turn === undefined ? 'case' : 'turn'

type Said = Pick<Annotation, 'label' | 'shape' | 'attributes'>

/**
 * The attributes that are asked of an annotation as it stands, in the taxonomy's order: those of its kind of place and
 * label whose condition (`when`) holds. A condition on an attribute that is not asked itself never holds.
 */
export function attributesFor(taxonomy: Taxonomy | null, annotation: Said): readonly Attribute[] {
  const own = attributesOfLabel(taxonomy, annotation)
  const byName = new Map(own.map((attribute) => [attribute.name, attribute]))
  const isAsked = (attribute: Attribute, above: ReadonlySet<string>): boolean => {
    const { when } = attribute
    if (!when) return true
    const other = byName.get(when.attribute)
    if (!other || above.has(other.name) || !isAsked(other, new Set([...above, attribute.name]))) return false
    return holds(attributeValue(annotation, when.attribute), when.is)
  }
  return own.filter((attribute) => isAsked(attribute, new Set([attribute.name])))
}

/** The attributes that a label has in this place, whatever was said so far. */
export function attributesOfLabel(
  taxonomy: Taxonomy | null,
  { label, shape }: Pick<Annotation, 'label' | 'shape'>,
): readonly Attribute[] {
  if (!taxonomy || taxonomy.attributes.length === 0) return []
  const place = attributePlace({ shape })
  // One in use comes before one that is not and has the same name.
  const named = taxonomy.labels.filter((each) => each.name === label)
  const id = (named.find(({ deprecated }) => !deprecated) ?? named[0])?.id
  return taxonomy.attributes.filter(
    (attribute) =>
      attribute.on === place && (attribute.labels === undefined || (id !== undefined && attribute.labels.includes(id))),
  )
}

/** What an annotation says under a name; undefined where nothing. */
export const attributeValue = ({ attributes }: Pick<Annotation, 'attributes'>, name: string): Json | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined

/** A list holds where any of its members is asked for. */
const holds = (value: Json | undefined, wanted: readonly Json[]): boolean =>
  value !== undefined &&
  wanted.some((each) => sameJson(each, value) || (Array.isArray(value) && value.some((item) => sameJson(item, each))))

/** What is wrong with a value; the screen has the words for it. */
export type ValueProblem =
  | { readonly is: 'required' | 'not-boolean' | 'not-list' | 'not-number' | 'not-text' | 'not-day' | 'not-code' }
  | { readonly is: 'not-offered'; readonly value: string }
  | { readonly is: 'below' | 'above' | 'off-step'; readonly bound: number }
  | { readonly is: 'too-long'; readonly bound: number }
  | { readonly is: 'not-matching'; readonly pattern: string }

/**
 * What is wrong with a value; null where nothing is. A value that says nothing is wrong only where one is required.
 * Whether a code stands in its list is the list's to say.
 */
export function attributeProblem(attribute: Attribute, value: Json | undefined): ValueProblem | null {
  if (value === undefined || saysNothing(value)) return attribute.required ? { is: 'required' } : null
  switch (attribute.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? null : { is: 'not-boolean' }
    case 'choice':
      return offeredProblem(attribute, value)
    case 'multi-choice':
      if (!Array.isArray(value)) return { is: 'not-list' }
      return value.map((item) => offeredProblem(attribute, item)).find((problem) => problem !== null) ?? null
    case 'number':
      return numberProblem(attribute, value)
    case 'text':
      return textProblem(attribute, value)
    case 'date':
      return typeof value === 'string' && isDay(value) ? null : { is: 'not-day' }
    case 'coded':
      return typeof value === 'string' ? null : { is: 'not-code' }
  }
}

const offeredProblem = ({ values }: Attribute, value: Json): ValueProblem | null => {
  if (typeof value === 'string' && (values === undefined || values.includes(value))) return null
  return { is: 'not-offered', value: typeof value === 'string' ? value : JSON.stringify(value) }
}

/** Steps are counted from the least value, or from 0; 1e-9 of a step is float noise. */
function numberProblem({ number }: Attribute, value: Json): ValueProblem | null {
  if (typeof value !== 'number') return { is: 'not-number' }
  const { min, max, step } = number ?? {}
  if (min !== undefined && value < min) return { is: 'below', bound: min }
  if (max !== undefined && value > max) return { is: 'above', bound: max }
  if (step === undefined) return null
  const steps = (value - (min ?? 0)) / step
  const isWhole = Math.abs(steps - Math.round(steps)) <= 1e-9 * Math.max(1, Math.abs(steps))
  return isWhole ? null : { is: 'off-step', bound: step }
}

/** Longer texts are not held against a pattern. */
const LONGEST_MATCHED = 1000

/** A repeated group that repeats inside, such as (a+)+: matching it may take longer than anyone waits. */
const STALLS = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]/

/** False where values are not held against the pattern, since that may take longer than anyone waits. */
export const isPatternHeld = (pattern: string): boolean => !STALLS.test(pattern)

/** The expression that a whole value must match; null where the pattern is none. The one way to read a pattern. */
export const wholePattern = (pattern: string): RegExp | null => {
  try {
    // By itself first: "a)|(b" is a pattern only between the parentheses around it.
    new RegExp(pattern, 'u')
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch {
    return null
  }
}

function textProblem({ pattern }: Attribute, value: Json): ValueProblem | null {
  if (typeof value !== 'string') return { is: 'not-text' }
  if (pattern === undefined || !isPatternHeld(pattern)) return null
  if (value.length > LONGEST_MATCHED) return { is: 'too-long', bound: LONGEST_MATCHED }
  // A pattern that cannot be read refuses nothing.
  return wholePattern(pattern)?.test(value) === false ? { is: 'not-matching', pattern } : null
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const day = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

export type AttributeProblem = {
  readonly annotationId: Annotation['id']
  readonly name: string
  readonly problem: ValueProblem
}

/** Everything wrong with what these annotations say, in their order: what filing warns of. */
export const attributeProblems = (
  taxonomy: Taxonomy | null,
  annotations: readonly Annotation[],
): readonly AttributeProblem[] =>
  (taxonomy?.attributes.length ?? 0) === 0
    ? []
    : annotations.flatMap((annotation) =>
        attributesFor(taxonomy, annotation).flatMap((attribute) => {
          const problem = attributeProblem(attribute, attributeValue(annotation, attribute.name))
          return problem === null ? [] : [{ annotationId: annotation.id, name: attribute.name, problem }]
        }),
      )

/** The annotation with a value set, or taken away where it says nothing; its evidence goes with it. */
export function withAttribute(annotation: Annotation, name: string, value: Json | undefined): Annotation {
  const { [name]: _, ...others } = annotation.attributes
  if (value !== undefined && !saysNothing(value)) return { ...annotation, attributes: { ...others, [name]: value } }
  return withEvidence({ ...annotation, attributes: others }, name, [])
}

/** The annotation with the annotations that show why an attribute has its value. */
export function withEvidence(annotation: Annotation, name: string, ids: readonly Annotation['id'][]): Annotation {
  const { evidence: before, ...rest } = annotation
  const { [name]: _, ...others } = before ?? {}
  const evidence = ids.length === 0 ? others : { ...others, [name]: [...ids] }
  return Object.keys(evidence).length === 0 ? rest : { ...rest, evidence }
}

/**
 * A commit that relabels, without the attributes that only the old labels had. What stands under an id before is read
 * from the annotations.
 */
export const fitAttributes = <C extends { readonly put: readonly Annotation[] }>(
  taxonomy: Taxonomy | null,
  annotations: readonly Annotation[],
  commit: C,
): C => {
  const before = new Map(annotations.map((annotation) => [annotation.id, annotation]))
  const put = commit.put.map((after): Annotation => {
    const was = before.get(after.id)
    if (!was || was.label === after.label) return after
    const { attributes, evidence } = withLabel(taxonomy, was, after.label)
    const { evidence: _, ...rest } = after
    return { ...rest, attributes, ...(evidence === undefined ? {} : { evidence }) }
  })
  return { ...commit, put }
}

/**
 * The annotation with another label and without the attributes that only the old one had. What no label of the taxonomy
 * defines stays: it came with the data.
 */
export function withLabel(taxonomy: Taxonomy | null, annotation: Annotation, label: string): Annotation {
  const had = new Set(attributesOfLabel(taxonomy, annotation).map(({ name }) => name))
  const has = new Set(attributesOfLabel(taxonomy, { ...annotation, label }).map(({ name }) => name))
  const gone = [...had].filter((name) => !has.has(name))
  return gone.reduce((left, name) => withAttribute(left, name, undefined), { ...annotation, label })
}
