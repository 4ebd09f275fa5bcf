import type { AnnotationId } from '../../shared/model/ids.ts'

/** A span to paint: one or several half-open UTF-16 ranges in text order. */
export type TextMark = {
  readonly id: AnnotationId
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
}

/** A stretch of a paragraph whose set of marks does not change. Offsets are UTF-16, absolute in the text. */
export type Segment = {
  readonly start: number
  readonly end: number
  /** Marks over this stretch, by lane; `null` is an empty lane below a higher one. */
  readonly lanes: readonly (AnnotationId | null)[]
  /** Marks whose last range ends here, inner first: their chips follow this stretch. */
  readonly endings: readonly AnnotationId[]
}

export type Paragraph = {
  readonly start: number
  /** Where the line break, if any, begins. */
  readonly end: number
  readonly segments: readonly Segment[]
  readonly laneCount: number
}

type Piece = { readonly id: AnnotationId; readonly start: number; readonly end: number; readonly last: boolean }

/** Where paragraphs begin and end: split at CRLF, LF and CR, which belong to no paragraph. */
export const paragraphRanges = (text: string): readonly { readonly start: number; readonly end: number }[] => {
  const ranges: { start: number; end: number }[] = []
  let start = 0
  for (const found of text.matchAll(/\r\n|\n|\r/g)) {
    ranges.push({ start, end: found.index })
    start = found.index + found[0].length
  }
  ranges.push({ start, end: text.length })
  return ranges
}

/**
 * The lane of each mark: the longest first and lowest free lane, so that nested marks lie inside the ones around them and
 * no two marks that share a character share a lane.
 */
export const assignLanes = (pieces: readonly Piece[]): ReadonlyMap<AnnotationId, number> => {
  const lanes = new Map<AnnotationId, number>()
  const taken: { end: number; start: number }[][] = []
  const order = [...pieces].sort((a, b) => a.start - b.start || b.end - a.end)
  for (const piece of order) {
    let lane =
      lanes.get(piece.id) ?? taken.findIndex((held) => held.every((h) => h.end <= piece.start || h.start >= piece.end))
    if (lane < 0) lane = taken.length
    lanes.set(piece.id, lane)
    const held = taken[lane] ?? []
    held.push({ start: piece.start, end: piece.end })
    taken[lane] = held
  }
  return lanes
}

const segmentsOf = (start: number, end: number, pieces: readonly Piece[]): readonly Segment[] => {
  const lanes = assignLanes(pieces)
  const cuts = [...new Set([start, end, ...pieces.flatMap((piece) => [piece.start, piece.end])])].sort((a, b) => a - b)
  const segments: Segment[] = []
  for (const [i, from] of cuts.entries()) {
    const to = cuts[i + 1]
    if (to === undefined) break
    const here = pieces.filter((piece) => piece.start <= from && piece.end >= to)
    const top = Math.max(-1, ...here.map((piece) => lanes.get(piece.id) ?? 0))
    const byLane: (AnnotationId | null)[] = Array.from({ length: top + 1 }, () => null)
    for (const piece of here) byLane[lanes.get(piece.id) ?? 0] = piece.id
    const endings = pieces
      .filter((piece) => piece.last && piece.end === to && piece.start < to)
      .sort((a, b) => b.start - a.start)
      .map((piece) => piece.id)
    segments.push({ start: from, end: to, lanes: byLane, endings })
  }
  return segments
}

/**
 * Lays marks over a text: paragraphs of segments, each painted as one element. A paragraph whose marks did not change
 * keeps its identity when `previous` is passed, so that memoised components do not paint again.
 */
export const layOut = (
  text: string,
  marks: readonly TextMark[],
  previous: readonly Paragraph[] = [],
): readonly Paragraph[] => {
  const ranges = paragraphRanges(text)
  const perParagraph: Piece[][] = ranges.map(() => [])
  for (const mark of marks) {
    for (const [i, range] of mark.ranges.entries()) {
      for (let p = paragraphAt(ranges, range.start); p < ranges.length; p++) {
        const paragraph = ranges[p]
        if (!paragraph || paragraph.start >= range.end) break
        const start = Math.max(range.start, paragraph.start)
        const end = Math.min(range.end, paragraph.end)
        const last = i === mark.ranges.length - 1 && range.end <= (ranges[p + 1]?.start ?? Infinity)
        if (start < end) perParagraph[p]?.push({ id: mark.id, start, end, last })
      }
    }
  }
  return ranges.map(({ start, end }, p): Paragraph => {
    const segments = segmentsOf(start, end, perParagraph[p] ?? [])
    const laneCount = Math.max(0, ...segments.map((segment) => segment.lanes.length))
    const old = previous[p]
    const same = old?.start === start && old.end === end && JSON.stringify(old.segments) === JSON.stringify(segments)
    return same ? old : { start, end, segments, laneCount }
  })
}

/** Index of the paragraph that holds an offset; a break counts to the paragraph before it. */
export const paragraphAt = (ranges: readonly { readonly start: number }[], offset: number): number => {
  let low = 0
  let high = ranges.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((ranges[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
