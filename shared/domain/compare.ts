import type { Annotation, Relation } from '../model/annotation.ts'
import type { AnnotationId } from '../model/ids.ts'
import type { ObjectComparison, ObjectState } from '../model/review.ts'
import { type About, type FieldKinds, inPredictedWords, withoutInputs } from './compare-about.ts'
import { compareRelations, type RelationComparison } from './compare-relations.ts'
import { overlap, placeKey, reachOf, sameBoundary } from './overlap.ts'
import { MOST_PAIRS, type Pair, pairByPlace, SAME_THING } from './pairing.ts'
import { misplacedItems, type Spoken, sameSaid, sameValue, spokenOf } from './same-value.ts'

/**
 * How the correction relates to the prediction, object by object: first the predicted ones in their order, then what was
 * missing. Objects are one and the same when `fromObjectId` says so, else when they lie on each other (`pairByPlace`). A
 * predicted object without a partner is a duplicate when it lies (≥ 0.5) on another of its label that was kept. `fields` says how
 * values are read.
 *
 * The lists are taken as they are for good: what one call found is kept beside the predicted list, so that the next call
 * looks only at what became another record since. One edit among 10,000 objects costs about a millisecond.
 */
export function compare(
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  fields?: FieldKinds,
): readonly ObjectComparison[] {
  const known = knownOf(predicted, fields)
  const { last } = known
  if (last?.corrected === corrected) return last.objects
  const { partners, loose } = byOrigin(predicted, corrected, known.placeOf)
  const free = predicted.filter((_, at) => partners[at] === undefined)
  const again = last !== null && sameList(last.free, free) && sameList(last.loose, loose)
  const found = again ? last.found : pairByPlace(free, loose)
  for (const pair of found) {
    const at = known.placeOf.get(pair.predicted.id)
    if (at !== undefined) partners[at] = pair.corrected
  }
  const taken = new Set(found.map((pair) => pair.corrected))
  const missing = loose.filter((object) => !taken.has(object))
  const objects = [...statesOf(predicted, partners, known), ...missing.map(missingOf)]
  known.last = { corrected, partners, free, loose, found, missing, objects }
  return objects
}

/** The label of an annotation that is there only to hold the attributes of a turn or a case that has no class. */
export const carrierLabel = (turn: number | undefined): string => (turn === undefined ? 'whole case' : 'turn')

/** Whether an annotation only holds attributes: it claims nothing that a prediction could have missed. */
export const carriesAttributes = ({ label, shape }: Pick<Annotation, 'label' | 'shape'>): boolean =>
  shape.kind === 'case' && label === carrierLabel(shape.turn)

/** The records that each entry of `compare` speaks of, place by place. */
export function comparedRecords(
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  fields?: FieldKinds,
): readonly { readonly predicted: Annotation | null; readonly corrected: Annotation | null }[] {
  compare(predicted, corrected, fields)
  const last = knownOf(predicted, fields).last
  return [
    ...predicted.map((object, at) => ({ predicted: object, corrected: last?.partners[at] ?? null })),
    ...(last?.missing ?? []).map((object) => ({ predicted: null, corrected: object })),
  ]
}

/** What stands beside a predicted list: what follows from it alone, and what the last comparison with it found. */
type Known = {
  readonly fields: FieldKinds | undefined
  readonly placeOf: ReadonlyMap<AnnotationId, number>
  readonly hasItems: boolean
  readonly spoken: Spoken
  /** The other predicted objects of the same label that one lies on, by its place; filled as they are asked for. */
  readonly twins: Map<number, readonly number[]>
  byLabel: ReadonlyMap<string, readonly Placed[]> | null
  last: Run | null
}
type Placed = { readonly at: number; readonly from: number; readonly to: number }
type Partners = (Annotation | undefined)[]
type Run = {
  readonly corrected: readonly Annotation[]
  readonly partners: Partners
  readonly free: readonly Annotation[]
  readonly loose: readonly Annotation[]
  readonly found: readonly Pair[]
  readonly missing: readonly Annotation[]
  readonly objects: readonly ObjectComparison[]
}

const kept = new WeakMap<readonly Annotation[], Known>()

