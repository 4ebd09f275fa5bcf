import type { Rect, Size } from '../../shared/domain/geometry/box.ts'
import { toStage, type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import { cellRect } from '../../shared/domain/sweep.ts'
import type { Coverage } from '../../shared/model/review.ts'
import type { Point } from '../../shared/model/shape.ts'
import { type Pen, stageRect } from './paint-shapes.ts'
import type { Frame } from './scene.ts'

/** From this scale on pixels have edges worth drawing. */
export const GRID_FROM = 16
/** CSS pixels: a ruler's breadth, and how far apart its numbers stand at least. */
export const RULER = 18
const NUMBERS_APART = 56

/** A step of 1, 2 or 5 times a power of ten, in image pixels: numbers stand at least so many CSS pixels apart. */
export const rulerStep = (scale: number): number => {
  const least = NUMBERS_APART / scale
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= least) ?? least
  return Math.max(1, step)
}

const paintGrid = (pen: Pen, view: View, stage: Size, image: Size): void => {
  const seen = visibleRect(view, stage)
  const [left, top] = [Math.max(0, Math.floor(seen.x)), Math.max(0, Math.floor(seen.y))]
  const [right, bottom] = [Math.min(image.width, seen.x + seen.w), Math.min(image.height, seen.y + seen.h)]
  const [fromX, fromY] = toStage(view, [left, top])
  const [toX, toY] = toStage(view, [right, bottom])
  pen.beginPath()
  for (let x = left; x <= right; x++) {
    const at = Math.round(x * view.scale + view.x) + 0.5
    pen.moveTo(at, fromY)
    pen.lineTo(at, toY)
  }
  for (let y = top; y <= bottom; y++) {
    const at = Math.round(y * view.scale + view.y) + 0.5
    pen.moveTo(fromX, at)
    pen.lineTo(toX, at)
  }
  pen.lineWidth = 1
  pen.strokeStyle = 'rgb(128 128 128 / 0.45)'
  pen.stroke()
}

const GROUND = 'rgb(20 20 20 / 0.82)'
const INK = 'rgb(235 235 235)'

const paintRulers = (pen: Pen, view: View, stage: Size, cursor: Point | null): void => {
  pen.fillStyle = GROUND
  pen.fillRect(0, 0, stage.width, RULER)
  pen.fillRect(0, RULER, RULER, stage.height - RULER)
  pen.font = '500 9px "Inter Variable", system-ui, sans-serif'
  pen.textBaseline = 'middle'
  pen.fillStyle = INK
  const step = rulerStep(view.scale)
  const ticks = step % 5 === 0 ? 5 : step === 1 ? 1 : 4
  const seen = visibleRect(view, stage)
  const along = (from: number, extent: number, draw: (value: number, numbered: boolean) => void): void => {
    const small = step / ticks
    for (let i = Math.floor(from / small); i * small <= from + extent; i++) draw(i * small, i % ticks === 0)
  }
  along(seen.x, seen.w, (value, numbered) => {
    const at = Math.round(value * view.scale + view.x)
    if (at < RULER) return
    pen.fillRect(at, numbered ? 4 : RULER - 4, 1, numbered ? RULER - 4 : 4)
    if (numbered) pen.fillText(String(value), at + 3, 7)
  })
  along(seen.y, seen.h, (value, numbered) => {
    const at = Math.round(value * view.scale + view.y)
    if (at < RULER) return
    pen.fillRect(numbered ? 4 : RULER - 4, at, numbered ? RULER - 4 : 4, 1)
    if (!numbered) return
    pen.save()
    pen.translate(7, at + 3)
    pen.rotate(Math.PI / 2)
    pen.fillText(String(value), 0, 0)
    pen.restore()
  })
  if (!cursor) return
  const [x, y] = toStage(view, cursor)
  pen.fillStyle = 'oklch(0.8 0.1 195)'
  pen.fillRect(x - 0.5, 0, 1.5, RULER)
  pen.fillRect(0, y - 0.5, RULER, 1.5)
}

const paintCrosshair = (pen: Pen, view: View, stage: Size, cursor: Point): void => {
  const [x, y] = toStage(view, cursor).map((value) => Math.round(value) + 0.5) as [number, number]
  pen.beginPath()
  pen.moveTo(x, 0)
  pen.lineTo(x, stage.height)
  pen.moveTo(0, y)
  pen.lineTo(stage.width, y)
  pen.lineWidth = 3
  pen.strokeStyle = 'rgb(0 0 0 / 0.45)'
  pen.stroke()
  pen.lineWidth = 1
  pen.strokeStyle = 'rgb(255 255 255 / 0.9)'
  pen.stroke()
}

/** A light veil over what nobody has looked at yet, and a frame around the cell to look at now. */
const paintSweep = (
  pen: Pen,
  view: View,
  stage: Size,
  image: Size,
  sweep: { coverage: Coverage; cell: Rect },
): void => {
  const { coverage, cell } = sweep
  const all = { x: 0, y: 0, w: stage.width, h: stage.height }
  pen.fillStyle = 'rgb(255 255 255 / 0.26)'
  for (let at = 0; at < coverage.ms.length; at++) {
    if ((coverage.ms[at] ?? 0) > 0) continue
    const { x, y, w, h } = stageRect(view, cellRect(coverage, image, at))
    if (x > all.w || y > all.h || x + w < 0 || y + h < 0) continue
    pen.fillRect(x, y, w, h)
  }
  const { x, y, w, h } = stageRect(view, cell)
  pen.lineWidth = 4
  pen.strokeStyle = 'rgb(0 0 0 / 0.55)'
  pen.strokeRect(x, y, w, h)
  pen.lineWidth = 2
  pen.strokeStyle = 'oklch(0.8 0.1 195)'
  pen.strokeRect(x, y, w, h)
}

/** What lies over the shapes and is painted anew at each step of the view and of the pointer. `cursor` in image pixels. */
export const paintFrame = (
  pen: Pen,
  view: View,
  stage: Size,
  image: Size,
  frame: Frame & { readonly cursor: Point | null },
): void => {
  const { rulers, crosshair, grid, sweep, cursor } = frame
  if (sweep) paintSweep(pen, view, stage, image, sweep)
  if (grid && view.scale >= GRID_FROM) paintGrid(pen, view, stage, image)
  if (crosshair && cursor) paintCrosshair(pen, view, stage, cursor)
  if (rulers) paintRulers(pen, view, stage, cursor)
}
