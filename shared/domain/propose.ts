import type { Annotation } from '../model/annotation.ts'
import type { Flag } from '../model/case.ts'
import type { Prediction } from '../model/prediction.ts'
import type { ObjectComparison, ObjectState, Proposal, Worksheet } from '../model/review.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import { type CauseId, ERROR_TYPES, type ErrorType, type Verdict } from '../model/verdict.ts'
import { compare, compareRelations, type RelationComparison } from './compare.ts'

type Objects = Pick<Worksheet, 'annotations' | 'relations'>

/** From this score on a wrong object is wrong with high confidence. */
export const HIGH_CONFIDENCE = 0.9

/** Below this score an accepted prediction was of low confidence, where production did not say its own threshold. */
export const LOW_CONFIDENCE = 0.5

const ERRORS_OF_STATE: Readonly<Record<ObjectState, readonly ErrorType[]>> = {
  confirmed: [],
  'wrong-label': ['incorrect-classification'],
  'wrong-boundary': ['wrong-boundary'],
  'wrong-label-and-boundary': ['incorrect-classification', 'wrong-boundary'],
  duplicate: ['duplicate'],
  spurious: ['spurious'],
  missing: ['missing-entity'],
  'wrong-attribute': ['wrong-attribute'],
  'wrong-relation': ['wrong-relation'],
}

/** Of some use though not right: it points at a real thing under its right name. */
const USABLE: ReadonlySet<ObjectState> = new Set(['confirmed', 'wrong-boundary', 'wrong-attribute', 'duplicate'])

type Difference = {
  readonly objects: readonly ObjectComparison[]
  readonly relations: readonly RelationComparison[]
}

function difference(prediction: Prediction | null, work: Objects): Difference {
  const objects = compare(prediction?.annotations ?? [], work.annotations)
  return { objects, relations: compareRelations(prediction?.relations ?? [], work.relations, objects) }
}

const differs = ({ objects, relations }: Difference): boolean =>
  objects.some((object) => object.state !== 'confirmed') || relations.some((relation) => relation.state !== 'confirmed')

/** Whether the annotations or relations say anything else than the prediction; 0.01 px is nothing. */
export const isEdited = (prediction: Prediction | null, work: Objects): boolean => differs(difference(prediction, work))

/**
 * What is wrong, from how prediction and correction compare and, for what only a verdict says, from that; each error type
 * once, in the order of ERROR_TYPES. Nothing was wrong where nothing was predicted by a model at all (null).
 */
export const errorTypes = (prediction: Prediction | null, work: Objects, verdict: Verdict | null): ErrorType[] =>
  prediction === null ? [] : errorsOf(prediction, difference(prediction, work), verdict)

function errorsOf(prediction: Prediction, found: Difference, verdict: Verdict | null): ErrorType[] {
  const { objects, relations } = found
  const wrong = differs(found) || (verdict !== null && verdict !== 'correct' && verdict !== 'cannot-tell')
  const errors = new Set<ErrorType>(objects.flatMap((object) => ERRORS_OF_STATE[object.state]))
  if (relations.some((relation) => relation.state !== 'confirmed')) errors.add('wrong-relation')
  if (objects.some((object) => object.state !== 'confirmed' && (object.score ?? 0) >= HIGH_CONFIDENCE))
    errors.add('high-confidence-wrong')
  // Accepted with little confidence and right is luck, not an error.
  if (wrong && acceptedTooEasily(prediction)) errors.add('low-confidence-accepted')
  return ERROR_TYPES.filter((error) => errors.has(error))
}

/** Production accepted it although the lowest known score lies below the threshold it gave, or below 0.5. */
function acceptedTooEasily({ decision, annotations }: Prediction): boolean {
  if (!decision || !/^accept/i.test(decision.action)) return false
  const threshold = decision.threshold ?? LOW_CONFIDENCE
  return annotations.some((annotation) => annotation.score !== undefined && annotation.score < threshold)
}

/**
 * The verdict that the comparison alone supports. Nothing differs: correct. All that was given is right and something is
 * missing: incomplete. Something given is wrong: partially correct while something given is usable, else incorrect.
 */
function verdictOf({ objects, relations }: Difference): Verdict {
  const given = objects.filter((object) => object.state !== 'missing')
  const wrong =
    given.some((object) => object.state !== 'confirmed') ||
    relations.some((relation) => relation.state === 'wrong' || relation.state === 'spurious')
  if (wrong) return given.some((object) => USABLE.has(object.state)) ? 'partially-correct' : 'incorrect'
  return differs({ objects, relations }) ? 'incomplete' : 'correct'
}

export type ProposeFrom = {
  readonly prediction: Prediction | null
  readonly worksheet: Objects
  readonly caseFlag?: Flag | undefined
  readonly taxonomy?: Taxonomy | null | undefined
  /** The verdict the person chose already; causes are proposed for it even where nothing was edited. */
  readonly chosen?: Verdict | null | undefined
}

/**
 * What the desk proposes for a worksheet as it stands; the screen asks again after each edit. Null for the verdict
 * where there is no prediction to judge.
 *
 * Causes, each rule for itself, none for a correct prediction:
 * | when | cause |
 * |---|---|
 * | production accepted it with a low score | threshold-misfit |
 * | a wrong or corrected object's label is deprecated in the taxonomy | outdated-label-taxonomy |
 * | the case was flagged upstream for compliance or policy, or the verdict is non-compliant | compliance-sensitive-output |
 * | the verdict is cannot-tell | ambiguous-input |
 * | none of these | model-error |
 */
export function propose(from: ProposeFrom): Proposal {
  const { prediction, worksheet } = from
  if (prediction === null) return { verdict: null, causes: [], errors: [] }
  const found = difference(prediction, worksheet)
  const verdict = verdictOf(found)
  const errors = errorsOf(prediction, found, from.chosen ?? null)
  return { verdict, causes: causesOf(from, prediction, found, errors, from.chosen ?? verdict), errors }
}

const ABOUT_POLICY = /complian|polic(y|ies)|regulat|privacy|legal|gdpr|hipaa/i

function causesOf(
  from: ProposeFrom,
  prediction: Prediction,
  found: Difference,
  errors: readonly ErrorType[],
  verdict: Verdict,
): CauseId[] {
  if (verdict === 'correct') return []
  const causes: CauseId[] = []
  if (errors.includes('low-confidence-accepted')) causes.push('threshold-misfit')
  if (touchesDeprecated(from, prediction, found)) causes.push('outdated-label-taxonomy')
  if (verdict === 'non-compliant' || (from.caseFlag && ABOUT_POLICY.test(from.caseFlag.why)))
    causes.push('compliance-sensitive-output')
  if (verdict === 'cannot-tell') causes.push('ambiguous-input')
  return causes.length > 0 ? causes : ['model-error']
}

/** Where nothing was edited, every predicted object may be what the verdict means. */
function touchesDeprecated({ taxonomy, worksheet }: ProposeFrom, prediction: Prediction, found: Difference): boolean {
  const deprecated = new Set((taxonomy?.labels ?? []).filter((label) => label.deprecated).map((label) => label.name))
  if (deprecated.size === 0) return false
  const edited = differs(found)
  const concerned = found.objects.filter((object) => !edited || object.state !== 'confirmed')
  const ids = new Set(concerned.flatMap((object) => [object.predictedId ?? [], object.correctedId ?? []].flat()))
  const labelled = (annotation: Annotation): boolean => ids.has(annotation.id) && deprecated.has(annotation.label)
  return prediction.annotations.some(labelled) || worksheet.annotations.some(labelled)
}
