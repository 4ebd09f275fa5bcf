import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundsOf, hitsShape, moveShape } from '../../shared/domain/geometry/shape.ts'
import { fitView, reveal, toImage, toStage, zoomAt } from '../../shared/domain/geometry/view.ts'
import { cycleHit, indexShapes } from '../../shared/domain/spatial-index/shape-index.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Shape } from '../../shared/model/shape.ts'

const stage = { width: 700, height: 500 }

test('a fitted image lies whole and centred on the stage; a 1×1 image is enlarged 32 times only', () => {
  const view = fitView({ width: 4000, height: 3000 }, stage)
  expect(toStage(view, [2000, 1500])).toEqual([350, 250])
  expect(toStage(view, [4000, 3000]).every((at, i) => at <= [700, 500][i]!)).toBe(true)
  expect(fitView({ width: 1, height: 1 }, stage)).toEqual({ scale: 32, x: 334, y: 234 })
})

test('zooming keeps the image point under the pointer where it is, within the limits', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.nat(700), fc.nat(500), (factor, x, y) => {
      const before = fitView({ width: 4000, height: 3000 }, stage)
      const after = zoomAt(before, factor, [x, y], 0.01, 64)
      const [a, b] = [toImage(before, [x, y]), toImage(after, [x, y])]
      expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeLessThan(1e-6)
    }),
  )
  expect(zoomAt({ scale: 1, x: 0, y: 0 }, 1e9, [0, 0], 0.1, 64).scale).toBe(64)
})

test('revealing moves nothing that is in sight and brings in what is not', () => {
  const view = { scale: 1, x: 0, y: 0 }
  expect(reveal(view, { x: 100, y: 100, w: 50, h: 50 }, stage)).toEqual(view)
  expect(reveal(view, { x: 690, y: 1, w: 10, h: 498 }, stage)).toEqual(view)
  const after = reveal(view, { x: 900, y: 100, w: 50, h: 50 }, stage)
  expect(toStage(after, [950, 150])).toEqual([660, 150])
})

test.each<[Shape, readonly [number, number], readonly [number, number]]>([
  [{ kind: 'box', x: 10, y: 10, w: 20, h: 10 }, [15, 15], [15, 25]],
  [{ kind: 'rotated-box', cx: 50, cy: 50, w: 60, h: 4, angle: 90 }, [50, 75], [75, 50]],
  [{ kind: 'ellipse', cx: 50, cy: 50, rx: 20, ry: 10, angle: 0 }, [65, 50], [65, 58]],
  [
    {
      kind: 'polygon',
      parts: [
        [
          [
            [0, 0],
            [40, 0],
            [40, 40],
            [0, 40],
          ],
          [
            [10, 10],
            [30, 10],
            [30, 30],
            [10, 30],
          ],
        ],
      ],
    },
    [5, 20],
    [20, 20],
  ],
  [
    {
      kind: 'polyline',
      points: [
        [0, 0],
        [40, 40],
      ],
    },
    [20, 20],
    [30, 10],
  ],
  [{ kind: 'mask', width: 4, height: 4, counts: [5, 2, 9] }, [1.5, 1.5], [3.5, 3.5]],
])('%o is hit where it is and not beside', (shape, inside, outside) => {
  expect([hitsShape(shape, inside, 0.5), hitsShape(shape, outside, 0.5)]).toEqual([true, false])
})

test('a run-length mask is read down its columns', () => {
  const mask: Shape = { kind: 'mask', width: 3, height: 2, counts: [1, 2, 3] }
  const covered = [0, 1].map((row) => [0, 1, 2].map((column) => hitsShape(mask, [column, row], 0)))
  expect(covered).toEqual([
    [false, true, false],
    [true, false, false],
  ])
})

test('shapes without a place on the image have no bounds and do not move', () => {
  const shape: Shape = { kind: 'case' }
  expect([boundsOf(shape), moveShape(shape, 5, 5)]).toEqual([null, shape])
})

test('the index answers the smallest shape first and cycles to those behind it', () => {
  const box = (id: string, size: number): Annotation => ({
    id: AnnotationId.parse(id),
    label: 'x',
    shape: { kind: 'box', x: 0, y: 0, w: size, h: size },
    attributes: {},
  })
  const index = indexShapes([box('large', 90), box('small', 10), box('middle', 40)])
  const hits = index.at([5, 5], 1)
  expect({ hits, within: index.within({ x: 50, y: 50, w: 10, h: 10 }), beside: index.at([95, 95], 1) }).toEqual({
    hits: ['small', 'middle', 'large'],
    within: [0],
    beside: [],
  })
  expect([cycleHit(hits, null), cycleHit(hits, hits[2] ?? null), cycleHit([], null)]).toEqual(['small', 'small', null])
})
