import { expect, test } from 'vitest'
import { coincident } from '../../shared/domain/spatial-index/coincident.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import type { Shape } from '../../shared/model/shape.ts'

const object = (id: string, label: string, shape: Shape): Annotation => Annotation.parse({ id, label, shape })
const box = (x: number, y: number, w: number, h: number): Shape => ({ kind: 'box', x, y, w, h })

test('shapes of one label that lie on each other as good as exactly are counted, others are not', () => {
  const objects = [
    object('a', 'person', box(10, 10, 100, 50)),
    object('b', 'person', box(11, 10, 99, 51)),
    object('c', 'cart', box(10, 10, 100, 50)),
    object('d', 'person', box(10, 10, 60, 50)),
    object('e', 'person', { kind: 'ellipse', cx: 60, cy: 35, rx: 50, ry: 25, angle: 0 }),
    object('f', 'person', box(9, 11, 101, 49)),
    object('g', 'spill', box(500, 500, 4, 4)),
    object('h', 'spill', box(502, 502, 4, 4)),
  ]
  const found = coincident(objects)
  expect(Object.fromEntries([...found].map(([{ id }, count]) => [id, count]))).toEqual({ a: 3, b: 3, f: 3 })
})
