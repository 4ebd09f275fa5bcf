import type { Annotation, Relation } from '../model/annotation.ts'
import type { CaseId, PersonId } from '../model/ids.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Review, Sight, Worksheet } from '../model/review.ts'
import { sameJson } from './same-json.ts'
import { spliceOf } from './splice.ts'
import { createOffsets } from './text-offsets.ts'

/** What a worksheet and a review have in common: the work itself. */
export type Work = Pick<
  Worksheet,
  'annotations' | 'relations' | 'verdict' | 'causes' | 'note' | 'edgeCase' | 'confirmed' | 'turns'
>

/** A copy of the prediction's objects, each knowing which one it began as. Ids stay. */
export const copyOf = (prediction: Prediction | null): Pick<Work, 'annotations' | 'relations'> => ({
  annotations: (prediction?.annotations ?? []).map((annotation) => ({ ...annotation, fromObjectId: annotation.id })),
  relations: [...(prediction?.relations ?? [])],
})

/**
 * A person's worksheet before their first command: their active review of this prediction where they have one (made
 * elsewhere), else a copy of the prediction's objects.
 */
export function startWorksheet(
  caseId: CaseId,
  personId: PersonId,
  prediction: Prediction | null,
  active: Review | null,
): Worksheet {
  const work: Work = active ?? {
    ...copyOf(prediction),
    verdict: null,
    causes: [],
    note: '',
    edgeCase: false,
    confirmed: [],
    turns: [],
  }
  return {
    caseId,
    personId,
    predictionId: prediction?.id ?? null,
    revision: 0,
    annotations: work.annotations,
    relations: work.relations,
    verdict: work.verdict,
    causes: work.causes,
    note: work.note,
    edgeCase: work.edgeCase,
    confirmed: work.confirmed,
    turns: work.turns,
    coverage: active?.coverage ?? null,
    sight: null,
    disposition: null,
    submittedAs: active?.id ?? null,
  }
}

/** What is kept of how the prediction came into sight, once more is told of it: only what is hidden can be shown yet. */
export const sightAfter = (kept: Sight | null, told: Sight | undefined): Sight | null =>
  told !== undefined && (kept === null || kept === 'hidden') ? told : kept

/**
 * The lasting order of a worksheet's records: the prediction's order for those that began there, then the added ones by
 * id. A function of the set alone, so that taking a deletion back puts the object where it was.
 */
export function arrange<T extends Worksheet>(worksheet: T, prediction: Prediction | null): T {
  const { annotations, relations } = worksheet
  return {
    ...worksheet,
    annotations: inOrder(annotations, prediction?.annotations ?? NOTHING, (annotation) => annotation.fromObjectId),
    relations: inOrder(relations, prediction?.relations ?? NOTHING, (relation) => relation.id),
  }
}

type Known = readonly { readonly id: string }[]
const NOTHING: Known = []

const placesKept = new WeakMap<Known, ReadonlyMap<string, number>>()
/** Where each record of a prediction stands; a prediction never changes. */
function placesOf(predicted: Known): ReadonlyMap<string, number> {
  const places = placesKept.get(predicted) ?? new Map(predicted.map((record, index) => [record.id, index]))
  placesKept.set(predicted, places)
  return places
}

/** The list last found in order beside a prediction's: after an edit of it only the edited stretch is looked at. */
const orderedKept = new WeakMap<Known, readonly object[]>()

/** The list itself where it is in order already, as after most edits. */
function inOrder<T extends { readonly id: string }>(
  records: T[],
  predicted: Known,
  originOf: (record: T) => string | undefined,
): T[] {
  const splice = spliceOf<object>(orderedKept.get(predicted) ?? NOTHING, records)
  const edited = splice ? records.slice(Math.max(0, splice.at - 1), splice.at + splice.come.length + 1) : records
  const ordered = isInOrder(edited, predicted, originOf) ? records : sorted(records, predicted, originOf)
  orderedKept.set(predicted, ordered)
  return ordered
}

