import type { Annotation } from '../../model/annotation.ts'
import type { FindingKind } from '../../model/failure.ts'
import type { Prediction } from '../../model/prediction.ts'
import type { CauseId, ErrorType, Verdict } from '../../model/verdict.ts'
import { carriesAttributes } from '../carrier.ts'
import { type Comparison, comparedRecords, compareWork, type Objects } from '../compare.ts'
import { type About, withoutInputs } from '../compare-about.ts'
import { acceptedTooEasily, ERRORS_OF_STATE, errorTypes, HIGH_CONFIDENCE, isRight } from '../propose.ts'

/**
 * One row of what a review found. `what` is an error type, a cause, or (of the kinds that are neither) the verdict.
 * `label` is the one predicted, of something missing the corrected one; `to` the corrected one where it is another.
 * `grain` tells which rows count once a review: 2 the first of its kind and what, 1 the first of its label too.
 */
export type Finding = {
  readonly kind: FindingKind
  readonly what: string
  readonly label: string | null
  readonly to: string | null
  readonly grain: 0 | 1 | 2
}

type Found = Omit<Finding, 'grain'>
type Concerned = Pick<Found, 'label' | 'to'>
type Wrong = { readonly error: ErrorType } & Concerned

/** Whether the verdict says that something is wrong. Who cannot tell does not say so. */
export const isFailure = (verdict: Verdict): boolean => verdict !== 'correct' && verdict !== 'cannot-tell'

export type Judged = {
  readonly prediction: Prediction
  readonly work: Objects
  readonly verdict: Verdict
  /** In the order of the person: the first is the first upstream one. */
  readonly causes: readonly CauseId[]
  readonly about?: About | undefined
}

/**
 * All that one review of a prediction found. A cause, and the failure as a whole, is told of each label that something was
 * wrong with; where nothing was corrected, of each label predicted. A person who cannot tell what is right finds no error.
 */
export const findingsOf = (judged: Judged): readonly Finding[] => {
  const { prediction, verdict } = judged
  const errors = verdict === 'cannot-tell' ? [] : wrongs(judged)
  const predicted = distinct(prediction.annotations.filter((one) => !carriesAttributes(one)).map(({ label }) => label))
  const wrong = distinct(errors.flatMap(({ label }) => (label === null ? [] : [label])))
  const concerned: readonly (string | null)[] = wrong.length > 0 ? wrong : predicted.length > 0 ? predicted : [null]
  const ofEach = (kind: FindingKind, what: string, labels: readonly (string | null)[]): Found[] =>
    labels.map((label) => ({ kind, what, label, to: null }))
  return grained([
    { kind: 'judged', what: verdict, label: null, to: null },
    ...ofEach('label', verdict, distinct([...predicted, ...wrong])),
    ...(isFailure(verdict) ? ofEach('failure', verdict, concerned) : []),
    ...errors.map(({ error, label, to }): Found => ({ kind: 'error', what: error, label, to })),
    ...distinct(judged.causes).flatMap((cause, at) => ofEach(at === 0 ? 'first-cause' : 'cause', cause, concerned)),
  ])
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

/** Each row once, with what it counts for. */
const grained = (rows: readonly Found[]): Finding[] => {
  const seen = new Set<string>()
  const first = (...parts: readonly (string | null)[]): boolean => {
    const key = JSON.stringify(parts)
    return !seen.has(key) && seen.add(key) !== undefined
  }
  return rows.flatMap((row): Finding[] => {
    const { kind, what, label, to } = row
    if (!first(kind, what, label, to)) return []
    const [firstOfAll, firstOfLabel] = [first(kind, what), first(kind, what, label)]
    return [{ ...row, grain: firstOfAll ? 2 : firstOfLabel ? 1 : 0 }]
  })
}

/** The error types of `errorTypes`, each with the labels it concerns. */
const wrongs = ({ prediction, work, verdict, about }: Judged): Wrong[] => {
  const found = compareWork(prediction, work, about)
  const corrected = withoutInputs(prediction.annotations, work.annotations, about ?? {})
  const records = comparedRecords(prediction.annotations, corrected, about?.fields)
  const ofObjects = found.objects.flatMap((object, at): Wrong[] => {
    const record = records[at]
    if (!record || object.state === 'wrong-relation') return []
    const concerned = concernedBy(record)
    const sure = !isRight(object) && (object.score ?? 0) >= HIGH_CONFIDENCE
    const errors: readonly ErrorType[] = [...ERRORS_OF_STATE[object.state], ...(sure ? [SURE] : [])]
    return errors.map((error) => ({ error, ...concerned }))
  })
  const accepted = errorTypes(prediction, work, verdict, about).includes('low-confidence-accepted')
    ? acceptedTooEasily(prediction)
    : []
  return [
    ...ofObjects,
    ...wrongRelations(prediction, { ...work, annotations: corrected }, found),
    ...accepted.map(({ label }): Wrong => ({ error: 'low-confidence-accepted', label, to: null })),
  ]
}

const SURE: ErrorType = 'high-confidence-wrong'

const concernedBy = ({
  predicted,
  corrected,
}: {
  readonly predicted: Annotation | null
  readonly corrected: Annotation | null
}): Concerned => {
  const label = predicted?.label ?? corrected?.label ?? null
  return { label, to: predicted && corrected && corrected.label !== label ? corrected.label : null }
}

/** A wrong relation concerns the labels of both its ends. */
const wrongRelations = (prediction: Prediction, work: Objects, found: Comparison): Wrong[] =>
  found.relations.flatMap(({ state, predictedId, correctedId }): Wrong[] => {
    if (state === 'confirmed') return []
    const [side, id] = predictedId === null ? [work, correctedId] : [prediction, predictedId]
    const relation = side.relations.find((one) => one.id === id)
    const ends = new Set([relation?.from, relation?.to])
    const labels = side.annotations.filter((one) => ends.has(one.id)).map(({ label }) => label)
    const errors: readonly ErrorType[] =
      predictedId !== null && (relation?.score ?? 0) >= HIGH_CONFIDENCE ? ['wrong-relation', SURE] : ['wrong-relation']
    return errors.flatMap((error) =>
      (labels.length === 0 ? [null] : distinct(labels)).map((label): Wrong => ({ error, label, to: null })),
    )
  })
