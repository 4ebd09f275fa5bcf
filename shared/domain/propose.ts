import type { Annotation } from '../model/annotation.ts'
import type { CaseContent, CaseKind, Flag } from '../model/case.ts'
import type { Prediction } from '../model/prediction.ts'
import type { ObjectComparison, ObjectState, Proposal, TurnJudgement } from '../model/review.ts'
import type { Taxonomy } from '../model/taxonomy.ts'
import {
  BUILT_IN_CAUSES,
  type CauseId,
  type Culprit,
  ERROR_TYPES,
  type ErrorType,
  type Verdict,
} from '../model/verdict.ts'
import { type Comparison, compareWork, differing, type Objects } from './compare.ts'
import { type About, aboutOf, withoutInputs } from './compare-about.ts'
import { causesOfTurns, gravestOfTurns } from './turns.ts'

/** From this score on a wrong object is wrong with high confidence. */
export const HIGH_CONFIDENCE = 0.9

/** Below this score an accepted prediction was of low confidence, where production did not say its own threshold. */
export const LOW_CONFIDENCE = 0.5

/** The error types that the state of one object is. */
export const ERRORS_OF_STATE: Readonly<Record<ObjectState, readonly ErrorType[]>> = {
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
const USABLE: ReadonlySet<ObjectState> = new Set([
  'confirmed',
  'wrong-boundary',
  'wrong-attribute',
  'wrong-relation',
  'duplicate',
])

/** Right itself: what is wrong with a relation of it is told by the relation. */
export const isRight = ({ state }: ObjectComparison): boolean => state === 'confirmed' || state === 'wrong-relation'

const differs = ({ objects, relations }: Comparison): boolean =>
  differing(objects).length > 0 || relations.some((relation) => relation.state !== 'confirmed')

/** Whether the annotations or relations say anything else than the prediction; 0.01 px is nothing. */
export const isEdited = (prediction: Prediction | null, work: Objects, about?: About): boolean =>
  differs(compareWork(prediction, work, about))

/**
 * What is wrong, from how prediction and correction compare and, for what only a verdict says, from that; each error type
 * once, in the order of ERROR_TYPES. Nothing was wrong where nothing was predicted by a model at all (null).
 */
export const errorTypes = (
  prediction: Prediction | null,
  work: Objects,
  verdict: Verdict | null,
  about?: About,
): ErrorType[] => (prediction === null ? [] : errorsOf(prediction, compareWork(prediction, work, about), verdict))

function errorsOf(prediction: Prediction, found: Comparison, verdict: Verdict | null): ErrorType[] {
  const [objects, { relations }] = [differing(found.objects), found]
  const wrong = differs(found) || (verdict !== null && verdict !== 'correct' && verdict !== 'cannot-tell')
  const errors = new Set<ErrorType>()
  for (const { state } of objects) for (const error of ERRORS_OF_STATE[state]) errors.add(error)
  if (relations.some((relation) => relation.state !== 'confirmed')) errors.add('wrong-relation')
  if (
    objects.some((object) => !isRight(object) && (object.score ?? 0) >= HIGH_CONFIDENCE) ||
    hasSureWrongRelation(prediction, found)
  )
    errors.add('high-confidence-wrong')
  // Accepted with little confidence and right is luck, not an error.
  if (wrong && acceptedTooEasily(prediction).length > 0) errors.add('low-confidence-accepted')
  return ERROR_TYPES.filter((error) => errors.has(error))
}

function hasSureWrongRelation({ relations }: Prediction, found: Comparison): boolean {
  const wrong = new Set(
    found.relations.filter(({ state }) => state !== 'confirmed').map(({ predictedId }) => predictedId),
  )
  return wrong.size > 0 && relations.some(({ id, score }) => wrong.has(id) && (score ?? 0) >= HIGH_CONFIDENCE)
}

/** What production accepted although its score lies below the threshold it gave, or below 0.5. */
export function acceptedTooEasily({ decision, annotations }: Prediction): readonly Annotation[] {
  if (!decision || !/^accept/i.test(decision.action)) return []
  const threshold = decision.threshold ?? LOW_CONFIDENCE
  return annotations.filter((annotation) => annotation.score !== undefined && annotation.score < threshold)
}

/**
 * The verdict that the comparison alone supports. Nothing differs: correct. All that was given is right and something is
 * missing: incomplete. Something given is wrong: partially correct while something given is usable, else incorrect.
 */
function verdictOf({ objects, relations }: Comparison): Verdict {
  const differ = differing(objects).filter((object) => object.state !== 'missing')
  const wrong =
    differ.some((object) => !isRight(object)) ||
    relations.some((relation) => relation.state === 'wrong' || relation.state === 'spurious')
  const isUsable = (): boolean =>
    differing(objects).length < objects.length || differ.some((object) => USABLE.has(object.state))
  if (wrong) return isUsable() ? 'partially-correct' : 'incorrect'
  return differs({ objects, relations }) ? 'incomplete' : 'correct'
}

export type ProposeFrom = {
  readonly prediction: Prediction | null
  readonly worksheet: Objects & { readonly turns?: readonly TurnJudgement[] | undefined }
  readonly caseKind?: CaseKind | undefined
  readonly content?: CaseContent | undefined
  readonly caseFlag?: Flag | undefined
  readonly taxonomy?: Taxonomy | null | undefined
  /** The verdict the person chose already; causes are proposed for it even where nothing was edited. */
  readonly chosen?: Verdict | null | undefined
}

/**
 * What the desk proposes for a worksheet as it stands; the screen asks again after each edit. Null for the verdict
 * where there is no prediction to judge. The verdict is the gravest of what the edits show and what the turns of a
 * conversation were judged as, which also give their causes; a document without a field that its schema requires is incomplete at best.
 *
 * Causes, each rule for itself, none for a correct prediction:
 * | when | cause |
 * |---|---|
 * | turns were judged with causes | those |
 * | production accepted it with a low score, or a record's wrong class was decided close to the threshold | threshold-misfit |
 * | a wrong or corrected object's label is deprecated in the taxonomy | outdated-label-taxonomy |
 * | the case was flagged upstream for compliance or policy, or the verdict is non-compliant | compliance-sensitive-output |
 * | the verdict is cannot-tell | ambiguous-input |
 * | a field that the record itself gave was corrected | poor-source-quality |
 * | none of these | model-error |
 *
 * A cause that the project’s taxonomy does not have is not proposed. The first of several is the one furthest upstream: the
 * data before the labels, these before the model, what was done with its answer last.
 */
export function propose(from: ProposeFrom): Proposal {
  const { prediction, worksheet } = from
  if (prediction === null) return { verdict: null, causes: [], errors: [] }
  const found = compareWork(prediction, worksheet, aboutOf(from.content, from.taxonomy))
  const turns = worksheet.turns ?? []
  const edits = withRequired(from, prediction, verdictOf(found))
  const verdict = gravestOfTurns([...turns, { verdict: edits }]) ?? edits
  const errors = errorsOf(prediction, found, from.chosen ?? null)
  const judged = causesOfTurns(turns)
  // What the person said of a turn outweighs the guess for where nothing else is known.
  const known = from.taxonomy?.causes.map(({ id }) => id)
  const computed = causesOf(from, prediction, found, errors, from.chosen ?? verdict).filter(
    (cause) => known === undefined || known.includes(cause),
  )
  const causes = (from.chosen ?? verdict) === 'correct' || judged.length === 0 ? computed : judged
  return { verdict, causes, errors }
}

/** The fields that the taxonomy requires of a document and that stand neither in the prediction nor in the correction. */
export function missingRequired({ prediction, worksheet, caseKind, taxonomy }: ProposeFrom): readonly string[] {
  const isField = ({ shape }: Annotation): boolean => shape.kind === 'field'
  // Asked first: most projects require none, and then no object needs to be looked at.
  const required = (taxonomy?.fields ?? []).filter((field) => field.required)
  if (required.length === 0) return []
  if (caseKind !== 'document' && !prediction?.annotations.some(isField)) return []
  const named = new Set(worksheet.annotations.filter(isField).map((annotation) => annotation.label))
  return required.map(({ name }) => name).filter((name) => !named.has(name))
}

function withRequired(from: ProposeFrom, prediction: Prediction, edits: Verdict): Verdict {
  if (edits !== 'correct' || missingRequired({ ...from, prediction }).length === 0) return edits
  return 'incomplete'
}

const ABOUT_POLICY = /complian|polic(y|ies)|regulat|privacy|legal|gdpr|hipaa/i

function causesOf(
  from: ProposeFrom,
  prediction: Prediction,
  found: Comparison,
  errors: readonly ErrorType[],
  verdict: Verdict,
): CauseId[] {
  if (verdict === 'correct') return []
  const causes: CauseId[] = []
  if (errors.includes('low-confidence-accepted') || isCloseCall(from, prediction, found))
    causes.push('threshold-misfit')
  if (touchesDeprecated(from, prediction, found)) causes.push('outdated-label-taxonomy')
  if (verdict === 'non-compliant' || (from.caseFlag && ABOUT_POLICY.test(from.caseFlag.why)))
    causes.push('compliance-sensitive-output')
  if (verdict === 'cannot-tell') causes.push('ambiguous-input')
  if (inputsCorrected(from, prediction)) causes.push('poor-source-quality')
  return causes.length > 0 ? causes.toSorted((a, b) => upstreamOf(a) - upstreamOf(b)) : ['model-error']
}

const STREAM: readonly Culprit[] = ['data', 'label-schema', 'model', 'monitoring-threshold', 'workflow']
const upstreamOf = (cause: CauseId): number => {
  const culprit = BUILT_IN_CAUSES.find(({ id }) => id === cause)?.culprit
  return culprit === undefined ? STREAM.length : STREAM.indexOf(culprit)
}

const inputsCorrected = ({ content, worksheet }: ProposeFrom, { annotations }: Prediction): boolean =>
  withoutInputs(annotations, worksheet.annotations, aboutOf(content, null)) !== worksheet.annotations

/** A record's class that was corrected, with a score this near to production's threshold, was decided by the threshold. */
const CLOSE = 0.05

function isCloseCall({ caseKind }: ProposeFrom, { decision, annotations }: Prediction, found: Comparison): boolean {
  const threshold = decision?.threshold
  if (caseKind !== 'record' || threshold === undefined) return false
  const right = new Set(found.objects.filter(isRight).map((object) => object.predictedId))
  return annotations.some(
    ({ id, shape, score }) =>
      shape.kind === 'case' && !right.has(id) && score !== undefined && Math.abs(score - threshold) <= CLOSE + 1e-9,
  )
}

/** Where nothing was edited, every predicted object may be what the verdict means. */
function touchesDeprecated({ taxonomy, worksheet }: ProposeFrom, prediction: Prediction, found: Comparison): boolean {
  const deprecated = new Set((taxonomy?.labels ?? []).filter((label) => label.deprecated).map((label) => label.name))
  if (deprecated.size === 0) return false
  const edited = differs(found)
  const concerned = found.objects.filter((object) => !edited || object.state !== 'confirmed')
  const ids = new Set(concerned.flatMap((object) => [object.predictedId ?? [], object.correctedId ?? []].flat()))
  const labelled = (annotation: Annotation): boolean => ids.has(annotation.id) && deprecated.has(annotation.label)
  return prediction.annotations.some(labelled) || worksheet.annotations.some(labelled)
}
