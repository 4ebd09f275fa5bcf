import { type Layered, layered, spliceOf } from '../../shared/domain/splice.ts'
import { snapToGrapheme } from '../../shared/domain/tools/text-caret.ts'
import type { AnnotationId } from '../../shared/model/ids.ts'

/** A span to paint: one or several half-open UTF-16 ranges in text order. */
export type TextMark = {
  readonly id: AnnotationId
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
  /** How much room its chip takes in its lane, in characters of the text. */
  readonly chipWidth: number
}

/** A paragraph, or a piece of a very long one. Offsets are UTF-16; the line break behind it belongs to no block. */
export type Block = { readonly start: number; readonly end: number }

/** What one lane shows over a segment: a mark, the gap between two ranges of a mark, or marks beyond the last lane. */
export type Cell = { readonly id: AnnotationId; readonly gap: boolean } | 'more' | null

/** A stretch of a block whose set of marks does not change. */
export type Segment = {
  readonly start: number
  readonly end: number
  /** By lane, nearest to the words first. */
  readonly lanes: readonly Cell[]
  /** Marks whose first range begins here, with their lane. */
  readonly chips: readonly { readonly id: AnnotationId; readonly lane: number }[]
}

export type BlockLayout = {
  readonly segments: readonly Segment[]
  readonly laneCount: number
  /** Marks that found no lane. */
  readonly hidden: readonly AnnotationId[]
}

/** Longer paragraphs are shown in pieces, so that one line of a million characters costs no more than many short ones. */
const LONGEST_BLOCK = 2000
/** Beyond these, marks that lie on each other are counted instead of drawn. */
export const MOST_LANES = 5
export const MOST_LANES_OPENED = 60

/** Where the text is cut into blocks: at CRLF, LF and CR, and within very long paragraphs at a blank. */
export const blocksOf = (text: string): readonly Block[] => {
  const blocks: Block[] = []
  const add = (from: number, to: number): void => {
    let start = from
    while (to - start > LONGEST_BLOCK) {
      const cut = cutBefore(text, start + LONGEST_BLOCK, start + LONGEST_BLOCK / 2)
      blocks.push({ start, end: cut })
      start = cut
    }
    blocks.push({ start, end: to })
  }
  let start = 0
  for (const found of text.matchAll(/\r\n|\n|\r/g)) {
    add(start, found.index)
    start = found.index + found[0].length
  }
  add(start, text.length)
  return blocks
}

/** The last place behind a blank in a stretch; without one, the last grapheme's edge. */
const cutBefore = (text: string, to: number, from: number): number => {
  for (let at = to; at > from; at--) if (text.charCodeAt(at - 1) === 32) return at
  return Math.max(from, snapToGrapheme(text, to, 'back'))
}

