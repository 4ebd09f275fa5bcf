import type { NativeObject } from '../../model/native.ts'
import type { Shape, TextRange } from '../../model/shape.ts'
import { sameJson } from '../same-json.ts'
import { cutsPair, textRange } from '../text-offsets.ts'
import type { NativeContext } from './native-read.ts'
import type { UnitOffsets } from './offset-unit.ts'
import { RowProblem } from './read-row.ts'

const PLACES = [
  'box',
  'rotatedBox',
  'ellipse',
  'polygon',
  'polyline',
  'point',
  'skeleton',
  'mask',
  'span',
  'field',
  'item',
] as const

/** The shape of a native object. Throws RowProblem: `two-shapes`, `bad-span`, `quote-mismatch`, `bad-shape`. */
export const nativeShape = (object: NativeObject, context: NativeContext): Shape => {
  let places = 0
  for (const place of PLACES) if (object[place] !== undefined) places += 1
  if (places > 1)
    throw new RowProblem(
      'two-shapes',
      `The object labelled ${object.label} says where it is in more than one way.`,
      'Give each object one shape.',
    )
  const page = object.page === undefined ? {} : { page: object.page }
  const turn = object.turn === undefined ? {} : { turn: object.turn }
  if (object.box) return { kind: 'box', ...rectangle(object.box), ...page }
  if (object.span) return { kind: 'span', ranges: readRanges(object, context), ...turn }
  if (object.rotatedBox) {
    const [cx, cy, w, h, angle] = object.rotatedBox
    return { kind: 'rotated-box', cx, cy, w, h, angle, ...page }
  }
  if (object.ellipse) {
    const [cx, cy, rx, ry, angle] = object.ellipse
    return { kind: 'ellipse', cx, cy, rx, ry, angle, ...page }
  }
  if (object.polygon) return { kind: 'polygon', parts: object.polygon, ...page }
  if (object.polyline) return { kind: 'polyline', points: object.polyline, ...page }
  if (object.point) return { kind: 'point', x: object.point[0], y: object.point[1], ...page }
  if (object.skeleton) return { kind: 'skeleton', joints: object.skeleton, ...page }
  if (object.mask) return { kind: 'mask', ...checkedMask(object.mask), ...page }
  if (object.item) {
    const { id, rank, relevance } = object.item
    return { kind: 'item', itemId: id, rank, ...(relevance === undefined ? {} : { relevance }) }
  }
  if (object.field) {
    const { value, box } = object.field
    const onPage = object.field.page === undefined ? page : { page: object.field.page }
    return { kind: 'field', value, ...(box ? { box: { ...rectangle(box), ...onPage } } : {}) }
  }
  return { kind: 'case', ...turn }
}

const rectangle = ([x, y, w, h]: readonly [number, number, number, number]) => ({ x, y, w, h })

const checkedMask = (mask: NonNullable<NativeObject['mask']>) => {
  const pixels = mask.counts.reduce((sum, run) => sum + run, 0)
  if (pixels !== mask.width * mask.height)
    throw new RowProblem(
      'bad-shape',
      `A mask of ${mask.width} × ${mask.height} has runs for ${pixels} pixels.`,
      'Run lengths must add up to width × height.',
    )
  return mask
}

/** A pair of offsets in the header's unit, as UTF-16 offsets. Throws RowProblem `bad-span`. */
export const rangeOf = (pair: readonly [number, number], source: UnitOffsets): [number, number] => {
  const [start, end] = [source.toUtf16(pair[0]), source.toUtf16(pair[1])]
  if (start === null || end === null || start > end)
    throw new RowProblem(
      'bad-span',
      `The span ${pair[0]}–${pair[1]} (${source.unit}) does not lie within the text, or cuts a character in two.`,
      'Offsets count code points unless the header says "offsets":"utf16", "utf8" or "grapheme".',
    )
  return [start, end]
}

const readRanges = (object: NativeObject, context: NativeContext): TextRange[] => {
  const source = context.text(object.turn)
  const pairs = pairsOf(object.span)
  const quotes = object.quote === undefined ? [] : typeof object.quote === 'string' ? [object.quote] : object.quote
  const stated = pairsOf(object.spanUtf16)
  const ranges = pairs.map((pair, index) => {
    const [start, end] = within(rangeOf(pair, source), stated[index], source)
    return textRange(source.text, start, end)
  })
  for (const [index, range] of ranges.entries()) checkRange(range, quotes[index], stated[index], source)
  return ranges.sort((a, b) => a.startUtf16 - b.startUtf16)
}

/** A span may end inside a grapheme: what it says in UTF-16 is then the exact place, where the two agree. */
const within = (
  [start, end]: readonly [number, number],
  stated: readonly [number, number] | undefined,
  { text, unit, fromUtf16 }: UnitOffsets,
): readonly [number, number] => {
  if (unit !== 'grapheme' || stated === undefined) return [start, end]
  const [from, to] = stated
  const inside = from >= start && to <= end && from <= to && !cutsPair(text, from) && !cutsPair(text, to)
  return inside && sameJson(fromUtf16(from, to), fromUtf16(start, end)) ? stated : [start, end]
}

const pairsOf = (span: NativeObject['span']): (readonly [number, number])[] => {
  if (!span) return []
  const [first, second] = span
  if (typeof first === 'number' && typeof second === 'number') return [[first, second]]
  return span.filter((each) => typeof each !== 'number')
}

const checkRange = (
  range: TextRange,
  quote: string | undefined,
  stated: readonly [number, number] | undefined,
  source: UnitOffsets,
): void => {
  if (quote !== undefined && quote !== range.quote)
    throw new RowProblem(
      'quote-mismatch',
      `The span ${range.startCodePoint}–${range.endCodePoint} reads “${range.quote.slice(0, 80)}”, the quote “${quote.slice(0, 80)}”.`,
      `Offsets were read as ${source.unit}; say "offsets" in the header if they count something else.`,
    )
  if (stated && (stated[0] !== range.startUtf16 || stated[1] !== range.endUtf16))
    throw new RowProblem(
      'quote-mismatch',
      `The span lies at ${range.startUtf16}–${range.endUtf16} in UTF-16 units, but spanUtf16 says ${stated[0]}–${stated[1]}.`,
      'Leave spanUtf16 out, or make it agree with span.',
    )
}
