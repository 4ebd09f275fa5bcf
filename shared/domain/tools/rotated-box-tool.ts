import type { Point, Shape } from '../../model/shape.ts'
import { fitsIn, roomFor } from '../geometry/transform.ts'
import { pointsTool } from './points-tool.ts'
import type { ToolContext } from './tool.ts'

/** The rectangle with one side from `a` to `b`, reaching `share` of the way to a line through `c`. */
const onSide = (a: Point, b: Point, c: Point, share: number): Shape => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = Math.hypot(dx, dy)
  const [nx, ny] = length === 0 ? [0, 0] : [-dy / length, dx / length]
  const depth = ((c[0] - a[0]) * nx + (c[1] - a[1]) * ny) * share
  return {
    kind: 'rotated-box',
    cx: (a[0] + b[0] + nx * depth) / 2,
    cy: (a[1] + b[1] + ny * depth) / 2,
    w: length,
    h: Math.abs(depth),
    angle: (Math.atan2(dy, dx) * 180) / Math.PI,
  }
}

/** As deep as the third point asks for, and as the image allows. */
const onImage = (a: Point, b: Point, c: Point, { image }: ToolContext): Shape => {
  const room = roomFor([], image)
  const whole = onSide(a, b, c, 1)
  if (fitsIn(whole, room)) return whole
  let [low, high] = [0, 1]
  for (let step = 0; step < 24; step++) {
    const share = (low + high) / 2
    if (fitsIn(onSide(a, b, c, share), room)) low = share
    else high = share
  }
  return onSide(a, b, c, low)
}

/** Draws a rotated box: two points for one side and a third for its depth; or a drag, to be turned by its handle. */
export const rotatedBoxTool = pointsTool({
  draws: 'rotated-box',
  count: 3,
  closes: false,
  snaps: false,
  drag: 'rect',
  shape: ([a, b, c], context) => (a && b && c ? onImage(a, b, c, context) : null),
  ofRect: (a, b) => ({
    kind: 'rotated-box',
    cx: (a[0] + b[0]) / 2,
    cy: (a[1] + b[1]) / 2,
    w: b[0] - a[0],
    h: b[1] - a[1],
    angle: 0,
  }),
})
