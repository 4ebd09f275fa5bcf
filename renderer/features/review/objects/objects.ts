import { comparedPartners, compareWork } from '../../../../shared/domain/compare.ts'
import { type About, withoutInputs } from '../../../../shared/domain/compare-about.ts'
import { changedPlaces } from '../../../../shared/domain/splice.ts'
import type { Annotation, Relation } from '../../../../shared/model/annotation.ts'
import type { Case } from '../../../../shared/model/case.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Prediction } from '../../../../shared/model/prediction.ts'
import type { ObjectComparison, ObjectState } from '../../../../shared/model/review.ts'
import { t } from '../../../i18n/t.ts'
import { leftToRight } from '../../../ui/numbers.ts'
import { SHAPE_WORDS } from '../../../ui/words.ts'

/** One object of the case: as predicted, as corrected, or both. */
export type ObjectRow = {
  /** The corrected object's id, or the predicted one's where it was taken away. */
  readonly id: AnnotationId
  readonly state: ObjectState
  readonly predicted: Annotation | null
  readonly now: Annotation | null
  /** The model's score; null unknown. */
  readonly score: number | null
}

/** What became of an object, in a word or two. */
export const stateWord = (state: ObjectState): string => {
  switch (state) {
    case 'confirmed':
      return t('As predicted')
    case 'wrong-label':
      return t('Relabelled')
    case 'wrong-boundary':
      return t('Boundary changed')
    case 'wrong-label-and-boundary':
      return t('Label and boundary changed')
    case 'duplicate':
      return t('Removed, duplicate')
    case 'spurious':
      return t('Removed')
    case 'missing':
      return t('Added')
    case 'wrong-attribute':
      return t('Attributes changed')
    case 'wrong-relation':
      return t('Relations changed')
  }
}

/** Whether a person has done something about it: confirmed it, changed it, taken it away, or made it. */
export const isLookedAt = (row: ObjectRow, confirmed: ReadonlySet<AnnotationId>): boolean =>
  row.state !== 'confirmed' || confirmed.has(row.id)

/** The class of the whole case stands under Class, not among its parts. */
const isPart = ({ shape }: Annotation): boolean => shape.kind !== 'case' || shape.turn !== undefined

const NOTHING: readonly Annotation[] = []
const UNRELATED: readonly Relation[] = []

/** Parts of a prediction, least confident first and unknown scores last: the place of each, and by place its rank. */
type Order = { readonly places: readonly number[]; readonly ranks: ReadonlyMap<number, number> }

const orders = new WeakMap<readonly Annotation[], Order>()
const leastConfidentFirst = (predicted: readonly Annotation[]): Order => {
  const known = orders.get(predicted)
  if (known) return known
  const scores = Float64Array.from(predicted, ({ score }) => score ?? 2)
  const parts = predicted.flatMap((object, at) => (isPart(object) ? at : []))
  const places = parts.sort((a, b) => (scores[a] ?? 2) - (scores[b] ?? 2))
  const order = { places, ranks: new Map(places.map((at, rank) => [at, rank])) }
  orders.set(predicted, order)
  return order
}

/** The row last made for a record: rows that did not change stay the same objects, so that what shows them stays too. */
const rowsKept = new WeakMap<Annotation, ObjectRow>()

const rowOf = (state: ObjectState, predicted: Annotation | null, record: Annotation, gone: boolean): ObjectRow => {
  const now = gone ? null : record
  const known = rowsKept.get(record)
  if (known && known.state === state && known.predicted === predicted && known.now === now) return known
  const row = { id: record.id, state, predicted, now, score: predicted?.score ?? null }
  rowsKept.set(record, row)
  return row
}

/** What stands beside a prediction: its rows as they were made last, and what they were made of. */
type Made = {
  readonly objects: readonly ObjectComparison[]
  readonly partners: readonly (Annotation | undefined)[]
  readonly rows: readonly ObjectRow[]
}
const made = new WeakMap<readonly Annotation[], Made>()

/** Rows of the predicted parts: those made last, but for the places where something else is found now. */
const predictedRows = (predicted: readonly Annotation[], now: Omit<Made, 'rows'>): readonly ObjectRow[] => {
  const { places, ranks } = leastConfidentFirst(predicted)
  const row = (at: number): ObjectRow | null => {
    const [object, found, partner] = [predicted[at], now.objects[at], now.partners[at]]
    return object && found ? rowOf(found.state, object, partner ?? object, partner === undefined) : null
  }
  const last = made.get(predicted)
  const changed = last && [
    changedPlaces(last.objects, now.objects, predicted.length),
    changedPlaces(last.partners, now.partners, predicted.length),
  ]
  const [found, partnered] = changed ?? []
  const rows = last && found && partnered ? [...last.rows] : places.flatMap((at) => row(at) ?? [])
  for (const at of new Set([...(found ?? []), ...(partnered ?? [])])) {
    const [rank, one] = [ranks.get(at), row(at)]
    if (rank !== undefined && one) rows[rank] = one
  }
  made.set(predicted, { ...now, rows })
  return rows
}

/** Every part of the case, least confident first; unknown scores after known ones, what the reviewer added last. */
export const objectRows = (
  prediction: Prediction | null,
  annotations: readonly Annotation[],
  relations: readonly Relation[] = prediction?.relations ?? UNRELATED,
  about: About = {},
): readonly ObjectRow[] => {
  const predicted = prediction?.annotations ?? NOTHING
  const judged = withoutInputs(predicted, annotations, about)
  const { objects } = compareWork(
    { annotations: predicted, relations: prediction?.relations ?? UNRELATED },
    { annotations: judged, relations },
    about,
  )
  const { partners, missing } = comparedPartners(predicted, judged, about.fields)
  const added = missing.flatMap((object, n) => {
    const found = objects[predicted.length + n]
    return found && isPart(object) ? rowOf(found.state, null, object, false) : []
  })
  return [...predictedRows(predicted, { objects, partners }), ...added]
}

/** The same with its place, for those who cannot see it. */
export const placedText = (annotation: Annotation, items: CaseItems = []): string => {
  const { shape } = annotation
  if (shape.kind !== 'box') return objectText(annotation, items)
  return t('{size} at {x}, {y}', { size: objectText(annotation), x: Math.round(shape.x), y: Math.round(shape.y) })
}

/** The items of a case that its model ranked. */
export type CaseItems = NonNullable<Case['content']['items']>

/** A few words that name an object where its shape cannot be seen. */
export const objectText = ({ shape }: Annotation, items: CaseItems = []): string => {
  switch (shape.kind) {
    case 'span':
      return shape.ranges.map((range) => range.quote).join(' … ')
    case 'box':
      return leftToRight(`${Math.round(shape.w)} × ${Math.round(shape.h)}`)
    case 'case':
      return shape.turn === undefined ? t('the whole case') : t('turn {turn}', { turn: shape.turn + 1 })
    case 'field':
      return shape.value ?? t('no value')
    case 'item':
      return items.find(({ id }) => id === shape.itemId)?.title ?? shape.itemId
    default:
      return SHAPE_WORDS[shape.kind]
  }
}
