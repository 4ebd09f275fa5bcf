import type { Rect } from '../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../shared/domain/geometry/shape.ts'
import type { View } from '../../shared/domain/geometry/view.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { scoreColor } from '../ui/label-style.ts'
import type { Look } from './look.ts'
import { HALO, type Pen, stageRect } from './paint-shapes.ts'
import type { Painting } from './scene.ts'

const HEIGHT = 17
const FONT = '500 11px "Inter Variable", system-ui, sans-serif'
const SCORE_BAR = 5
/** So many at most; in a crowd fewer, since they would hide what they name. */
const MOST = 300
const CROWD = 1500
const MOST_IN_CROWD = 80
/** Smaller shapes (CSS pixels) go without where there are more than a few. */
const NAMED_FROM = 14
const FEW = 20
/** Up to so many shapes, chips make way for what is lower than two of them and would be hidden by this share. */
const CAREFUL = 400
const LOW = 2 * HEIGHT
const HIDDEN = 0.25

/** Where a chip stands on the stage, and what it says. */
export type PlacedChip = {
  readonly of: Annotation
  readonly place: Rect
  readonly text: string
  readonly score: number | null
  readonly look: Look
}

const widths = new Map<string, number>()
const textWidth = (pen: Pen, text: string): number => {
  const known = widths.get(text)
  if (known !== undefined) return known
  const width = pen.measureText(text).width
  if (widths.size > 4000) widths.clear()
  widths.set(text, width)
  return width
}

const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 38)}…` : text)

const touches = (a: Rect, b: Rect): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

/** Chips that stand already, by strips as high as one: each new one is compared with its neighbours only. */
const createGround = () => {
  const strips = new Map<number, Rect[]>()
  const strip = (y: number): number => Math.floor(y / HEIGHT)
  return {
    isFree: (place: Rect): boolean => {
      const at = strip(place.y)
      return ![at - 1, at, at + 1].some((row) => strips.get(row)?.some((other) => touches(other, place)))
    },
    take: (place: Rect): void => {
      const at = strip(place.y)
      const row = strips.get(at)
      if (row) row.push(place)
      else strips.set(at, [place])
    },
  }
}

const common = (a: Rect, b: Rect): number =>
  Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y))

/** Where a chip of this width may stand: above the shape, else inside at its top; below; after it; before it. */
const places = (at: Rect, w: number, stage: Rect): readonly Rect[] => {
  const across = (x: number): number => Math.min(Math.max(x, stage.x + 2), stage.x + stage.w - w - 2)
  const above = at.y - HEIGHT - 1
  const top = above >= stage.y + 1 ? above : Math.max(at.y + 1, stage.y + 1)
  const middle = at.y + (at.h - HEIGHT) / 2
  return [
    { x: across(at.x - 1), y: top, w, h: HEIGHT },
    { x: across(at.x - 1), y: at.y + at.h + 1, w, h: HEIGHT },
    { x: across(at.x + at.w + 2), y: middle, w, h: HEIGHT },
    { x: across(at.x - w - 2), y: middle, w, h: HEIGHT },
  ]
}

type Candidate = { readonly shape: Annotation; readonly bounds: Rect }

const candidates = (view: View, shapes: readonly Annotation[]): Candidate[] => {
  const smallest = shapes.length > FEW ? NAMED_FROM / view.scale : 0
  const found: Candidate[] = []
  for (const shape of shapes) {
    const bounds = boundsOf(shape.shape)
    if (bounds && (bounds.w >= smallest || bounds.h >= smallest)) found.push({ shape, bounds })
  }
  return found
}

const sure = ({ shape }: Candidate): number => shape.score ?? 1

/** The least sure of them, in that order; of a crowd the rest is not even looked at. */
const leastSure = (found: readonly Candidate[], most: number): readonly Candidate[] => {
  if (found.length <= CROWD) return found.toSorted((a, b) => sure(a) - sure(b))
  const limit = Float64Array.from(found, sure).sort()[most * 4] ?? 1
  const chosen: Candidate[] = []
  for (const candidate of found) {
    if (sure(candidate) <= limit) chosen.push(candidate)
    if (chosen.length >= most * 8) break
  }
  return chosen.sort((a, b) => sure(a) - sure(b))
}

/**
 * Places label chips at the shapes' upper left, inside the stage, never over one another: the least sure first, so that
 * where there is no room for all, what needs a look is named. One that would hide a low neighbour (a line of a page) stands
 * below or beside its shape, or is left out.
 */
export const placeChips = (
  pen: Pen,
  view: View,
  shapes: readonly Annotation[],
  painting: Painting,
  stage: Rect,
): readonly PlacedChip[] => {
  pen.font = FONT
  const most = shapes.length > CROWD ? MOST_IN_CROWD : MOST
  const ground = createGround()
  const low =
    shapes.length > CAREFUL
      ? []
      : shapes.flatMap((shape) => {
          const bounds = boundsOf(shape.shape)
          return bounds && bounds.h * view.scale <= LOW ? [{ shape, at: stageRect(view, bounds) }] : []
        })
  const hides = (place: Rect, own: Annotation): boolean =>
    low.some(({ shape, at }) => shape !== own && common(place, at) > HIDDEN * at.w * at.h)
  const placed: PlacedChip[] = []
  for (const { shape, bounds } of leastSure(candidates(view, shapes), most)) {
    if (placed.length >= most) break
    const chip = painting.chip(shape)
    if (!chip) continue
    const at = stageRect(view, bounds)
    const look = painting.look(shape)
    const copies = painting.copies(shape)
    const text = `${look.sign}${cut(chip.text)}${copies > 1 ? ` ×${copies}` : ''}`
    const w = textWidth(pen, text) + 10 + (chip.score === null ? 0 : SCORE_BAR)
    const possible = places(at, w, stage)
    const place = (shapes.length > CAREFUL ? possible.slice(0, 1) : possible).find(
      (one) => ground.isFree(one) && !hides(one, shape),
    )
    if (!place) continue
    ground.take(place)
    placed.push({ of: shape, place, text, score: chip.score, look })
  }
  return placed
}

export const paintChips = (pen: Pen, chips: readonly PlacedChip[]): void => {
  pen.font = FONT
  pen.textBaseline = 'middle'
  for (const { place, text, score, look } of chips) {
    const bar = score === null ? 0 : SCORE_BAR
    pen.fillStyle = HALO
    pen.fillRect(place.x - 1, place.y - 1, place.w + 2, place.h + 2)
    pen.fillStyle = look.style.chip
    pen.fillRect(place.x, place.y, place.w, place.h)
    if (score !== null) {
      pen.fillStyle = scoreColor(score)
      pen.fillRect(place.x, place.y, bar, place.h)
    }
    pen.fillStyle = look.style.onChip
    pen.fillText(text, place.x + bar + 5, place.y + place.h / 2 + 0.5)
  }
}
