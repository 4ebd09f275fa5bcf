import type { Point } from '../../model/shape.ts'
import type { Rect } from '../geometry/box.ts'
import { intersect, subtract, unite } from '../geometry/clip.ts'
import { areaOfParts, type Parts, toPolygon } from '../geometry/polygon.ts'
import { boundsOf, inRing } from '../geometry/shape.ts'
import type { Area } from './areas.ts'
import { partsOf } from './parts.ts'
import { polygonSpans } from './rasterize.ts'
import { combine, covers, maskOf, pixelsIn, type Spans, spansOf } from './runs.ts'

/** A drawn line: where it starts, its direction and length, and what lies on its left hand (y grows downwards). */
type Line = { readonly from: Point; readonly way: Point; readonly left: Point; readonly length: number }

/** Where the endless line runs inside an area, measured along it from where the drawn line starts. */
type Chord = readonly [from: number, to: number]

const lineBetween = (from: Point, to: Point): Line => {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  const way: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  return { from, way, left: [way[1], -way[0]], length }
}

const along = ({ from, way, left }: Line, by: number, aside = 0): Point => [
  from[0] + way[0] * by + left[0] * aside,
  from[1] + way[1] * by + left[1] * aside,
]

/** All of the plane on the left of a line, as far as anything in these bounds goes. */
const leftSide = (line: Line, bounds: Rect): Parts => {
  const middle: Point = [bounds.x + bounds.w / 2, bounds.y + bounds.h / 2]
  const far =
    2 * (bounds.w + bounds.h + line.length + Math.hypot(middle[0] - line.from[0], middle[1] - line.from[1])) + 8
  return [[[along(line, -far), along(line, far), along(line, far, far), along(line, -far, far)]]]
}

/**
 * Which pieces go together. The endless line cut more than the drawn one: across chords that the drawn line does not
 * meet, pieces grow together again. Across the others they are two sides; pieces that no such chord touches stay with the
 * first side. Null where nothing is divided.
 */
const sides = <T>(
  pieces: readonly T[],
  chords: readonly Chord[],
  line: Line,
  pieceAt: (chord: Chord, side: 1 | -1) => number,
): readonly [readonly T[], readonly T[]] | null => {
  const groups = pieces.map((_, i) => i)
  const join = (a: number, b: number): void => {
    const [from, to] = [groups[a], groups[b]]
    for (const [i, group] of groups.entries()) if (group === from) groups[i] = to ?? group
  }
  const ends = chords.map((chord) => [chord, pieceAt(chord, 1), pieceAt(chord, -1)] as const)
  const met = ends.filter(([, a, b]) => a >= 0 && b >= 0)
  const isCut = ([from, to]: Chord): boolean => from < line.length && to > 0
  for (const [chord, a, b] of met) if (!isCut(chord)) join(a, b)
  const cuts = met.filter(([chord, a, b]) => isCut(chord) && groups[a] !== groups[b])
  if (cuts.length === 0) return null
  const other = new Set<number | undefined>()
  const known = new Set<number | undefined>()
  for (const [, a, b] of cuts) {
    const [one, two] = [groups[a], groups[b]]
    if (known.has(two) && !known.has(one)) {
      if (!other.has(two)) other.add(one)
    } else if (!known.has(two) && !other.has(one)) other.add(two)
    known.add(one).add(two)
  }
  const of = (side: boolean): readonly T[] => pieces.filter((_, i) => other.has(groups[i]) === side)
  return of(true).length === 0 || of(false).length === 0 ? null : [of(false), of(true)]
}

const chordsOfParts = (parts: Parts, line: Line): readonly Chord[] => {
  const off = ([x, y]: Point): number => (x - line.from[0]) * line.left[0] + (y - line.from[1]) * line.left[1]
  const on = ([x, y]: Point): number => (x - line.from[0]) * line.way[0] + (y - line.from[1]) * line.way[1]
  const crossings: number[] = []
  for (const ring of parts.flat()) {
    let from = ring.at(-1)
    for (const to of ring) {
      if (from && off(from) > 0 !== off(to) > 0) {
        const share = off(from) / (off(from) - off(to))
        crossings.push(on(from) + share * (on(to) - on(from)))
      }
      from = to
    }
  }
  crossings.sort((a, b) => a - b)
  return crossings.flatMap((from, i): Chord[] => (i % 2 === 0 ? [[from, crossings[i + 1] ?? from]] : []))
}

/** How far beside a chord its pieces are looked for, in pixels. */
const BESIDE = 0.01

