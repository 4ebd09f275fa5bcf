import type { LabelId } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'

/** A label that a name may mean; `similarity` is 0..1, 1 where they differ in nothing that counts. */
export type SimilarLabel = { readonly labelId: LabelId; readonly name: string; readonly similarity: number }

/** Below this two names have nothing to do with each other. */
const LEAST = 0.5

/** An English plural's ending; "glass" and "status" stay. */
const singular = (word: string): string => {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:s|x|z|ch|sh)es$/.test(word) && word.length > 4) return word.slice(0, -2)
  return word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word
}

/** The words of a name: without accents, case, plural and what separates them ("CartItems", "cart_items", "Cart item"). */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(singular)

const trigrams = (text: string): ReadonlyMap<string, number> => {
  const padded = `  ${text} `
  const counts = new Map<string, number>()
  for (let at = 0; at + 3 <= padded.length; at += 1) {
    const gram = padded.slice(at, at + 3)
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

/** Twice what two bags share, by what both hold (Dice 1945). */
const dice = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number => {
  let [shared, all] = [0, 0]
  for (const [key, count] of a) {
    shared += Math.min(count, b.get(key) ?? 0)
    all += count
  }
  for (const count of b.values()) all += count
  return all === 0 ? 0 : (2 * shared) / all
}

const bag = (words: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/**
 * How alike two names are, 0..1: the larger of Dice's coefficient over their words, in any order, and over the trigrams of
 * the words joined, which forgives spelling.
 */
export const nameSimilarity = (a: string, b: string): number => {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  if (left.length === 0 || right.length === 0) return a === b ? 1 : 0
  return Math.max(dice(bag(left), bag(right)), dice(trigrams(left.join(' ')), trigrams(right.join(' '))))
}

/** The labels in use that a foreign name most likely means, the likeliest first. A suggestion, never applied by itself. */
export const similarLabels = (name: string, labels: readonly Label[], most = 3): readonly SimilarLabel[] =>
  labels
    .filter(({ deprecated }) => !deprecated)
    .map((label) => ({ labelId: label.id, name: label.name, similarity: nameSimilarity(name, label.name) }))
    .filter(({ similarity, name: other }) => similarity >= LEAST && other !== name)
    .sort((a, b) => b.similarity - a.similarity || (a.name < b.name ? -1 : 1))
    .slice(0, most)
