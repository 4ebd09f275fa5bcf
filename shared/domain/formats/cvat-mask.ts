import type { MaskShape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { eachPiece, maskBounds, maskOf, spansOf, spansOfColumns } from '../mask/runs.ts'
import { RowProblem } from './read-row.ts'

/** A mask as CVAT has it: run lengths row by row within its bounds, zeros first. */
export type CvatMask = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly runs: readonly number[]
}

/** Null for a mask of nothing. */
export const cvatMask = (mask: MaskShape): CvatMask | null => {
  const bounds = maskBounds(mask)
  if (bounds === null) return null
  const { x: left, y: top, w: width, h: height } = bounds
  const bits = new Uint8Array(width * height)
  eachPiece(spansOf(mask), mask.height, (column, from, to) => {
    for (let row = from; row < to; row += 1) bits[(row - top) * width + column - left] = 1
  })
  const runs: number[] = []
  let [value, length] = [0, 0]
  for (const bit of bits) {
    if (bit !== value) {
      runs.push(length)
      value = bit
      length = 0
    }
    length += 1
  }
  runs.push(length)
  return { left, top, width, height, runs }
}

/** Larger bounds than this many pixels are no mask that a person drew. */
const MOST_PIXELS = 100_000_000

const bad = (what: string): RowProblem =>
  new RowProblem('bad-shape', `The mask ${what}.`, 'Write rle row by row within left, top, width and height.')

/** The mask on its image. Throws RowProblem `bad-shape`. */
export const maskOfCvat = ({ left, top, width, height, runs }: CvatMask, image: Size): MaskShape => {
  const whole = [left, top, width, height, ...runs].every((value) => Number.isInteger(value) && value >= 0)
  if (!whole || width * height > MOST_PIXELS || left + width > image.width || top + height > image.height)
    throw bad('does not lie on its image, or has bounds or run lengths that are no whole numbers')
  if (runs.reduce((sum, run) => sum + run, 0) !== width * height)
    throw bad('has run lengths that do not fill its bounds')
  const bits = new Uint8Array(width * height)
  let at = 0
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1) bits.fill(1, at, at + run)
    at += run
  }
  const columns = new Map<number, number[]>()
  for (let column = 0; column < width; column += 1) {
    const edges: number[] = []
    let inside = 0
    for (let row = 0; row <= height; row += 1) {
      const bit = row < height ? (bits[row * width + column] ?? 0) : 0
      if (bit !== inside) edges.push(top + row)
      inside = bit
    }
    if (edges.length > 0) columns.set(left + column, edges)
  }
  return maskOf(spansOfColumns(columns, image.height), image)
}
