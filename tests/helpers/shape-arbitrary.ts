import fc from 'fast-check'
import { maskOf } from '../../shared/domain/mask/runs.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Point, Shape } from '../../shared/model/shape.ts'

/** The image that random shapes lie on, or a little beside. */
export const IMAGE = { width: 64, height: 48 } as const

const x = fc.double({ min: -10, max: 74, noNaN: true })
const y = fc.double({ min: -10, max: 58, noNaN: true })
const extent = fc.double({ min: 0.01, max: 40, noNaN: true })
const angle = fc.double({ min: -360, max: 360, noNaN: true })
const point: fc.Arbitrary<Point> = fc.tuple(x, y)
const ring = fc.array(point, { minLength: 3, maxLength: 6 }).map((points) => [...points])
const joint = (name: string) => fc.record({ name: fc.constant(name), x, y, visibility: fc.integer({ min: 0, max: 2 }) })

const SHAPES: readonly fc.Arbitrary<Shape>[] = [
  fc.record({ kind: fc.constant('box' as const), x, y, w: extent, h: extent }),
  fc.record({ kind: fc.constant('rotated-box' as const), cx: x, cy: y, w: extent, h: extent, angle }),
  fc.record({ kind: fc.constant('ellipse' as const), cx: x, cy: y, rx: extent, ry: extent, angle }),
  fc.record({
    kind: fc.constant('polygon' as const),
    parts: fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('polyline' as const), points: fc.array(point, { minLength: 2, maxLength: 5 }) }),
  fc.record({ kind: fc.constant('point' as const), x, y }),
  fc.tuple(joint('head'), joint('tail'), joint('left')).map((joints): Shape => ({ kind: 'skeleton', joints })),
  fc
    .uniqueArray(fc.integer({ min: 0, max: IMAGE.width * IMAGE.height }), { minLength: 2, maxLength: 6 })
    .map((cuts) => maskOf(cuts.sort((a, b) => a - b).slice(0, cuts.length - (cuts.length % 2)), IMAGE)),
  // What a model saw may have been scaled down.
  fc.constant({ kind: 'mask', width: 4, height: 3, counts: [1, 5, 6] }),
  fc.constant({ kind: 'case' }),
]

/** Objects of every kind of shape, with all that can be said of one. */
export const annotationsArbitrary: fc.Arbitrary<readonly Annotation[]> = fc
  .array(
    fc.record(
      {
        label: fc.constantFrom('person', 'cart', 'a b', 'ärmel & <knopf>', '7', '\ufeffmark'),
        shape: fc.oneof(...SHAPES),
        attributes: fc.dictionary(
          fc.constantFrom('colour', 'size', 'a "b"', ''),
          fc.oneof(fc.string(), fc.integer(), fc.boolean()),
          {
            noNullPrototype: true,
          },
        ),
        marks: fc
          .subarray(['occluded', 'truncated', 'difficult'] as const, { minLength: 1 })
          .map((marks) => [...marks]),
        group: fc.constantFrom('1', '2', 'pair'),
        // 0 is what is meant where it is left out.
        z: fc.constantFrom(-2, -1, 1, 2),
      },
      { requiredKeys: ['label', 'shape', 'attributes'] },
    ),
    { maxLength: 5 },
  )
  .map((objects) => objects.map((object, index) => ({ ...object, id: AnnotationId.parse(`o${index + 1}`) })))
