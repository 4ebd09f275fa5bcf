import type { Annotation } from '../model/annotation.ts'
import type { AnnotationId } from '../model/ids.ts'
import { carriesAttributes } from './carrier.ts'
import { type Pair, pairByPlace } from './pairing.ts'
import { type Splice, spliceOf } from './splice.ts'

/** By the places of the predicted objects: the corrected one of each. */
export type Partners = readonly (Annotation | undefined)[]

/** Which corrected object is which predicted one. */
export type Grouping = {
  readonly corrected: readonly Annotation[]
  /** Those that say of themselves which one they began as. */
  readonly origins: Partners
  /** The same with those that were paired by place. */
  readonly partners: Partners
  /** Predicted ones that no corrected one names, and corrected ones that name none; each in the order of its list. */
  readonly free: readonly Annotation[]
  readonly loose: readonly Annotation[]
  readonly found: readonly Pair[]
  /** Loose ones that found no partner. */
  readonly missing: readonly Annotation[]
}

type Lists = { readonly predicted: readonly Annotation[]; readonly corrected: readonly Annotation[] }
type PlaceOf = ReadonlyMap<AnnotationId, number>
type Unpaired = Pick<Grouping, 'corrected' | 'origins' | 'free' | 'loose'>

export function groupAnew(lists: Lists, placeOf: PlaceOf, last: Grouping | null): Grouping {
  const { origins, loose } = byOrigin(lists, placeOf)
  const free = lists.predicted.filter((_, at) => origins[at] === undefined)
  return pairRest({ corrected: lists.corrected, origins, free, loose }, placeOf, last)
}

/** The first corrected object that names a predicted one is that one; a further copy is an object of its own. */
function byOrigin({ predicted, corrected }: Lists, placeOf: PlaceOf): Pick<Grouping, 'origins' | 'loose'> {
  const origins = new Array<Annotation | undefined>(predicted.length).fill(undefined)
  const loose: Annotation[] = []
  // Both lists mostly have one order, so the next place is tried before it is looked up.
  let next = 0
  for (const object of corrected) {
    const origin = object.fromObjectId
    const at = origin === undefined ? undefined : predicted[next]?.id === origin ? next : placeOf.get(origin)
    if (at === undefined || origins[at] !== undefined) {
      if (!carriesAttributes(object)) loose.push(object)
    } else {
      origins[at] = object
      next = at + 1
    }
  }
  return { origins, loose }
}

/**
 * The same from the last grouping, after an edit in one place of the list; null where more changed, or where several
 * claim one predicted object, so that their order in the whole list decides. `touched`: places whose partner may be new.
 */
export function groupAgain(
  lists: Lists,
  placeOf: PlaceOf,
  last: Grouping,
): (Grouping & { readonly touched: ReadonlySet<number> }) | null {
  const splice = placeOf.size === lists.predicted.length ? spliceOf(last.corrected, lists.corrected) : null
  const claims = splice && claim(splice, placeOf, last)
  if (!splice || !claims) return null
  const { origins, touched, left, joined } = claims
  const stay = left.size === 0 ? last.loose : last.loose.filter((object) => !left.has(object))
  const before = joined.length === 0 ? 0 : countBefore(stay, lists.corrected, splice.at)
  const loose = joined.length === 0 ? stay : stay.toSpliced(before, 0, ...joined)
  const free = freeAfter(lists.predicted, last, origins, touched)
  return { ...pairRest({ corrected: lists.corrected, origins, free, loose }, placeOf, last), touched }
}

type Claims = Pick<Grouping, 'origins'> & {
  readonly touched: ReadonlySet<number>
  /** Those that were loose and are gone, and those that are now. */
  readonly left: ReadonlySet<Annotation>
  readonly joined: readonly Annotation[]
}

function claim({ gone, come }: Splice<Annotation>, placeOf: PlaceOf, last: Grouping): Claims | null {
  const origins = last.origins.slice()
  const [touched, left, joined] = [new Set<number>(), new Set<Annotation>(), [] as Annotation[]]
  const placeIn = ({ fromObjectId }: Annotation): number => (fromObjectId && placeOf.get(fromObjectId)) ?? -1
  for (const object of gone) {
    const at = placeIn(object)
    if (origins[at] !== object) left.add(object)
    else if (last.loose.some((copy) => copy.fromObjectId === object.fromObjectId)) return null
    else {
      origins[at] = undefined
      touched.add(at)
    }
  }
  for (const object of come) {
    const at = placeIn(object)
    if (at < 0 && !carriesAttributes(object)) joined.push(object)
    if (at < 0) continue
    if (origins[at] !== undefined) return null
    origins[at] = object
    touched.add(at)
  }
  return { origins, touched, left, joined }
}

/** How many of some entries of a list, in its order, stand before a place in it. */
function countBefore(some: readonly Annotation[], list: readonly Annotation[], place: number): number {
  let [low, high] = [0, some.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const object = some[middle]
    if (object && list.indexOf(object) < place) low = middle + 1
    else high = middle
  }
  return low
}

function freeAfter(
  predicted: readonly Annotation[],
  last: Grouping,
  origins: Partners,
  touched: ReadonlySet<number>,
): readonly Annotation[] {
  const changed = [...touched].filter((at) => (origins[at] === undefined) !== (last.origins[at] === undefined))
  if (changed.length === 0) return last.free
  const taken = new Set(changed.map((at) => predicted[at]))
  const free = last.free.filter((object) => !taken.has(object))
  for (const at of changed) {
    const object = predicted[at]
    if (object && origins[at] === undefined) free.splice(countBefore(free, predicted, at), 0, object)
  }
  return free
}

const sameList = (a: readonly Annotation[], b: readonly Annotation[]): boolean =>
  a.length === b.length && a.every((object, at) => object === b[at])

/** Pairs by place what does not know each other; as the last time where both lists are as they were. */
function pairRest(unpaired: Unpaired, placeOf: PlaceOf, last: Grouping | null): Grouping {
  const { origins, free, loose } = unpaired
  const again = last !== null && sameList(last.free, free) && sameList(last.loose, loose)
  const found = again ? last.found : pairByPlace(free, loose)
  if (found.length === 0) return { ...unpaired, partners: origins, found, missing: loose }
  const partners = origins.slice()
  for (const pair of found) {
    const at = placeOf.get(pair.predicted.id)
    if (at !== undefined) partners[at] = pair.corrected
  }
  const taken = new Set(found.map((pair) => pair.corrected))
  return { ...unpaired, partners, found, missing: loose.filter((object) => !taken.has(object)) }
}