const splitParts = (parts: Parts, line: Line, bounds: Rect): readonly [Parts, Parts] | null => {
  const side = leftSide(line, bounds)
  const pieces = [...intersect(parts, side), ...subtract(parts, [side])]
  const pieceAt = ([from, to]: Chord, hand: 1 | -1): number => {
    const at = along(line, (from + to) / 2, hand * BESIDE)
    return pieces.findIndex((rings) => rings.filter((ring) => inRing(at, ring)).length % 2 === 1)
  }
  const halves = sides(pieces, chordsOfParts(parts, line), line, pieceAt)
  return halves && [unite(halves[0].map((piece) => [piece])), unite(halves[1].map((piece) => [piece]))]
}

/** Steps along the line, in pixels: small enough that no pixel of an area is stepped over. */
const STEP = 0.25

type Pixels = { readonly spans: Spans; readonly width: number; readonly height: number }

const isSet = ({ spans, width, height }: Pixels, at: Point): boolean => {
  const [x, y] = [Math.floor(at[0]), Math.floor(at[1])]
  return x >= 0 && y >= 0 && x < width && y < height && covers(spans, x * height + y)
}

const chordsOfPixels = (pixels: Pixels, line: Line, reach: number): readonly Chord[] => {
  const chords: [number, number][] = []
  let open = false
  for (let at = -reach; at <= line.length + reach; at += STEP) {
    const inside = isSet(pixels, along(line, at))
    if (inside && !open) chords.push([at, at])
    const last = chords.at(-1)
    if (inside && last) last[1] = at
    open = inside
  }
  return chords
}

const splitPixels = (pixels: Pixels, line: Line, bounds: Rect): readonly [Spans, Spans] | null => {
  const { spans, width, height } = pixels
  const side = polygonSpans(leftSide(line, bounds), { width, height })
  const pieces = [combine(spans, side, 'intersect'), combine(spans, side, 'subtract')].flatMap((half) =>
    partsOf(half, height),
  )
  const pieceAt = ([from, to]: Chord, hand: 1 | -1): number => {
    for (let aside = STEP; aside <= 2; aside += STEP) {
      const at = along(line, (from + to) / 2, hand * aside)
      const found = pieces.findIndex((piece) => isSet({ spans: piece, width, height }, at))
      // Near the line the pixel may still be one of the other hand's.
      const isLeft = found >= 0 && isSet({ spans: side, width, height }, at)
      if (found >= 0 && isLeft === (hand === 1)) return found
    }
    return -1
  }
  const reach = Math.hypot(bounds.x + bounds.w - line.from[0], bounds.y + bounds.h - line.from[1]) + bounds.w + bounds.h
  const halves = sides(pieces, chordsOfPixels(pixels, line, reach), line, pieceAt)
  if (!halves) return null
  const all = (own: readonly Spans[]): Spans => own.reduce<Spans>((sum, piece) => combine(sum, piece, 'union'), [])
  return [all(halves[0]), all(halves[1])]
}

/** A line shorter than this (pixels) has no direction to go by. */
const SHORTEST = 0.5

/**
 * An area divided along a drawn line, the larger half first; null where the line does not go through it. A chord that the
 * drawn line only enters is cut through; what it does not reach stays whole.
 */
export const splitArea = (area: Area, from: Point, to: Point): readonly [Area, Area] | null => {
  const bounds = boundsOf(area)
  if (!bounds || Math.hypot(to[0] - from[0], to[1] - from[1]) < SHORTEST) return null
  const line = lineBetween(from, to)
  if (area.kind === 'polygon') {
    const halves = splitParts(area.parts, line, bounds)
    if (!halves || halves.some((half) => half.length === 0)) return null
    const [a, b] = halves
    const [more, less] = areaOfParts(a) >= areaOfParts(b) ? [a, b] : [b, a]
    return [toPolygon(more, area.page), toPolygon(less, area.page)]
  }
  const halves = splitPixels({ spans: spansOf(area), width: area.width, height: area.height }, line, bounds)
  if (!halves) return null
  const [more, less] = pixelsIn(halves[0]) >= pixelsIn(halves[1]) ? halves : [halves[1], halves[0]]
  return [maskOf(more, area, area.page), maskOf(less, area, area.page)]
}

/** The parts of an area that do not hang together, each an area of its own, the largest first. */
export const connectedParts = (area: Area): readonly Area[] =>
  area.kind === 'polygon'
    ? [...area.parts].sort((a, b) => areaOfParts([b]) - areaOfParts([a])).map((rings) => toPolygon([rings], area.page))
    : [...partsOf(spansOf(area), area.height)]
        .sort((a, b) => pixelsIn(b) - pixelsIn(a))
        .map((part) => maskOf(part, area, area.page))