function knownOf(predicted: readonly Annotation[], fields: FieldKinds | undefined): Known {
  const known = kept.get(predicted)
  if (known && known.fields === fields) return known
  const fresh: Known = {
    fields,
    placeOf: new Map(predicted.map((object, at) => [object.id, at])),
    spoken: spokenOf(predicted),
    hasItems: predicted.some((object) => object.shape.kind === 'item'),
    twins: new Map(),
    byLabel: null,
    last: null,
  }
  kept.set(predicted, fresh)
  return fresh
}

const sameList = (a: readonly Annotation[], b: readonly Annotation[]): boolean =>
  a.length === b.length && a.every((object, at) => object === b[at])

/** The first corrected object that names a predicted one is that one; a further copy is an object of its own. */
function byOrigin(
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  placeOf: Known['placeOf'],
): { readonly partners: Partners; readonly loose: readonly Annotation[] } {
  const partners: Partners = new Array<Annotation | undefined>(predicted.length).fill(undefined)
  const loose: Annotation[] = []
  // Both lists mostly have one order, so the next place is tried before it is looked up.
  let next = 0
  for (const object of corrected) {
    const origin = object.fromObjectId
    const at = origin === undefined ? undefined : predicted[next]?.id === origin ? next : placeOf.get(origin)
    if (at === undefined || partners[at] !== undefined) {
      if (!carriesAttributes(object)) loose.push(object)
    } else {
      partners[at] = object
      next = at + 1
    }
  }
  return { partners, loose }
}

function statesOf(predicted: readonly Annotation[], partners: Partners, known: Known): ObjectComparison[] {
  const { last } = known
  const moved = known.hasItems ? movedItems(predicted, partners) : null
  const looked = { pairs: 0 }
  return predicted.map((object, at): ObjectComparison => {
    const partner = partners[at]
    const before = last?.objects[at]
    if (partner && before && moved === null && last?.partners[at] === partner) return before
    const state = partner
      ? stateOf(object, partner, known, moved?.has(object.id) === true)
      : isDuplicate(predicted, at, partners, known, looked)
        ? 'duplicate'
        : 'spurious'
    const correctedId = partner?.id ?? null
    if (before?.state === state && before.correctedId === correctedId) return before
    return {
      state,
      predictedId: object.id,
      correctedId,
      ...(object.score === undefined ? {} : { score: object.score }),
    }
  })
}

function stateOf(predicted: Annotation, corrected: Annotation, { spoken, fields }: Known, moved: boolean): ObjectState {
  const sameLabel = predicted.label === corrected.label
  const samePlace = sameBoundary(predicted.shape, corrected.shape)
  if (!sameLabel) return samePlace ? 'wrong-label' : 'wrong-label-and-boundary'
  if (!samePlace) return 'wrong-boundary'
  const field = fields?.get(predicted.label)
  const sameRest =
    !moved && sameSaid(predicted, corrected, spoken) && sameValue(predicted.shape, corrected.shape, field)
  return sameRest ? 'confirmed' : 'wrong-attribute'
}

function movedItems(predicted: readonly Annotation[], partners: Partners): ReadonlySet<AnnotationId> {
  return misplacedItems(
    predicted.flatMap((object, at) => {
      const is = partners[at]?.shape
      if (object.shape.kind !== 'item' || is?.kind !== 'item') return []
      return { predictedId: object.id, was: object.shape.rank, is: is.rank }
    }),
  )
}

const missingKept = new WeakMap<Annotation, ObjectComparison>()
function missingOf(object: Annotation): ObjectComparison {
  const known = missingKept.get(object)
  if (known) return known
  const missing: ObjectComparison = { state: 'missing', predictedId: null, correctedId: object.id }
  missingKept.set(object, missing)
  return missing
}

function isDuplicate(
  predicted: readonly Annotation[],
  at: number,
  partners: Partners,
  known: Known,
  looked: { pairs: number },
): boolean {
  const twins = known.twins.get(at) ?? findTwins(predicted, at, known, looked)
  return twins.some((other) => partners[other] !== undefined)
}

/** Not kept where the search was cut short: the next comparison goes on looking. */
function findTwins(
  predicted: readonly Annotation[],
  at: number,
  known: Known,
  looked: { pairs: number },
): readonly number[] {
  const object = predicted[at]
  if (!object) return []
  const [from, to] = reachOf(object.shape)
  const twins: number[] = []
  for (const other of placedOf(predicted, known).get(placedKey(object)) ?? []) {
    if (other.from > to) break
    if (other.to < from || other.at === at) continue
    if (++looked.pairs > MOST_PAIRS) return twins
    const shape = predicted[other.at]?.shape
    if (shape && overlap(object.shape, shape) >= SAME_THING) twins.push(other.at)
  }
  known.twins.set(at, twins)
  return twins
}

