import type { Annotation } from '../../model/annotation.ts'
import type { MaskShape, Shape } from '../../model/shape.ts'
import { bestPairs, type Edge } from '../assignment.ts'
import { maskBounds } from '../mask/runs.ts'

/** Two areas with the same label count as one object from this overlap on (intersection over union). */
const SAME_AREA = 0.5

type Bounds = { readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly page: number }

const around = (points: readonly (readonly [number, number])[], page: number): Bounds => {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity]
  for (const [x, y] of points) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, w: right - left, h: bottom - top, page }
}

/** Upright bounds of a turned rectangle (`round` false) or ellipse. */
const turned = (cx: number, cy: number, halfW: number, halfH: number, angle: number, round: boolean, page: number) => {
  const cos = Math.abs(Math.cos((angle * Math.PI) / 180))
  const sin = Math.abs(Math.sin((angle * Math.PI) / 180))
  const w = round ? Math.hypot(halfW * cos, halfH * sin) : halfW * cos + halfH * sin
  const h = round ? Math.hypot(halfW * sin, halfH * cos) : halfW * sin + halfH * cos
  return { x: cx - w, y: cy - h, w: 2 * w, h: 2 * h, page }
}

const maskPlace = (mask: MaskShape): Bounds | null => {
  const bounds = maskBounds(mask)
  return bounds && { ...bounds, page: mask.page ?? 0 }
}

/** Where an annotation lies, for shapes compared by area; null for those compared by their own key. */
const boundsOf = (shape: Shape): Bounds | null => {
  switch (shape.kind) {
    case 'box':
      return { x: shape.x, y: shape.y, w: shape.w, h: shape.h, page: shape.page ?? 0 }
    case 'rotated-box':
      return turned(shape.cx, shape.cy, shape.w / 2, shape.h / 2, shape.angle, false, shape.page ?? 0)
    case 'ellipse':
      return turned(shape.cx, shape.cy, shape.rx, shape.ry, shape.angle, true, shape.page ?? 0)
    case 'polygon':
      return around(
        shape.parts.flatMap((part) => part[0] ?? []),
        shape.page ?? 0,
      )
    case 'polyline':
      return around(shape.points, shape.page ?? 0)
    case 'skeleton':
      return around(
        shape.joints.map((joint) => [joint.x, joint.y] as const),
        shape.page ?? 0,
      )
    case 'mask':
      return maskPlace(shape)
    default:
      return null
  }
}

/** What makes two annotations the same object where area does not decide. */
const exactKey = (shape: Shape): string => {
  switch (shape.kind) {
    case 'span':
      return `span ${shape.turn ?? ''} ${shape.ranges.map((range) => `${range.startUtf16}-${range.endUtf16}`).join(' ')}`
    case 'case':
      return `case ${shape.turn ?? ''}`
    case 'field':
      return `field ${JSON.stringify(shape.value)}`
    case 'item':
      return `item ${shape.rank} ${shape.itemId}`
    case 'point':
      return `point ${shape.page ?? 0} ${Math.round(shape.x)} ${Math.round(shape.y)}`
    default:
      return shape.kind
  }
}

const overlap = (a: Bounds, b: Bounds): number => {
  if (a.page !== b.page) return 0
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  if (w < 0 || h < 0) return 0
  const shared = w * h
  const union = a.w * a.h + b.w * b.h - shared
  if (union === 0) return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h ? 1 : 0
  return shared / union
}

/**
 * How many areas of one label can have a partner of their own, at the most: the same from either side. Sorted by left
 * edge, so that far ones never meet.
 */
const matchedAreas = (ours: readonly Bounds[], theirs: readonly Bounds[]): number => {
  const right = theirs.toSorted((a, b) => a.x - b.x)
  const widest = right.reduce((width, bounds) => Math.max(width, bounds.w), 0)
  const pairs: Edge[] = []
  ours.forEach((a, index) => {
    let low = 0
    let high = right.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((right[middle]?.x ?? 0) < a.x - widest) low = middle + 1
      else high = middle
    }
    for (let other = low; other < right.length; other += 1) {
      const b = right[other]
      if (b === undefined || b.x > a.x + a.w) break
      if (overlap(a, b) >= SAME_AREA) pairs.push({ row: index, column: other, weight: 1 })
    }
  })
  return bestPairs(pairs).length
}

type Sorted = { readonly areas: Map<string, Bounds[]>; readonly exact: Map<string, number> }

const sortOut = (annotations: readonly Annotation[]): Sorted => {
  const areas = new Map<string, Bounds[]>()
  const exact = new Map<string, number>()
  for (const annotation of annotations) {
    const bounds = boundsOf(annotation.shape)
    if (bounds === null) {
      const key = `${exactKey(annotation.shape)} ${annotation.label}`
      exact.set(key, (exact.get(key) ?? 0) + 1)
    } else {
      const group = areas.get(annotation.label)
      if (group) group.push(bounds)
      else areas.set(annotation.label, [bounds])
    }
  }
  return { areas, exact }
}

/**
 * Share of the objects of two predictions on which they differ: 1 − same / (all of both, the same ones counted once).
 * 0 when both say the same, or both say nothing; 1 when they share nothing. Objects are the same when their labels are
 * equal and they lie on the same characters (spans), hold the same value (fields) or place (items), or overlap by at
 * least half (boxes, and other areas by their bounds).
 */
export const disagreementBetween = (ours: readonly Annotation[], theirs: readonly Annotation[]): number => {
  if (ours.length === 0 && theirs.length === 0) return 0
  const [a, b] = [sortOut(ours), sortOut(theirs)]
  let same = 0
  for (const [key, count] of a.exact) same += Math.min(count, b.exact.get(key) ?? 0)
  for (const [label, areas] of a.areas) same += matchedAreas(areas, b.areas.get(label) ?? [])
  return 1 - same / (ours.length + theirs.length - same)
}
