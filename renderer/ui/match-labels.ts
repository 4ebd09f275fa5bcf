import Fuse from 'fuse.js'
import type { LabelNode } from '../../shared/domain/taxonomy/label-tree.ts'

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

const words = (text: string): readonly string[] =>
  fold(text)
    .split(/[\s_/.,:-]+/)
    .filter((word) => word !== '')

/**
 * 0 where the name is what is typed, 1 where it begins so, 2 where every typed word begins one of its own, 3 where they are
 * anywhere in it or its path.
 */
const rank = ({ label, above }: LabelNode, typed: string, wanted: readonly string[]): number | null => {
  const name = fold(label.name)
  if (name === typed) return 0
  if (name.startsWith(typed)) return 1
  const own = words(label.name)
  if (wanted.every((word) => own.some((one) => one.startsWith(word)))) return 2
  const path = `${above.map((one) => fold(one.name)).join(' ')} ${name}`
  return wanted.every((word) => path.includes(word)) ? 3 : null
}

const finders = new WeakMap<readonly LabelNode[], Fuse<LabelNode>>()
const finderOf = (nodes: readonly LabelNode[]): Fuse<LabelNode> => {
  const known = finders.get(nodes)
  if (known) return known
  const made = new Fuse(nodes, {
    keys: ['label.name'],
    threshold: 0.34,
    ignoreDiacritics: true,
    ignoreLocation: true,
    minMatchCharLength: 2,
  })
  finders.set(nodes, made)
  return made
}

/** Labels by what is typed: names that begin with it, then those that hold its words, then those that are spelt nearly so. */
export const matchLabels = (nodes: readonly LabelNode[], typed: string): readonly LabelNode[] => {
  const wanted = words(typed)
  if (wanted.length === 0) return nodes
  const folded = fold(typed).trim()
  const held = nodes.flatMap((node) => {
    const place = rank(node, folded, wanted)
    return place === null ? [] : [{ node, place }]
  })
  const exact = held.toSorted((a, b) => a.place - b.place).map(({ node }) => node)
  const nearly = finderOf(nodes)
    .search(typed.trim())
    .map(({ item }) => item)
  return [...new Set([...exact, ...nearly])]
}
