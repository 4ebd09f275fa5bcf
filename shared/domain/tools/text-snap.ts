import { moveCaret, snapToCharacter, snapToGrapheme, type TextSelection } from './text-caret.ts'

/** Where a pointer's selection ends up: on whole tokens, on graphemes, or on any code point. */
export const SNAPS = ['token', 'grapheme', 'character'] as const
export type Snap = (typeof SNAPS)[number]

/** Tokens as half-open UTF-16 ranges in text order, as the source gave them; without any, words are found. */
export type Tokens = readonly (readonly [start: number, end: number])[]

export type Stretch = { readonly start: number; readonly end: number }

/** A segmenter reads its whole input: sentences are looked for in a window of this many units around the place. */
const WINDOW = 2000
const words = new Intl.Segmenter(undefined, { granularity: 'word' })
const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' })
const SPACE = /\s/u

/** Index of the last token that begins at or before an offset; -1 where none does. */
const tokenBefore = (tokens: Tokens, at: number): number => {
  let low = -1
  let high = tokens.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tokens[middle]?.[0] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

const windowOf = (text: string, at: number): Stretch => {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const lineEnd = text.indexOf('\n', at)
  return {
    start: snapToGrapheme(text, Math.max(lineStart, at - WINDOW), 'back'),
    end: snapToGrapheme(text, Math.min(lineEnd < 0 ? text.length : lineEnd, at + WINDOW), 'forward'),
  }
}

const segmentAt = (segmenter: Intl.Segmenter, text: string, at: number): Stretch => {
  const around = windowOf(text, at)
  const slice = text.slice(around.start, around.end)
  const found = segmenter.segment(slice).containing(Math.min(at - around.start, Math.max(0, slice.length - 1)))
  if (!found) return { start: at, end: at }
  return { start: around.start + found.index, end: around.start + found.index + found.segment.length }
}

/** The token, or else the word or the blank between words, that holds the character behind an offset. */
export const tokenAt = (text: string, at: number, tokens: Tokens = []): Stretch => {
  const token = tokens[tokenBefore(tokens, at)]
  if (token && at < token[1]) return { start: token[0], end: token[1] }
  return segmentAt(words, text, at)
}

/** The sentence that holds an offset, without the blanks behind it. Never longer than its paragraph. */
export const sentenceAt = (text: string, at: number): Stretch => {
  const { start, end } = segmentAt(sentences, text, at)
  let to = end
  while (to > start && SPACE.test(text.charAt(to - 1))) to -= 1
  return { start, end: to }
}

/**
 * A pointer's selection on the edges it means. By token both ends grow to whole tokens; an end that lies exactly on an
 * edge, or on a blank, stays. A selection of nothing stays one.
 */
export const snapSelection = (text: string, selection: TextSelection, snap: Snap, tokens?: Tokens): TextSelection => {
  const { anchor, focus } = selection
  if (anchor === focus) return selection
  const edge = (at: number, direction: 'back' | 'forward'): number => {
    if (snap === 'character') return snapToCharacter(text, at, direction)
    if (snap === 'grapheme') return snapToGrapheme(text, at, direction)
    const inside = direction === 'back' ? at : at - 1
    if (inside < 0 || inside >= text.length || SPACE.test(text.charAt(inside))) return at
    const token = tokenAt(text, inside, tokens)
    return direction === 'back' ? token.start : token.end
  }
  const [start, end] = [edge(Math.min(anchor, focus), 'back'), edge(Math.max(anchor, focus), 'forward')]
  return { ...selection, ...(anchor < focus ? { anchor: start, focus: end } : { anchor: end, focus: start }) }
}

/** One token further: forward to the next token's end (or start), back to the one before. */
export const stepToken = (
  text: string,
  at: number,
  edge: 'start' | 'end',
  direction: 'back' | 'forward',
  tokens: Tokens = [],
): number => {
  const side = edge === 'start' ? 0 : 1
  if (tokens.length > 0) {
    const places = tokens.map((token) => token[side])
    const next = direction === 'forward' ? places.find((place) => place > at) : places.findLast((place) => place < at)
    return next ?? at
  }
  const stepped = moveCaret(text, at, 'word', direction)
  // Words are stepped over by their ends going forward, by their starts going back: the other edge is one word's own.
  if (edge === 'end' && direction === 'back') return previousEnd(text, at)
  if (edge === 'start' && direction === 'forward') return nextStart(text, at)
  return stepped
}

/** The end of the last word that ends before an offset. */
const previousEnd = (text: string, at: number): number => {
  let from = moveCaret(text, at, 'word', 'back')
  let end = tokenAt(text, from).end
  while (end >= at && from > 0) {
    const before = moveCaret(text, from, 'word', 'back')
    if (before === from) break
    from = before
    end = tokenAt(text, from).end
  }
  return end < at ? end : at
}

/** The start of the next word that begins behind an offset. */
const nextStart = (text: string, at: number): number => {
  let to = moveCaret(text, at, 'word', 'forward')
  let start = tokenAt(text, Math.max(0, to - 1)).start
  while (start <= at && to < text.length) {
    const after = moveCaret(text, to, 'word', 'forward')
    if (after === to) break
    to = after
    start = tokenAt(text, Math.max(0, to - 1)).start
  }
  return start > at ? start : at
}

/** Strong right-to-left and left-to-right letters, as the first of them decides a paragraph's direction (UAX #9, P2). */
const RIGHT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const LETTER = /\p{L}/u

/** The direction of a stretch of text by its first letter. */
export const directionOf = (text: string, start: number, end: number): 'ltr' | 'rtl' => {
  const letter = LETTER.exec(text.slice(start, Math.min(end, start + 2000)))
  return letter && RIGHT.test(letter[0]) ? 'rtl' : 'ltr'
}
