import type { Annotation } from '../../model/annotation.ts'
import type { Point } from '../../model/shape.ts'
import { type Rect, unite } from '../geometry/box.ts'
import { boundsOf, moveShape } from '../geometry/shape.ts'
import { reshape } from './commits.ts'
import type { Commit } from './tool.ts'

export const ALIGNMENTS = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const
export type Alignment = (typeof ALIGNMENTS)[number]

type Placed = { readonly annotation: Annotation; readonly bounds: Rect }

/** What has a place that can be changed: a mask lies on its pixels. */
const placed = (annotations: readonly Annotation[]): readonly Placed[] =>
  annotations.flatMap((annotation): Placed[] => {
    const bounds = annotation.shape.kind === 'mask' ? null : boundsOf(annotation.shape)
    return bounds ? [{ annotation, bounds }] : []
  })

const shiftTo = (how: Alignment, bounds: Rect, around: Rect): Point => {
  switch (how) {
    case 'left':
      return [around.x - bounds.x, 0]
    case 'centre':
      return [around.x + around.w / 2 - bounds.x - bounds.w / 2, 0]
    case 'right':
      return [around.x + around.w - bounds.x - bounds.w, 0]
    case 'top':
      return [0, around.y - bounds.y]
    case 'middle':
      return [0, around.y + around.h / 2 - bounds.y - bounds.h / 2]
    case 'bottom':
      return [0, around.y + around.h - bounds.y - bounds.h]
  }
}

const shifted = (label: string, shifts: readonly { readonly one: Annotation; readonly by: Point }[]): Commit | null => {
  const put = shifts
    .filter(({ by }) => by[0] !== 0 || by[1] !== 0)
    .map(({ one, by }) => reshape(one, moveShape(one.shape, by[0], by[1])))
  return put.length === 0 ? null : { label, put, remove: [] }
}

/** Brings the shapes to one line within the rectangle around them all; null when fewer than two can move, or all stand there. */
export const align = (annotations: readonly Annotation[], how: Alignment): Commit | null => {
  const all = placed(annotations)
  const around = unite(all.map(({ bounds }) => bounds))
  if (!around || all.length < 2) return null
  return shifted(
    `align ${all.length} shapes ${how}`,
    all.map(({ annotation, bounds }) => ({ one: annotation, by: shiftTo(how, bounds, around) })),
  )
}

/** Leaves equal gaps between the shapes, the outermost staying; null for fewer than three. */
export const distribute = (annotations: readonly Annotation[], axis: 'across' | 'down'): Commit | null => {
  const start = ({ bounds }: Placed): number => (axis === 'across' ? bounds.x : bounds.y)
  const extent = ({ bounds }: Placed): number => (axis === 'across' ? bounds.w : bounds.h)
  const all = [...placed(annotations)].sort((a, b) => start(a) + extent(a) / 2 - start(b) - extent(b) / 2)
  const around = unite(all.map(({ bounds }) => bounds))
  if (!around || all.length < 3) return null
  const taken = all.reduce((sum, one) => sum + extent(one), 0)
  const gap = ((axis === 'across' ? around.w : around.h) - taken) / (all.length - 1)
  let next = axis === 'across' ? around.x : around.y
  const shifts = all.map((one) => {
    const by = next - start(one)
    next += extent(one) + gap
    // What is left over is rounding, no move.
    const real = Math.abs(by) < 1e-9 ? 0 : by
    return { one: one.annotation, by: axis === 'across' ? ([real, 0] as const) : ([0, real] as const) }
  })
  return shifted(`distribute ${all.length} shapes`, shifts)
}