const placedKey = (object: Annotation): string => `${object.label} ${placeKey(object.shape)}`

function placedOf(predicted: readonly Annotation[], known: Known): ReadonlyMap<string, readonly Placed[]> {
  if (known.byLabel) return known.byLabel
  const byLabel = new Map<string, Placed[]>()
  predicted.forEach((object, at) => {
    const [from, to] = reachOf(object.shape)
    const key = placedKey(object)
    const group = byLabel.get(key)
    if (group) group.push({ at, from, to })
    else byLabel.set(key, [{ at, from, to }])
  })
  for (const group of byLabel.values()) group.sort((a, b) => a.from - b.from)
  known.byLabel = byLabel
  return byLabel
}

/** What is compared: a prediction, a worksheet or a review. */
export type Objects = { readonly annotations: readonly Annotation[]; readonly relations: readonly Relation[] }

export type Comparison = {
  /** As `compare` finds them; one that is right itself and has a relation that is not is `wrong-relation`. */
  readonly objects: readonly ObjectComparison[]
  readonly relations: readonly RelationComparison[]
}

const NOTHING: Objects = { annotations: [], relations: [] }

type LastComparison = {
  readonly predicted: Objects
  readonly corrected: Objects
  readonly about: Pick<About, 'symmetric' | 'fields' | 'replaced'>
  readonly found: Comparison
}
const sameObjects = (a: Objects, b: Objects): boolean => a.annotations === b.annotations && a.relations === b.relations
const listsOf = ({ annotations, relations }: Objects): Objects => ({ annotations, relations })
const lastOf = new WeakMap<readonly Annotation[], LastComparison>()

/**
 * How a correction relates to a prediction, objects and relations; without a prediction all of it was missing. What
 * corrects the case's own fields is left out: it is about the input. A label that is no longer in use is compared as what
 * stands for it now.
 */
export function compareWork(prediction: Objects | null, work: Objects, about: About = {}): Comparison {
  const predicted = prediction ?? NOTHING
  const asked = withoutInputs(predicted.annotations, work.annotations, about)
  const annotations = inPredictedWords(predicted.annotations, asked, about)
  const corrected = annotations === work.annotations ? work : { annotations, relations: work.relations }
  const last = lastOf.get(predicted.annotations)
  const same = last && sameObjects(last.predicted, predicted) && sameObjects(last.corrected, corrected)
  if (
    last &&
    same &&
    last.about.symmetric === about.symmetric &&
    last.about.fields === about.fields &&
    last.about.replaced === about.replaced
  )
    return last.found
  const objects = compare(predicted.annotations, corrected.annotations, about.fields)
  const relations = compareRelations(predicted.relations, corrected.relations, objects, about.symmetric)
  const found = { objects: withRelations(objects, relations, predicted, corrected), relations }
  lastOf.set(predicted.annotations, {
    predicted: listsOf(predicted),
    corrected: listsOf(corrected),
    about,
    found,
  })
  return found
}

const relatedWrong = new WeakMap<ObjectComparison, ObjectComparison>()

function withRelations(
  objects: readonly ObjectComparison[],
  relations: readonly RelationComparison[],
  predicted: Objects,
  corrected: Objects,
): readonly ObjectComparison[] {
  const wrong = relations.filter(({ state }) => state !== 'confirmed')
  if (wrong.length === 0) return objects
  const ends = (list: readonly Relation[], ids: ReadonlySet<string | null>): ReadonlySet<AnnotationId> =>
    new Set(list.flatMap(({ id, from, to }) => (ids.has(id) ? [from, to] : [])))
  const was = ends(predicted.relations, new Set(wrong.map(({ predictedId }) => predictedId)))
  const is = ends(corrected.relations, new Set(wrong.map(({ correctedId }) => correctedId)))
  return objects.map((object) => {
    const { state, predictedId, correctedId } = object
    if (state !== 'confirmed' || !((predictedId && was.has(predictedId)) || (correctedId && is.has(correctedId))))
      return object
    const known = relatedWrong.get(object) ?? { ...object, state: 'wrong-relation' }
    relatedWrong.set(object, known)
    return known
  })
}