/** Index of the block that holds an offset; a break counts to the block before it. */
export const blockAt = (blocks: readonly { readonly start: number }[], offset: number): number => {
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((blocks[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const startOf = (mark: TextMark): number => mark.ranges[0]?.start ?? 0
const endOf = (mark: TextMark): number => mark.ranges.at(-1)?.end ?? 0

export type MarkIndex<M extends TextMark> = {
  readonly byId: Layered<AnnotationId, M>
  /** By beginning, the longer first. */
  readonly sorted: readonly M[]
  /** Of the sorted marks: where each begins, and the furthest end of all up to it. */
  readonly starts: Float64Array
  readonly reach: Float64Array
  /** Marks whose first to last character touches the stretch, those that begin earlier first. */
  within(start: number, end: number): readonly M[]
}

const LONGEST_TOLD_APART = 4095

/** By beginning, the longer first (of those up to 4,095 units): as numbers, since ten thousand are sorted at once. */
const inOrder = <M extends TextMark>(marks: readonly M[]): readonly M[] => {
  const count = Math.max(1, marks.length)
  const keys = Float64Array.from(marks, (mark, i) => {
    const length = Math.min(LONGEST_TOLD_APART, endOf(mark) - startOf(mark))
    return (startOf(mark) * (LONGEST_TOLD_APART + 1) + LONGEST_TOLD_APART - length) * count + i
  }).sort()
  return Array.from(keys, (key) => marks[key % count]).filter((mark) => mark !== undefined)
}

const indexOf = <M extends TextMark>(parts: Omit<MarkIndex<M>, 'within'>): MarkIndex<M> => {
  const { sorted, starts, reach } = parts
  return {
    ...parts,
    within: (start, end) => {
      const found: M[] = []
      // A walk backwards stops where nothing before can reach.
      for (let i = firstFrom(starts, end) - 1; i >= 0 && (reach[i] ?? 0) > start; i--) {
        const mark = sorted[i]
        if (mark && endOf(mark) > start) found.push(mark)
      }
      return found.reverse()
    },
  }
}

/** Index of the first mark that begins at an offset or behind it. */
const firstFrom = (starts: Float64Array, offset: number): number => {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

export const indexMarks = <M extends TextMark>(marks: readonly M[]): MarkIndex<M> => {
  const sorted = inOrder(marks)
  const starts = Float64Array.from(sorted, startOf)
  const reach = new Float64Array(sorted.length)
  let furthest = 0
  for (const [i, mark] of sorted.entries()) {
    furthest = Math.max(furthest, endOf(mark))
    reach[i] = furthest
  }
  return indexOf({ byId: layered(marks.map((mark) => [mark.id, mark])), sorted, starts, reach })
}

/**
 * The index after an edit, from the one before it and both lists. An edit among ten thousand marks touches one or two of
 * them, so that all that is known of the others is taken over.
 */
export const reindexMarks = <M extends TextMark>(
  index: MarkIndex<M>,
  before: readonly M[],
  after: readonly M[],
): MarkIndex<M> => {
  const splice = spliceOf(before, after)
  if (!splice) return indexMarks(after)
  const { gone, come } = splice
  const without = gone.reduce((now, mark) => spliced(now, now.sorted.indexOf(mark), null), index)
  const all = come.reduce((now, mark) => spliced(now, placeFor(now, mark), mark), without)
  const ids = gone.map(({ id }) => id)
  return indexOf({
    ...all,
    byId: index.byId.changed(
      ids,
      come.map((mark) => [mark.id, mark] as const),
    ),
  })
}

/** Where a mark is to stand: behind those that begin there and are as long or longer. */
const placeFor = <M extends TextMark>({ sorted, starts }: MarkIndex<M>, mark: M): number => {
  let at = firstFrom(starts, startOf(mark))
  for (let other = sorted[at]; other && isBefore(other, mark); other = sorted[at]) at++
  return at
}

const isBefore = (a: TextMark, b: TextMark): boolean => startOf(a) === startOf(b) && endOf(a) >= endOf(b)

/** With a mark put in at a place, or, for null, without the one that stands there. */
const spliced = <M extends TextMark>(index: MarkIndex<M>, at: number, mark: M | null): MarkIndex<M> => {
  if (at < 0) return index
  const sorted = mark ? index.sorted.toSpliced(at, 0, mark) : index.sorted.toSpliced(at, 1)
  const behind = mark ? at : at + 1
  const [starts, reach] = [new Float64Array(sorted.length), new Float64Array(sorted.length)]
  const next = mark ? at + 1 : at
  starts.set(index.starts.subarray(0, at))
  starts.set(index.starts.subarray(behind), next)
  if (mark) starts[at] = startOf(mark)
  reach.set(index.reach.subarray(0, at))
  reach.set(index.reach.subarray(behind), next)
  let furthest = at > 0 ? (reach[at - 1] ?? 0) : 0
  for (let i = at; i < sorted.length; i++) {
    const here = sorted[i]
    furthest = Math.max(furthest, here ? endOf(here) : 0)
    // From where nothing reaches further or less far than before, all is as it was.
    if (i >= next && reach[i] === furthest) break
    reach[i] = furthest
  }
  return { ...index, sorted, starts, reach }
}

/** A mark within one block: from its first to its last character here. */
type Piece = {
  readonly id: AnnotationId
  readonly ranges: TextMark['ranges']
  readonly from: number
  readonly to: number
  readonly chip: boolean
  readonly chipWidth: number
}

const pieceIn = ({ start, end }: Block, mark: TextMark): Piece | null => {
  const clipped = mark.ranges.flatMap((range) => {
    const [from, to] = [Math.max(range.start, start), Math.min(range.end, end)]
    return from < to ? [{ start: from, end: to }] : []
  })
  const [first, last] = [clipped[0], clipped.at(-1)]
  // A mark that holds nothing but this block's line break still has a place: nowhere to draw it, so it is left out.
  if (!first || !last) return null
  const { id, chipWidth } = mark
  const begins = startOf(mark) >= start
  return {
    id,
    ranges: clipped,
    // A span that goes on in another block reaches to the edge, so that its connector leads there.
    from: begins ? first.start : start,
    to: endOf(mark) > end ? end : last.end,
    chip: begins,
    chipWidth,
  }
}

/**
 * The lane of each piece, lowest free first, those that begin earlier first: a mark never changes its lane because of one
 * further on. A lane is taken for as long as the mark or its chip reaches, whichever is longer.
 */
export const assignLanes = (
  pieces: readonly Pick<Piece, 'id' | 'from' | 'to' | 'chip' | 'chipWidth'>[],
  most: number,
): ReadonlyMap<AnnotationId, number> => {
  const lanes = new Map<AnnotationId, number>()
  const taken: number[] = []
  for (const piece of pieces) {
    const free = taken.findIndex((until) => until <= piece.from)
    const lane = free < 0 ? taken.length : free
    if (lane >= most) continue
    lanes.set(piece.id, lane)
    taken[lane] = Math.max(piece.to, piece.chip ? piece.from + piece.chipWidth : 0)
  }
  return lanes
}

/** Stretches that any of these covers, in order. */
const union = (pieces: readonly Piece[]): readonly { readonly from: number; readonly to: number }[] => {
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** Lays the marks that touch a block over it, at most `most` in lanes; the rest is counted. */
export const layOutBlock = (block: Block, marks: readonly TextMark[], most: number): BlockLayout => {
  const pieces = marks.flatMap((mark) => pieceIn(block, mark) ?? [])
  const lanes = assignLanes(pieces, most)
  const shown = pieces.filter((piece) => lanes.has(piece.id))
  const crowd = union(pieces.filter((piece) => !lanes.has(piece.id)))
  const cuts = [
    ...new Set([
      block.start,
      block.end,
      ...shown.flatMap(({ from, to, ranges }) => [from, to, ...ranges.flatMap(({ start, end }) => [start, end])]),
      ...crowd.flatMap(({ from, to }) => [from, to]),
    ]),
  ].sort((a, b) => a - b)
  const place = new Map(cuts.map((cut, i) => [cut, i]))
  const cells: Cell[][] = cuts.map(() => [])
  const chips: { id: AnnotationId; lane: number }[][] = cuts.map(() => [])
  const fill = (from: number, to: number, lane: number, cell: Cell): void => {
    for (let i = place.get(from) ?? 0; i < (place.get(to) ?? 0); i++) {
      const here = cells[i] ?? []
      while (here.length < lane) here.push(null)
      here[lane] = cell
    }
  }
  for (const piece of shown) {
    const lane = lanes.get(piece.id) ?? 0
    fill(piece.from, piece.to, lane, { id: piece.id, gap: true })
    for (const { start, end } of piece.ranges) fill(start, end, lane, { id: piece.id, gap: false })
    if (piece.chip) chips[place.get(piece.from) ?? 0]?.push({ id: piece.id, lane })
  }
  for (const { from, to } of crowd) fill(from, to, most, 'more')
  const segments = cuts.slice(0, -1).map((start, i): Segment => {
    return { start, end: cuts[i + 1] ?? start, lanes: cells[i] ?? [], chips: chips[i] ?? [] }
  })
  return {
    segments,
    laneCount: Math.max(0, ...segments.map((segment) => segment.lanes.length)),
    hidden: pieces.filter((piece) => !lanes.has(piece.id)).map((piece) => piece.id),
  }
}

/** Characters that would otherwise change how text reads without being seen, and what is shown for each. */
const GLYPHS: Readonly<Record<string, string>> = {
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u061c': 'ALM',
  '\u200b': 'ZWSP',
  '\u200c': 'ZWNJ',
  '\u200d': 'ZWJ',
  '\u2060': 'WJ',
  '\ufeff': 'BOM',
  '\u00ad': 'SHY',
  '\u00a0': '⍽',
  '\u2028': 'LS',
  '\u2029': 'PS',
  '\t': '→',
  ' ': '·',
}

export const glyphOf = (character: string): string => {
  const known = GLYPHS[character]
  if (known !== undefined) return known
  const code = character.charCodeAt(0)
  // Unicode's own pictures of the control characters.
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  return code.toString(16).toUpperCase().padStart(4, '0')
}

/** Overrides and embeddings can make a text read as something it is not: always shown, and kept from acting. */
const ALWAYS = /[\u202a-\u202e\u2066-\u2069]/u
const ON_DEMAND =
  /[\0-\x20\x7f-\xa0\xad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<!\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})\u200d/u

/** A stretch of words, or one character that is shown by a glyph. */
export type Leaf = { readonly start: number; readonly text: string; readonly glyph: string | null }

export const leavesOf = (text: string, start: number, end: number, showAll: boolean): readonly Leaf[] => {
  const slice = text.slice(start, end)
  const special = showAll ? ON_DEMAND : ALWAYS
  if (!special.test(slice)) return [{ start, text: slice, glyph: null }]
  const leaves: Leaf[] = []
  let from = 0
  for (const found of slice.matchAll(new RegExp(special, 'gu'))) {
    if (found.index > from) leaves.push({ start: start + from, text: slice.slice(from, found.index), glyph: null })
    leaves.push({ start: start + found.index, text: found[0], glyph: glyphOf(found[0]) })
    from = found.index + found[0].length
  }
  if (from < slice.length) leaves.push({ start: start + from, text: slice.slice(from), glyph: null })
  return leaves
}
