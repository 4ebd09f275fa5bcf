import type { OffsetUnit } from '../../model/format.ts'
import type { TextRange } from '../../model/shape.ts'
import { createOffsets, cutsPair, textRange } from '../text-offsets.ts'

/** Offsets of one text, counted in a file's unit. */
export type UnitOffsets = {
  readonly text: string
  readonly unit: OffsetUnit
  /** The UTF-16 offset; null beyond the end, or inside one character of the unit. */
  toUtf16(offset: number): number | null
  /** A range in the unit; where an end of it lies inside a character of the unit, the whole character is in it. */
  fromUtf16(start: number, end: number): readonly [number, number]
}

let last: { readonly text: string; readonly starts: readonly number[] } | null = null

/** Where the graphemes of a text begin, in UTF-16 units, and its end. The last text's are kept: its spans ask one by one. */
const graphemeStarts = (text: string): readonly number[] => {
  if (last?.text === text) return last.starts
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  const starts: number[] = []
  for (const { index } of segmenter.segment(text)) starts.push(index)
  starts.push(text.length)
  last = { text, starts }
  return starts
}

/** Index of the last entry at or below `value`. */
const lastAtMost = (ascending: readonly number[], value: number): number => {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((ascending[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}

const graphemeOffsets = (text: string): UnitOffsets => {
  const starts = graphemeStarts(text)
  return {
    text,
    unit: 'grapheme',
    toUtf16: (offset) => starts[offset] ?? null,
    fromUtf16: (start, end) => {
      const [from, to] = [lastAtMost(starts, start), lastAtMost(starts, end)]
      return [from, starts[to] === end ? to : to + 1]
    },
  }
}

/** The offsets of a text in this unit. Graphemes are those of Unicode as the platform knows it (UAX #29, extended). */
export const createUnitOffsets = (text: string, unit: OffsetUnit): UnitOffsets => {
  if (unit === 'grapheme') return graphemeOffsets(text)
  const offsets = createOffsets(text)
  switch (unit) {
    case 'codepoint':
      return {
        text,
        unit,
        toUtf16: offsets.toUtf16,
        fromUtf16: (start, end) => [offsets.toCodePoint(start), offsets.toCodePoint(end)],
      }
    case 'utf8':
      return {
        text,
        unit,
        toUtf16: offsets.utf8ToUtf16,
        fromUtf16: (start, end) => [offsets.toUtf8(start), offsets.toUtf8(end)],
      }
    case 'utf16':
      return {
        text,
        unit,
        toUtf16: (offset) => (offset >= 0 && offset <= text.length && !cutsPair(text, offset) ? offset : null),
        fromUtf16: (start, end) => [start, end],
      }
  }
}

/** The range as a reader of the unit finds it again: the same, or widened to whole characters of the unit. */
export const asWritten = ({ startUtf16, endUtf16 }: TextRange, offsets: UnitOffsets): TextRange => {
  const [start, end] = offsets.fromUtf16(startUtf16, endUtf16)
  return textRange(offsets.text, offsets.toUtf16(start) ?? startUtf16, offsets.toUtf16(end) ?? endUtf16)
}

/** What is said where a range becomes wider. */
export const WIDENED = 'ends of spans inside a grapheme (widened to whole graphemes)'
