/** A pinhole camera in a store. World: x to the right, y up, z down the aisle; metres. Screen: pixels, origin top left. */
export type World = readonly [x: number, y: number, z: number]
export type Screen = readonly [x: number, y: number]

export type Camera = {
  readonly width: number
  readonly height: number
  readonly at: World
  /** Horizontal unit vector to the camera's right, in which people's pictures stand. */
  readonly right: World
  /** Distance along the line of sight. */
  depth(point: World): number
  /** Null behind the lens. */
  project(point: World): Screen | null
  /** Cut at the lens, then projected; empty when all of it is behind. */
  projectRing(points: readonly World[]): Screen[]
  /** Pixels that one metre takes at a point. */
  scale(point: World): number
}

const NEAR = 0.25

export const createCamera = (options: {
  readonly width: number
  readonly height: number
  readonly at: World
  /** Radians to the right of straight down the aisle. */
  readonly yaw: number
  /** Radians downwards. */
  readonly pitch: number
  /** Focal length over image width. */
  readonly focal: number
}): Camera => {
  const { width, height, at } = options
  const f = options.focal * width
  const [sy, cy] = [Math.sin(options.yaw), Math.cos(options.yaw)]
  const [sp, cp] = [Math.sin(options.pitch), Math.cos(options.pitch)]
  const toEye = ([x, y, z]: World): World => {
    const dx = x - at[0]
    const dy = y - at[1]
    const dz = z - at[2]
    const along = dx * sy + dz * cy
    return [dx * cy - dz * sy, dy * cp + along * sp, along * cp - dy * sp]
  }
  const toScreen = ([x, y, z]: World): Screen => [width / 2 + (f * x) / z, height / 2 - (f * y) / z]
  return {
    width,
    height,
    at,
    right: [cy, 0, -sy],
    depth: (point) => toEye(point)[2],
    project: (point) => {
      const eye = toEye(point)
      return eye[2] < NEAR ? null : toScreen(eye)
    },
    projectRing: (points) => {
      const eyes = points.map(toEye)
      const kept: World[] = []
      eyes.forEach((a, i) => {
        const b = eyes[(i + 1) % eyes.length] ?? a
        if (a[2] >= NEAR) kept.push(a)
        if (a[2] >= NEAR !== b[2] >= NEAR) {
          const t = (NEAR - a[2]) / (b[2] - a[2])
          kept.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, NEAR])
        }
      })
      return kept.length < 3 ? [] : kept.map(toScreen)
    },
    scale: (point) => f / Math.max(NEAR, toEye(point)[2]),
  }
}
