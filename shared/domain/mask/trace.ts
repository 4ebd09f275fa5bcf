import type { Point } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { signedArea } from '../geometry/polygon.ts'
import { partsOf } from './parts.ts'
import { eachPiece, type Piece, type Spans } from './runs.ts'

/** Directed edges between pixel corners, the mask on their right hand (y grows downwards), by the corner they leave. */
type Edges = Map<number, number[]>

const add = (edges: Edges, from: number, to: number): void => {
  const known = edges.get(from)
  if (known) known.push(to)
  else edges.set(from, [to])
}

/** What of `piece`'s rows no piece of the neighbouring column covers. */
const bare = (piece: Piece, neighbours: readonly Piece[], visit: (top: number, bottom: number) => void): void => {
  let at = piece.top
  for (const other of neighbours) {
    if (other.bottom <= at) continue
    if (other.top >= piece.bottom) break
    if (other.top > at) visit(at, other.top)
    at = other.bottom
  }
  if (at < piece.bottom) visit(at, piece.bottom)
}

/** Every border between set and unset pixels. Corners are numbered x × stride + y. */
const edgesOf = (spans: Spans, height: number, stride: number): Edges => {
  const columns = new Map<number, Piece[]>()
  eachPiece(spans, height, (x, top, bottom) => {
    const pieces = columns.get(x)
    if (pieces) pieces.push({ x, top, bottom })
    else columns.set(x, [{ x, top, bottom }])
  })
  const edges: Edges = new Map()
  for (const [x, pieces] of columns) {
    const left = columns.get(x - 1) ?? []
    const right = columns.get(x + 1) ?? []
    for (const piece of pieces) {
      add(edges, x * stride + piece.top, (x + 1) * stride + piece.top)
      add(edges, (x + 1) * stride + piece.bottom, x * stride + piece.bottom)
      bare(piece, left, (top, bottom) => add(edges, x * stride + bottom, x * stride + top))
      bare(piece, right, (top, bottom) => add(edges, (x + 1) * stride + top, (x + 1) * stride + bottom))
    }
  }
  return edges
}

type Way = readonly [dx: number, dy: number]

const wayOf = (from: number, to: number, stride: number): Way => [
  Math.sign(Math.floor(to / stride) - Math.floor(from / stride)),
  Math.sign((to % stride) - (from % stride)),
]

const turnsRight = (from: Way, to: Way): boolean => to[0] === -from[1] && to[1] === from[0]

/** Where two borders meet in a corner the way turns right: it stays with the same pixel, so parts do not grow together. */
const takeNext = (edges: Edges, way: Way, at: number, stride: number): number => {
  const ways = edges.get(at) ?? []
  const right = ways.length > 1 ? ways.findIndex((to) => turnsRight(way, wayOf(at, to, stride))) : 0
  const [taken] = ways.splice(Math.max(right, 0), 1)
  if (ways.length === 0) edges.delete(at)
  return taken ?? at
}

/** Follows the border that leaves a corner until it closes, and takes its edges away. */
const takeRing = (edges: Edges, start: number, stride: number): Point[] => {
  const ring: Point[] = []
  let at = start
  let way: Way = [0, 0]
  let first: Way | null = null
  do {
    const next = takeNext(edges, way, at, stride)
    const turned = wayOf(at, next, stride)
    if (turned[0] !== way[0] || turned[1] !== way[1]) ring.push([Math.floor(at / stride), at % stride])
    first ??= turned
    way = turned
    at = next
  } while (at !== start || (edges.has(start) && !turnsRight(way, first)))
  // The corner it began in may lie in the middle of a straight side.
  if (way[0] === first[0] && way[1] === first[1]) ring.shift()
  return ring
}

const ringsOf = (spans: Spans, height: number): Point[][] => {
  const stride = height + 1
  const edges = edgesOf(spans, height, stride)
  const rings: Point[][] = []
  for (const start of edges.keys()) while (edges.has(start)) rings.push(takeRing(edges, start, stride))
  return rings
}

/**
 * The outlines of a mask along the sides of its pixels: without any loss, each part an outer ring followed by its holes.
 * Parts hang together by the sides of pixels; two that only meet in a corner are two.
 */
export const traceMask = (spans: Spans, { height }: Pick<Size, 'height'>): Point[][][] =>
  partsOf(spans, height).map((part) => {
    const rings = ringsOf(part, height)
    return [...rings.filter((ring) => signedArea(ring) > 0), ...rings.filter((ring) => signedArea(ring) < 0)]
  })
