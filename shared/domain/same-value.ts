import type { Annotation } from '../model/annotation.ts'
import type { Json } from '../model/json.ts'
import type { Shape } from '../model/shape.ts'
import type { FieldDefinition } from '../model/taxonomy.ts'
import { normaliseValue } from './fields/normalise.ts'
import { sameJson } from './same-json.ts'

/** From this relevance on, an item that was listed without one was rightly listed. */
const RELEVANT = 0.5

/**
 * Whether two attributes' values say the same. Not there, null, an empty text and an empty list all say nothing; a list
 * says the same in any order; `false` and 0 are answers.
 */
export function sameAttribute(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b || (saysNothing(a) && saysNothing(b))) return true
  if (!Array.isArray(a) || !Array.isArray(b)) return sameJson(a, b)
  return a.length === b.length && a.every((item) => b.some((other) => sameJson(item, other)))
}

export const saysNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

type Said = Pick<Annotation, 'attributes' | 'marks'>

/** What a prediction speaks of anywhere: the names of its attributes, and whether it marks objects. */
export type Spoken = { readonly attributes: ReadonlySet<string>; readonly marks: boolean }

export const spokenOf = (objects: readonly Said[]): Spoken => ({
  attributes: new Set(objects.flatMap((object) => Object.keys(object.attributes))),
  marks: objects.some((object) => object.marks !== undefined),
})

/**
 * Whether a correction says the same as the prediction beside label and place: attributes, and the marks (occluded,
 * truncated, difficult), which are facts about the thing that training reads. An attribute that the prediction gives
 * nowhere is not the model's to give, so that adding it does not make the prediction wrong; the same holds for marks.
 * What only serves the work at the desk never counts: group, order of painting, and evidence, which says why a value
 * was given and not what it is.
 */
export function sameSaid(predicted: Said, corrected: Said, spoken: Spoken): boolean {
  const marked = !spoken.marks || sameMarks(predicted.marks ?? [], corrected.marks ?? [])
  return marked && sameAttributes(predicted.attributes, corrected.attributes, spoken)
}

function sameAttributes(a: Said['attributes'], b: Said['attributes'], spoken: Spoken): boolean {
  if (a === b) return true
  for (const name in a) if (Object.hasOwn(a, name) && !sameAttribute(a[name], own(b, name))) return false
  for (const name in b)
    if (spoken.attributes.has(name) && !Object.hasOwn(a, name) && !saysNothing(own(b, name))) return false
  return true
}

/** Whether nothing at all was changed of what two objects say, the model's to say or not. */
export const isUntouched = (predicted: Said, corrected: Said): boolean =>
  sameMarks(predicted.marks ?? [], corrected.marks ?? []) &&
  sameAttributes(predicted.attributes, corrected.attributes, spokenOf([predicted, corrected]))

const own = (attributes: Said['attributes'], name: string): Json | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined

const sameMarks = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((mark) => b.includes(mark)))

/**
 * Whether two shapes carry the same beside their place: a field's value, an item's relevance. Where the model listed an
 * item without a relevance, it said that the item belongs there: half relevant or more agrees. An item's rank is not
 * looked at: order is a matter of all items (`misplacedItems`). `field`: what the schema says of the field.
 */
export function sameValue(predicted: Shape, corrected: Shape, field?: FieldKind): boolean {
  if (predicted.kind === 'field' && corrected.kind === 'field')
    return sameFieldValue(predicted.value, corrected.value, field)
  if (predicted.kind === 'item' && corrected.kind === 'item') {
    if (corrected.relevance === undefined || predicted.relevance === corrected.relevance) return true
    return predicted.relevance === undefined && corrected.relevance >= RELEVANT
  }
  return true
}

type FieldKind = Pick<FieldDefinition, 'kind' | 'values'>

/**
 * Whether two values are the same text (letters composed, white space folded), or are read as the same number, day or
 * choice: 1,234.50 is 1234.5. What could mean two things equals only its own spelling; a currency told on both sides must
 * be one.
 */
function sameFieldValue(predicted: string | null, corrected: string | null, field?: FieldKind): boolean {
  const [a, b] = [plainValue(predicted), plainValue(corrected)]
  if (a === b) return true
  if (a === null || b === null || field === undefined) return false
  const [read, other] = [a, b].map((value) => normaliseValue(field.kind, value, field.values))
  if (read?.state !== 'read' || other?.state !== 'read' || read.value !== other.value) return false
  return field.kind !== 'amount' || sameCurrency(a, b)
}

const currencyOf = (amount: string): string => (amount.match(/[\p{Sc}\p{L}]/gu) ?? []).join('').toLowerCase()

const sameCurrency = (a: string, b: string): boolean => {
  const [one, other] = [currencyOf(a), currencyOf(b)]
  return one === '' || other === '' || one === other
}

const plainValue = (value: string | null): string | null =>
  (value ?? '').normalize('NFC').replaceAll(/\s+/g, ' ').trim() || null

export type ItemPair = { readonly predictedId: Annotation['id']; readonly was: number; readonly is: number }

/**
 * The items of a ranked list that someone moved: all that are not part of the longest run that kept its order (longest
 * increasing subsequence; Fredman 1975), so that one item dragged to the top is one moved item, not a list of them.
 */
export function misplacedItems(pairs: readonly ItemPair[]): ReadonlySet<Annotation['id']> {
  const before = pairs.toSorted((a, b) => a.was - b.was || a.is - b.is)
  // tails[n]: where the run of n + 1 items with the lowest last rank ends.
  const tails: number[] = []
  const earlier: number[] = []
  before.forEach(({ is }, at) => {
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((before[tails[middle] ?? 0]?.is ?? 0) <= is) low = middle + 1
      else high = middle
    }
    earlier[at] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = at
  })
  const kept = new Set<number>()
  for (let at = tails.at(-1) ?? -1; at >= 0; at = earlier[at] ?? -1) kept.add(at)
  return new Set(before.filter((_, at) => !kept.has(at)).map(({ predictedId }) => predictedId))
}
