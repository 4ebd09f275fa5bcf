import { cutsPair } from '../text-offsets.ts'

/** How far a caret goes at once. */
export type CaretUnit = 'character' | 'grapheme' | 'word' | 'paragraph' | 'text'
export type Direction = 'back' | 'forward'

/**
 * A selection in a text, as UTF-16 offsets: where it began and where its moving end is. `turn` is the place of a
 * conversation's turn; without it the text is the case's own.
 */
export type TextSelection = { readonly anchor: number; readonly focus: number; readonly turn?: number }

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const words = new Intl.Segmenter(undefined, { granularity: 'word' })
/** A segmenter reads its whole input: a window keeps one key press cheap in a text of a million characters. */
const WINDOW = 512

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
/** A window's edge must not cut a surrogate pair, and starts at a line break where one is near: no cluster spans one. */
const windowAround = (text: string, at: number): { readonly start: number; readonly slice: string } => {
  let start = Math.max(0, at - WINDOW)
  const line = text.lastIndexOf('\n', at - 1)
  if (line >= start && line < at - 1) start = line + 1
  if (isLow(text.charCodeAt(start))) start -= 1
  let end = Math.min(text.length, at + WINDOW)
  if (isLow(text.charCodeAt(end))) end += 1
  return { start, slice: text.slice(start, end) }
}

/** The nearest grapheme boundary at or beyond an offset in the given direction. */
export const snapToGrapheme = (text: string, offset: number, direction: Direction): number => {
  const at = Math.min(Math.max(offset, 0), text.length)
  const { start, slice } = windowAround(text, at)
  const around = graphemes.segment(slice).containing(at - start)
  if (!around || around.index === at - start) return at
  return start + around.index + (direction === 'forward' ? around.segment.length : 0)
}

/** The nearest code point's edge at or beyond an offset in the given direction. */
export const snapToCharacter = (text: string, offset: number, direction: Direction): number => {
  const at = Math.min(Math.max(offset, 0), text.length)
  return cutsPair(text, at) ? at + (direction === 'forward' ? 1 : -1) : at
}

const stepWord = (text: string, at: number, direction: Direction): number => {
  const { start, slice } = windowAround(text, at)
  const local = at - start
  const ends = [...words.segment(slice)].filter((segment) => segment.isWordLike)
  if (direction === 'forward') {
    const next = ends.find((segment) => segment.index + segment.segment.length > local)
    return next ? start + next.index + next.segment.length : Math.min(text.length, start + slice.length)
  }
  const previous = ends.findLast((segment) => segment.index < local)
  return previous ? start + previous.index : start
}

const stepParagraph = (text: string, at: number, direction: Direction): number => {
  if (direction === 'forward') {
    const end = text.indexOf('\n', at)
    return end < 0 ? text.length : end + 1
  }
  return at <= 1 ? 0 : text.lastIndexOf('\n', at - 2) + 1
}

/** Where the caret stands after one step. By characters a code point's edge, else a grapheme boundary within the text. */
export const moveCaret = (text: string, at: number, unit: CaretUnit, direction: Direction): number => {
  switch (unit) {
    case 'character':
      return snapToCharacter(text, direction === 'forward' ? at + 1 : at - 1, direction)
    case 'grapheme':
      return direction === 'forward'
        ? snapToGrapheme(text, at + 1, 'forward')
        : snapToGrapheme(text, Math.max(0, at - 1), 'back')
    case 'word':
      return snapToGrapheme(text, stepWord(text, at, direction), direction)
    case 'paragraph':
      return snapToGrapheme(text, stepParagraph(text, at, direction), direction)
    case 'text':
      return direction === 'forward' ? text.length : 0
  }
}

const SPACE = /\s/u

/**
 * The range a selection means: in order, without blank space at its ends (a double click takes the blank after the word
 * on some systems), on grapheme boundaries; by `character` only whole code points are asked for. Null when nothing is left.
 */
export const selectedRange = (
  text: string,
  { anchor, focus }: TextSelection,
  by: 'grapheme' | 'character' = 'grapheme',
): { readonly start: number; readonly end: number } | null => {
  const edge = by === 'grapheme' ? snapToGrapheme : snapToCharacter
  let start = edge(text, Math.min(anchor, focus), 'back')
  let end = edge(text, Math.max(anchor, focus), 'forward')
  while (start < end && SPACE.test(text.charAt(start))) start += 1
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1
  return start < end ? { start, end } : null
}
