import type { Camera, Screen, World } from './camera.ts'

export type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** An SVG being composed. What is drawn sharp while a `measure` runs counts into its box; shadows do not. */
export type Picture = {
  readonly camera: Camera
  /** A flat polygon in the world. */
  face(points: readonly World[], fill: string, opacity?: number): void
  line(points: readonly World[], stroke: string, widthMetres: number, opacity?: number): void
  /** A polygon or path already on the screen. */
  shape(points: readonly Screen[], fill: string, options?: { opacity?: number; smooth?: boolean; blur?: number }): void
  stroke(points: readonly Screen[], stroke: string, widthPx: number, opacity?: number): void
  ellipse(
    centre: Screen,
    rx: number,
    ry: number,
    fill: string,
    options?: { opacity?: number; blur?: number; turn?: number },
  ): void
  /** The id of a linear gradient between two screen points, as a fill. */
  gradient(
    from: Screen,
    to: Screen,
    stops: readonly (readonly [at: number, colour: string, opacity?: number])[],
  ): string
  measure(draw: () => void): Box | null
  svg(): string
}

const n = (value: number): string => value.toFixed(1)

const path = (points: readonly Screen[], smooth: boolean): string => {
  if (!smooth) return `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`
  const mid = (a: Screen, b: Screen): Screen => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const at = (i: number): Screen => points[(i + points.length) % points.length] ?? [0, 0]
  const start = mid(at(-1), at(0))
  const curves = points.map((point, i) => {
    const end = mid(point, at(i + 1))
    return `Q${n(point[0])} ${n(point[1])} ${n(end[0])} ${n(end[1])}`
  })
  return `M${n(start[0])} ${n(start[1])}${curves.join('')}Z`
}

export const createPicture = (camera: Camera): Picture => {
  const body: string[] = []
  const defs: string[] = []
  const blurs = new Set<string>()
  let bounds: { x0: number; y0: number; x1: number; y1: number } | null = null
  const seen = (points: readonly Screen[], margin = 0): void => {
    if (!bounds) return
    for (const [x, y] of points) {
      bounds.x0 = Math.min(bounds.x0, x - margin)
      bounds.y0 = Math.min(bounds.y0, y - margin)
      bounds.x1 = Math.max(bounds.x1, x + margin)
      bounds.y1 = Math.max(bounds.y1, y + margin)
    }
  }
  const visible = (points: readonly Screen[]): boolean =>
    points.length > 0 &&
    Math.max(...points.map(([x]) => x)) > -60 &&
    Math.min(...points.map(([x]) => x)) < camera.width + 60 &&
    Math.max(...points.map(([, y]) => y)) > -60 &&
    Math.min(...points.map(([, y]) => y)) < camera.height + 60
  const alpha = (opacity: number | undefined): string =>
    opacity === undefined ? '' : ` opacity="${opacity.toFixed(2)}"`
  const blurred = (blur: number | undefined): string => {
    if (blur === undefined) return ''
    const id = `b${blur.toFixed(0)}`
    if (!blurs.has(id)) {
      blurs.add(id)
      defs.push(
        `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${blur.toFixed(0)}"/></filter>`,
      )
    }
    return ` filter="url(#${id})"`
  }
  const strokePath = (points: readonly Screen[]): string => `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}`
  return {
    camera,
    face: (points, fill, opacity) => {
      const ring = camera.projectRing(points)
      if (!visible(ring)) return
      seen(ring)
      body.push(`<path d="${path(ring, false)}" fill="${fill}"${alpha(opacity)}/>`)
    },
    line: (points, stroke, widthMetres, opacity) => {
      const on = points.map((point) => camera.project(point)).filter((point) => point !== null)
      const first = points[0]
      if (on.length < 2 || !visible(on) || first === undefined) return
      const width = Math.max(0.7, widthMetres * camera.scale(first))
      seen(on, width / 2)
      body.push(
        `<path d="${strokePath(on)}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"${alpha(opacity)}/>`,
      )
    },
    shape: (points, fill, options = {}) => {
      if (!visible(points)) return
      if (options.blur === undefined) seen(points)
      body.push(
        `<path d="${path(points, options.smooth ?? false)}" fill="${fill}"${alpha(options.opacity)}${blurred(options.blur)}/>`,
      )
    },
    stroke: (points, stroke, widthPx, opacity) => {
      if (!visible(points)) return
      seen(points, widthPx / 2)
      body.push(
        `<path d="${strokePath(points)}" fill="none" stroke="${stroke}" stroke-width="${n(widthPx)}" stroke-linecap="round" stroke-linejoin="round"${alpha(opacity)}/>`,
      )
    },
    ellipse: (centre, rx, ry, fill, options = {}) => {
      if (options.blur === undefined)
        seen([
          [centre[0] - rx, centre[1] - ry],
          [centre[0] + rx, centre[1] + ry],
        ])
      const turn =
        options.turn === undefined ? '' : ` transform="rotate(${n(options.turn)} ${n(centre[0])} ${n(centre[1])})"`
      body.push(
        `<ellipse cx="${n(centre[0])}" cy="${n(centre[1])}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${turn}${alpha(options.opacity)}${blurred(options.blur)}/>`,
      )
    },
    gradient: (from, to, stops) => {
      const id = `g${defs.length}`
      const inner = stops
        .map(
          ([at, colour, opacity]) =>
            `<stop offset="${at}" stop-color="${colour}"${opacity === undefined ? '' : ` stop-opacity="${opacity}"`}/>`,
        )
        .join('')
      defs.push(
        `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${n(from[0])}" y1="${n(from[1])}" x2="${n(to[0])}" y2="${n(to[1])}">${inner}</linearGradient>`,
      )
      return `url(#${id})`
    },
    measure: (draw) => {
      const outer = bounds
      const mine = {
        x0: Number.POSITIVE_INFINITY,
        y0: Number.POSITIVE_INFINITY,
        x1: Number.NEGATIVE_INFINITY,
        y1: Number.NEGATIVE_INFINITY,
      }
      bounds = mine
      draw()
      bounds = outer
      const x = Math.max(0, mine.x0)
      const y = Math.max(0, mine.y0)
      const w = Math.min(camera.width, mine.x1) - x
      const h = Math.min(camera.height, mine.y1) - y
      return w < 4 || h < 4 ? null : { x, y, w, h }
    },
    svg: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${camera.width}" height="${camera.height}" viewBox="0 0 ${camera.width} ${camera.height}"><defs>${defs.join('')}</defs>${body.join('')}</svg>`,
  }
}