function isInOrder<T extends { readonly id: string }>(
  records: readonly T[],
  predicted: Known,
  originOf: (record: T) => string | undefined,
): boolean {
  let [next, last] = [0, '']
  return records.every((record) => {
    const origin = originOf(record)
    // Most stand where the prediction has them, or a few places on: nothing needs to be looked up.
    const at =
      origin === undefined ? undefined : predicted[next]?.id === origin ? next : placesOf(predicted).get(origin)
    if (at !== undefined) {
      const follows = at >= next && last === ''
      next = at + 1
      return follows
    }
    const follows = last < record.id
    last = record.id
    return follows
  })
}

function sorted<T extends { readonly id: string }>(
  records: readonly T[],
  predicted: Known,
  originOf: (record: T) => string | undefined,
): T[] {
  const rank = (record: T): number => placesOf(predicted).get(originOf(record) ?? '') ?? Number.POSITIVE_INFINITY
  return records.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    if (left !== right) return left < right ? -1 : 1
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
  })
}

/** Whether both say the same; order within the lists is nothing. */
export function sameWork(a: Work, b: Work): boolean {
  const part = (work: Work) => ({
    annotations: Object.fromEntries(work.annotations.map((annotation) => [`#${annotation.id}`, annotation])),
    relations: Object.fromEntries(work.relations.map((relation) => [`#${relation.id}`, relation])),
    verdict: work.verdict,
    causes: work.causes,
    note: work.note,
    edgeCase: work.edgeCase,
    confirmed: work.confirmed.toSorted(),
    turns: work.turns.toSorted((a, b) => a.turn - b.turn),
  })
  return sameJson(part(a), part(b))
}

/** What is wrong with the annotations and relations as a whole, in a sentence; null when nothing is. */
export function objectsProblem(annotations: readonly Annotation[], relations: readonly Relation[]): string | null {
  const ids = new Set(annotations.map((annotation) => annotation.id))
  if (ids.size !== annotations.length) return 'Two annotations have the same id.'
  if (new Set(relations.map((relation) => relation.id)).size !== relations.length)
    return 'Two relations have the same id.'
  const loose = relations.find((relation) => !ids.has(relation.from) || !ids.has(relation.to))
  return loose ? `Relation "${loose.id}" joins an annotation that is not there.` : null
}

/** Which of these has a name that is none, in a sentence; null where all are called something. */
export function namesProblem(annotations: readonly Annotation[], relations: readonly Relation[]): string | null {
  const nameless = annotations.find(({ label }) => label.trim() === '')
  if (nameless) return `The label of annotation "${nameless.id}" is nothing but white space.`
  const relation = relations.find(({ type }) => type.trim() === '')
  return relation ? `The type of relation "${relation.id}" is nothing but white space.` : null
}

/**
 * What is wrong with the spans among these annotations, in a sentence; null when nothing is. `textOf` answers the text
 * of a turn, or the case's own text for undefined; null where there is none.
 */
export function spansProblem(
  annotations: readonly Annotation[],
  textOf: (turn: number | undefined) => string | null,
): string | null {
  const offsets = new Map<string, ReturnType<typeof createOffsets>>()
  for (const { id, shape } of annotations) {
    if (shape.kind !== 'span') continue
    const text = textOf(shape.turn)
    if (text === null) return `Annotation "${id}" marks text where the case has none.`
    const known = offsets.get(text) ?? createOffsets(text)
    offsets.set(text, known)
    for (const range of shape.ranges) {
      if (range.startUtf16 > range.endUtf16 || range.endUtf16 > text.length)
        return `Annotation "${id}" marks ${range.startUtf16} to ${range.endUtf16}; the text has ${text.length} UTF-16 units.`
      if (text.slice(range.startUtf16, range.endUtf16) !== range.quote)
        return `Annotation "${id}" quotes what does not stand at ${range.startUtf16} to ${range.endUtf16} (UTF-16).`
      const codePoints = [known.toCodePoint(range.startUtf16), known.toCodePoint(range.endUtf16)]
      if (codePoints[0] !== range.startCodePoint || codePoints[1] !== range.endCodePoint)
        return `Annotation "${id}" gives code points ${range.startCodePoint} to ${range.endCodePoint}; they are ${codePoints.join(' to ')}.`
    }
  }
  return null
}
