import type { TextRange } from '../model/shape.ts'

/** Converts between UTF-16 code units (what JavaScript and the store count) and other units, for one text. */
export type Offsets = {
  /** Code points before a UTF-16 offset. An offset inside a surrogate pair counts the pair as passed. */
  toCodePoint(utf16: number): number
  /** The UTF-16 offset of a code point; null beyond the end. */
  toUtf16(codePoint: number): number | null
  /** The UTF-16 offset of a UTF-8 byte; null beyond the end or inside a character. */
  utf8ToUtf16(byte: number): number | null
  toUtf8(utf16: number): number
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
const ONLY_ASCII = /^[\0-\x7f]*$/

/** How many entries apart the table remembers positions: one step of the table costs at most this many units. */
const STRIDE = 256

let last: { readonly text: string; readonly offsets: Offsets } | null = null

/**
 * Positions at every STRIDE-th UTF-16 unit, so that a text of a million characters answers each of thousands of
 * questions in a few hundred steps. The last text's table is kept: a selection asks again with each move of the caret.
 */
export const createOffsets = (text: string): Offsets => {
  if (last?.text !== text) last = { text, offsets: measureOffsets(text) }
  return last.offsets
}

const measureOffsets = (text: string): Offsets => {
  if (ONLY_ASCII.test(text)) {
    const within = (at: number): number | null => (at >= 0 && at <= text.length ? at : null)
    const same = (at: number): number => Math.max(0, Math.min(at, text.length))
    return { toCodePoint: same, toUtf16: within, utf8ToUtf16: within, toUtf8: same }
  }
  const marks = measure(text)
  const walk = (unit: 'codePoints' | 'bytes', target: number): number | null => {
    if (target < 0) return null
    const mark = lastAtMost(marks[unit], target)
    let at = marks.starts[mark] ?? 0
    let count = marks[unit][mark] ?? 0
    while (count < target) {
      if (at >= text.length) return null
      const code = text.codePointAt(at) ?? 0
      count += unit === 'codePoints' ? 1 : utf8Length(code)
      at += code > 0xffff ? 2 : 1
    }
    return count === target ? at : null
  }
  const count = (unit: 'codePoints' | 'bytes', utf16: number): number => {
    const end = Math.max(0, Math.min(utf16, text.length))
    const mark = lastAtMost(marks.starts, end)
    let at = marks.starts[mark] ?? 0
    let total = marks[unit][mark] ?? 0
    while (at < end) {
      const code = text.codePointAt(at) ?? 0
      total += unit === 'codePoints' ? 1 : utf8Length(code)
      at += code > 0xffff ? 2 : 1
    }
    return total
  }
  return {
    toCodePoint: (utf16) => count('codePoints', utf16),
    toUtf16: (codePoint) => walk('codePoints', codePoint),
    utf8ToUtf16: (byte) => walk('bytes', byte),
    toUtf8: (utf16) => count('bytes', utf16),
  }
}

type Marks = { readonly starts: number[]; readonly codePoints: number[]; readonly bytes: number[] }

const measure = (text: string): Marks => {
  const marks: Marks = { starts: [0], codePoints: [0], bytes: [0] }
  let codePoints = 0
  let bytes = 0
  let next = STRIDE
  for (let at = 0; at < text.length; ) {
    if (at >= next) {
      marks.starts.push(at)
      marks.codePoints.push(codePoints)
      marks.bytes.push(bytes)
      next = at + STRIDE
    }
    const code = text.codePointAt(at) ?? 0
    codePoints += 1
    bytes += utf8Length(code)
    at += code > 0xffff ? 2 : 1
  }
  return marks
}

const utf8Length = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4)

/** Index of the last entry that is not above `value`; entries ascend and the first is 0. */
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

/**
 * The range of a text between two UTF-16 offsets, with code points and the quote beside them. The offsets are half-open,
 * in order, within the text, and must not cut a surrogate pair: a plain Error says otherwise.
 */
export const textRange = (text: string, startUtf16: number, endUtf16: number, offsets?: Offsets): TextRange => {
  if (!(startUtf16 >= 0 && startUtf16 <= endUtf16 && endUtf16 <= text.length))
    throw new Error(`The range ${startUtf16}–${endUtf16} does not lie within a text of ${text.length} UTF-16 units.`)
  if (cutsPair(text, startUtf16) || cutsPair(text, endUtf16))
    throw new Error(`The range ${startUtf16}–${endUtf16} cuts a character in two.`)
  const table = offsets ?? createOffsets(text)
  return {
    startUtf16,
    endUtf16,
    startCodePoint: table.toCodePoint(startUtf16),
    endCodePoint: table.toCodePoint(endUtf16),
    quote: text.slice(startUtf16, endUtf16),
  }
}

/** True where an offset lies between the two halves of one character. */
export const cutsPair = (text: string, utf16: number): boolean =>
  utf16 > 0 && utf16 < text.length && isHigh(text.charCodeAt(utf16 - 1)) && isLow(text.charCodeAt(utf16))

/** False for a text with half a surrogate pair: SQLite would store it as U+FFFD. */
export const isWellFormed = (text: string): boolean => text.isWellFormed()
