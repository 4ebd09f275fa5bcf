import type { Annotation, Relation } from '../model/annotation.ts'
import type { AnnotationId } from '../model/ids.ts'
import type { ObjectComparison, ObjectState } from '../model/review.ts'
import { type About, type FieldKinds, inPredictedWords, withoutInputs } from './compare-about.ts'
import { type Grouping, groupAgain, groupAnew, type Partners } from './compare-pairs.ts'
import { compareRelations, type RelationComparison } from './compare-relations.ts'
import { overlap, placeKey, reachOf, sameBoundary } from './overlap.ts'
import { MOST_PAIRS, SAME_THING } from './pairing.ts'
import { misplacedItems, type Spoken, sameSaid, sameValue, spokenOf } from './same-value.ts'
import { spliceOf } from './splice.ts'

/**
 * How the correction relates to the prediction, object by object: first the predicted ones in their order, then what was
 * missing. Objects are one and the same when `fromObjectId` says so, else when they lie on each other (`pairByPlace`). A
 * predicted object without a partner is a duplicate when it lies (≥ 0.5) on another of its label that was kept. `fields` says how
 * values are read.
 *
 * The lists are taken as they are for good: what one call found is kept beside the predicted list, so that the next call
 * looks only at what became another record since. One edit among 10,000 objects costs some tens of microseconds.
 */
export function compare(
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  fields?: FieldKinds,
): readonly ObjectComparison[] {
  const known = knownOf(predicted, fields)
  if (known.last?.corrected !== corrected)
    known.last = compareAgain(predicted, corrected, known) ?? compareAnew(predicted, corrected, known)
  return known.last.objects
}

function compareAnew(predicted: readonly Annotation[], corrected: readonly Annotation[], known: Known): Run {
  const grouped = groupAnew({ predicted, corrected }, known.placeOf, known.last)
  return { ...grouped, objects: [...statesOf(predicted, grouped.partners, known), ...grouped.missing.map(missingOf)] }
}

/** After an edit in one place of the list; null where that is not all that changed, or two claim one predicted object. */
function compareAgain(predicted: readonly Annotation[], corrected: readonly Annotation[], known: Known): Run | null {
  const { last, placeOf } = known
  if (!last || known.hasItems) return null
  const grouped = groupAgain({ predicted, corrected }, placeOf, last)
  if (!grouped) return null
  const look = stateAt(predicted, grouped.partners, known, null)
  const objects = last.objects.slice(0, predicted.length)
  // What nothing was corrected to may be a duplicate of something whose partner came or went.
  const free = grouped.free.map(({ id }) => placeOf.get(id) ?? -1)
  for (const at of new Set([...grouped.touched, ...free])) {
    const object = predicted[at]
    if (object) objects[at] = look(object, at)
  }
  return { ...grouped, objects: [...objects, ...grouped.missing.map(missingOf)] }
}

/** The records that each entry of `compare` speaks of, place by place. */
export function comparedRecords(
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  fields?: FieldKinds,
): readonly { readonly predicted: Annotation | null; readonly corrected: Annotation | null }[] {
  const { partners, missing } = comparedPartners(predicted, corrected, fields)
  return [
    ...predicted.map((object, at) => ({ predicted: object, corrected: partners[at] ?? null })),
    ...missing.map((object) => ({ predicted: null, corrected: object })),
  ]
}

/** The corrected object of each predicted one, place by place, and those that none was predicted for. */
export function comparedPartners(
  predicted: readonly Annotation[],
  corrected: readonly Annotation[],
  fields?: FieldKinds,
): { readonly partners: readonly (Annotation | undefined)[]; readonly missing: readonly Annotation[] } {
  compare(predicted, corrected, fields)
  return knownOf(predicted, fields).last ?? { partners: [], missing: [] }
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
type Run = Grouping & { readonly objects: readonly ObjectComparison[] }

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

function statesOf(predicted: readonly Annotation[], partners: Partners, known: Known): ObjectComparison[] {
  const look = stateAt(predicted, partners, known, known.hasItems ? movedItems(predicted, partners) : null)
  return predicted.map(look)
}

/** What became of the predicted object at a place: the last answer where it is still that. */
function stateAt(
  predicted: readonly Annotation[],
  partners: Partners,
  known: Known,
  moved: ReadonlySet<AnnotationId> | null,
): (object: Annotation, at: number) => ObjectComparison {
  const { last } = known
  const looked = { pairs: 0 }
  return (object, at) => {
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
  }
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

type Differing = { readonly objects: readonly ObjectComparison[]; readonly differ: readonly ObjectComparison[] }
let lastDiffering: Differing | null = null

/** Those that are not confirmed, in no order. After an edit of what was asked before, only the edited ones are looked at. */
export const differing = (objects: readonly ObjectComparison[]): readonly ObjectComparison[] => {
  const last = lastDiffering
  if (last?.objects === objects) return last.differ
  const isDiffering = ({ state }: ObjectComparison): boolean => state !== 'confirmed'
  const splice = last && spliceOf(last.objects, objects)
  const differ =
    last && splice
      ? [...last.differ.filter((object) => !splice.gone.includes(object)), ...splice.come.filter(isDiffering)]
      : objects.filter(isDiffering)
  lastDiffering = { objects, differ }
  return differ
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
