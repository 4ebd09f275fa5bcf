import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areaOfParts, signedArea } from '../../shared/domain/geometry/polygon.ts'
import { runsOfString, stringOfRuns } from '../../shared/domain/mask/coco-string.ts'
import { fillAt, fillHoles } from '../../shared/domain/mask/fill.ts'
import { lossToParts } from '../../shared/domain/mask/loss.ts'
import { partsOf } from '../../shared/domain/mask/parts.ts'
import { polygonSpans } from '../../shared/domain/mask/rasterize.ts'
import { combine, countsOf, maskBounds, maskOf, pixelsIn, spansOf, spansOfBits } from '../../shared/domain/mask/runs.ts'
import { strokeSpans } from '../../shared/domain/mask/stroke.ts'
import { traceMask } from '../../shared/domain/mask/trace.ts'
import { bitmaps, bitsOf, drawn, shownRows } from '../helpers/masks.ts'

const two = fc.tuple(bitmaps, bitmaps).map(([a, b]) => {
  const bits = new Uint8Array(a.bits.length)
  for (let i = 0; i < bits.length; i++) bits[i] = b.bits[i % b.bits.length] ?? 0
  return { ...a, other: bits }
})

test('a thousand masks with holes and parts are the same after being written as run lengths, and as a COCO string, and read', () => {
  fc.assert(
    fc.property(bitmaps, ({ width, height, bits }) => {
      const mask = maskOf(spansOfBits(bits), { width, height })
      expect(mask.counts.reduce((sum, run) => sum + run, 0)).toBe(width * height)
      expect(mask.counts.slice(1).every((run) => run > 0)).toBe(true)
      expect(bitsOf(spansOf(mask), width * height)).toEqual(bits)
      expect(runsOfString(stringOfRuns(mask.counts))).toEqual(mask.counts)
    }),
    { numRuns: 1000 },
  )
})

test('run lengths with empty runs in the middle say the same mask', () => {
  expect(countsOf(spansOf({ counts: [2, 1, 0, 2, 3, 0, 4] }), 12)).toEqual([2, 3, 7])
})

test('the COCO string is what maskApi writes: runs of more than one digit, differences below zero', () => {
  expect(stringOfRuns([6, 1, 40, 4, 5, 4, 5, 4, 21])).toBe('61X13mN000`0')
  expect(runsOfString('61X13mN000`0')).toEqual([6, 1, 40, 4, 5, 4, 5, 4, 21])
})

test('union, difference and intersection of run lengths are those of the pixels', () => {
  fc.assert(
    fc.property(two, ({ bits, other }) => {
      const [a, b] = [spansOfBits(bits), spansOfBits(other)]
      const pixels = (how: (one: number, two: number) => boolean) =>
        spansOfBits(bits.map((bit, i) => Number(how(bit, other[i] ?? 0))))
      expect({
        union: combine(a, b, 'union'),
        subtract: combine(a, b, 'subtract'),
        intersect: combine(a, b, 'intersect'),
      }).toEqual({
        union: pixels((one, two) => one + two > 0),
        subtract: pixels((one, two) => one > two),
        intersect: pixels((one, two) => one + two === 2),
      })
    }),
  )
})

test('a traced mask, painted again, is the mask: no pixel is lost, and its area is the count of its pixels', () => {
  fc.assert(
    fc.property(bitmaps, ({ width, height, bits }) => {
      const spans = spansOfBits(bits)
      const parts = traceMask(spans, { height })
      expect(polygonSpans(parts, { width, height })).toEqual(spans)
      expect(areaOfParts(parts)).toBe(pixelsIn(spans))
      expect(parts.every(([outer]) => outer !== undefined && signedArea(outer) > 0)).toBe(true)
      expect(lossToParts(spans, { width, height }, parts)).toEqual({
        covered: expect.closeTo(1, 9),
        iou: expect.closeTo(1, 9),
      })
    }),
    { numRuns: 500 },
  )
})

test('parts that meet in a corner stay two, and a hole stays a hole of its part', () => {
  const mask = drawn(['##...', '##...', '..###', '..#.#', '..###'])
  expect(traceMask(spansOf(mask), mask).map((rings) => rings.map((ring) => [signedArea(ring), ring.length]))).toEqual([
    [[4, 4]],
    [
      [9, 4],
      [-1, 4],
    ],
  ])
})

test('the parts of a mask are disjoint, together the mask, and each hangs together', () => {
  fc.assert(
    fc.property(bitmaps, ({ height, bits }) => {
      const spans = spansOfBits(bits)
      const parts = partsOf(spans, height)
      expect(parts.reduce((all, part) => combine(all, part, 'union'), [] as readonly number[])).toEqual(spans)
      expect(parts.reduce((sum, part) => sum + pixelsIn(part), 0)).toBe(pixelsIn(spans))
      expect(parts.every((part) => partsOf(part, height).length === 1)).toBe(true)
    }),
  )
})

test('a stroke covers the pixels whose centre the tip passes over, and is clipped by the image', () => {
  const rows = (path: readonly (readonly [number, number])[], tip: 'round' | 'square', size: number) =>
    shownRows(strokeSpans(path, { tip, size }, { width: 7, height: 5 }), 7, 5)
  expect({
    dot: rows([[3.2, 2.9]], 'round', 1),
    disc: rows([[3.5, 2.5]], 'round', 5),
    square: rows([[1, 1]], 'square', 4),
    line: rows(
      [
        [0.5, 0.5],
        [6.5, 4.5],
      ],
      'round',
      1,
    ),
    beyond: rows(
      [
        [-40, -40],
        [-20, 2],
      ],
      'round',
      9,
    ),
  }).toEqual({
    dot: ['.......', '.......', '...#...', '.......', '.......'],
    disc: ['..###..', '.#####.', '.#####.', '.#####.', '..###..'],
    square: ['###....', '###....', '###....', '.......', '.......'],
    line: ['#......', '.##....', '...#...', '....##.', '......#'],
    beyond: ['.......', '.......', '.......', '.......', '.......'],
  })
})

test('a stroke is the same whether drawn in one go or point by point', () => {
  const point = fc.tuple(fc.integer({ min: -5, max: 45 }), fc.integer({ min: -5, max: 45 }))
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 1, max: 15 }),
      fc.constantFrom('round' as const, 'square' as const),
      (path, size, tip) => {
        const image = { width: 40, height: 40 }
        const pieces = path.slice(1).map((to, i) => strokeSpans([path[i] ?? to, to], { tip, size }, image))
        const together = pieces.reduce((all, piece) => combine(all, piece, 'union'), [] as readonly number[])
        expect(strokeSpans(path, { tip, size }, image)).toEqual(together)
      },
    ),
  )
})

test('filling floods the closed inside that was clicked, all closed insides, and nothing that is open to the edge', () => {
  const ring = drawn(['......', '.####.', '.#..##', '.#.#.#', '.#####', '......'])
  const spans = spansOf(ring)
  const size = { width: 6, height: 6 }
  const shown = (filled: readonly number[] | null) => filled && shownRows(filled, 6, 6)
  expect({
    hole: shown(fillAt(spans, 2, 2, size)),
    outside: fillAt(spans, 0, 0, size),
    set: fillAt(spans, 1, 1, size),
    all: shown(fillHoles(spans, size)),
    bounds: maskBounds(ring),
  }).toEqual({
    hole: ['......', '.####.', '.#####', '.###.#', '.#####', '......'],
    outside: null,
    set: null,
    all: ['......', '.####.', '.#####', '.#####', '.#####', '......'],
    bounds: { x: 1, y: 1, w: 5, h: 4 },
  })
})
