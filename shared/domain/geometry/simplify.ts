import { unite } from './clip.ts'
import type { Parts, Ring } from './polygon.ts'
import { distanceToSegment } from './shape.ts'

/** Douglas and Peucker 1973 on an open line: which points must stay so that none is further off than the tolerance. */
const kept = (line: Ring, tolerance: number): Uint8Array => {
  const keep = new Uint8Array(line.length)
  keep[0] = 1
  keep[line.length - 1] = 1
  const stretches: [number, number][] = [[0, line.length - 1]]
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const [first, last] = stretch
    const [a, b] = [line[first], line[last]]
    if (!a || !b) continue
    let [furthest, most] = [-1, tolerance]
    for (let i = first + 1; i < last; i++) {
      const off = distanceToSegment(line[i] ?? a, a, b)
      if (off > most) [furthest, most] = [i, off]
    }
    if (furthest < 0) continue
    keep[furthest] = 1
    stretches.push([first, furthest], [furthest, last])
  }
  return keep
}

/** An open line of fewer points, nowhere further from the given one than the tolerance (pixels). Its ends stay. */
export const simplifyLine = (line: Ring, tolerance: number): Ring => {
  if (line.length < 3) return line
  const keep = kept(line, tolerance)
  return line.filter((_, i) => keep[i] === 1)
}

/** A ring is cut where it lies furthest from its first point, so that where it was begun hardly matters. */
const simplifyRing = (ring: Ring, tolerance: number): Ring => {
  const [start] = ring
  if (!start || ring.length <= 4) return ring
  let [far, most] = [0, -1]
  for (const [i, point] of ring.entries()) {
    const away = Math.hypot(point[0] - start[0], point[1] - start[1])
    if (away > most) [far, most] = [i, away]
  }
  const there = simplifyLine(ring.slice(0, far + 1), tolerance)
  const back = simplifyLine([...ring.slice(far), start], tolerance)
  return [...there, ...back.slice(1, -1)]
}

/**
 * A polygon of fewer points: no side is further from the given outline than the tolerance (pixels). Sides that would
 * cross are mended; a ring that comes to nothing is left out, but the largest part stays, as it was if need be.
 */
export const simplifyParts = (parts: Parts, tolerance: number): Parts => {
  if (tolerance <= 0) return parts
  const fewer = parts.flatMap((rings) => {
    const [outer, ...holes] = rings.map((ring) => simplifyRing(ring, tolerance))
    return outer && outer.length >= 3 ? [[outer, ...holes.filter((hole) => hole.length >= 3)]] : []
  })
  const mended = unite([fewer])
  return mended.length > 0 ? mended : parts
}
