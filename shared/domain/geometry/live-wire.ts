import type { Point } from '../../model/shape.ts'

/**
 * A part of the picture in grey, row by row, one byte a sample. `scale`: samples for each image pixel; (`x`, `y`): its upper
 * left corner in image pixels.
 */
export type Gray = {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** Steps to the eight neighbours; the last four are diagonal. */
const STEPS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const

/** What one step costs at most; the least is 1, so that a straight way is kept where there is no edge to follow. */
const DEAREST = 64

/** The cost of being on a sample: small where the picture changes most (Sobel), as in Mortensen and Barrett 1995. */
const costsOf = ({ width, height, data }: Gray): Uint8Array => {
  const slopes = new Float32Array(width * height)
  let steepest = 1
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const pixel = (offset: number): number => data[at + offset] ?? 0
      const across =
        pixel(1 - width) + 2 * pixel(1) + pixel(1 + width) - pixel(-1 - width) - 2 * pixel(-1) - pixel(width - 1)
      const down =
        pixel(width - 1) +
        2 * pixel(width) +
        pixel(width + 1) -
        pixel(-width - 1) -
        2 * pixel(-width) -
        pixel(1 - width)
      const slope = Math.hypot(across, down)
      slopes[at] = slope
      if (slope > steepest) steepest = slope
    }
  const costs = new Uint8Array(width * height)
  for (let at = 0; at < costs.length; at++)
    costs[at] = 1 + Math.round((DEAREST - 1) * (1 - (slopes[at] ?? 0) / steepest))
  return costs
}

/**
 * Dijkstra's cheapest ways from one sample to all others, with a ring of buckets instead of a heap (costs are small whole
 * numbers). Answers, for each sample, the step it is reached by.
 */
const waysFrom = (costs: Uint8Array, width: number, height: number, start: number): Int8Array => {
  const ways = new Int8Array(width * height).fill(-1)
  const reached = new Float64Array(width * height).fill(Number.POSITIVE_INFINITY)
  const done = new Uint8Array(width * height)
  // Diagonal steps cost 7 for the 5 of a straight one.
  const buckets: number[][] = Array.from({ length: DEAREST * 7 + 1 }, () => [])
  reached[start] = 0
  buckets[0]?.push(start)
  let waiting = 1
  for (let cost = 0; waiting > 0; cost++) {
    const bucket = buckets[cost % buckets.length] ?? []
    while (bucket.length > 0) {
      const at = bucket.pop() ?? 0
      waiting--
      if (done[at] === 1) continue
      done[at] = 1
      const [x, y] = [at % width, Math.floor(at / width)]
      for (const [way, [dx, dy]] of STEPS.entries()) {
        const [nx, ny] = [x + dx, y + dy]
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
        const next = ny * width + nx
        const total = cost + (costs[next] ?? DEAREST) * (way < 4 ? 5 : 7)
        if (total >= (reached[next] ?? 0)) continue
        reached[next] = total
        ways[next] = way
        buckets[total % buckets.length]?.push(next)
        waiting++
      }
    }
  }
  return ways
}

const clamp = (value: number, most: number): number => Math.min(Math.max(Math.floor(value), 0), most)

/**
 * An intelligent scissor: from one point, the way along the picture's edges to any other, in image pixels, both ends as
 * given. The work is done for the first point; each answer after that only walks back. Where the picture is flat the way
 * is straight.
 */
export const liveWire = (gray: Gray, from: Point): ((to: Point) => readonly Point[]) => {
  const { width, height, scale } = gray
  const sample = ([x, y]: Point): number =>
    clamp((y - gray.y) * scale, height - 1) * width + clamp((x - gray.x) * scale, width - 1)
  const start = sample(from)
  const ways = waysFrom(costsOf(gray), width, height, start)
  return (to) => {
    const points: Point[] = [to]
    let at = sample(to)
    for (let step = ways[at]; at !== start && step !== undefined && step >= 0; step = ways[at]) {
      const [dx, dy] = STEPS[step] ?? [0, 0]
      at -= dy * width + dx
      if (at !== start)
        points.push([gray.x + ((at % width) + 0.5) / scale, gray.y + (Math.floor(at / width) + 0.5) / scale])
    }
    return [...points, from].reverse()
  }
}
