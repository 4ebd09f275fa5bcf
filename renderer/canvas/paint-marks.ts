import { boundsOf } from '../../shared/domain/geometry/shape.ts'
import type { View } from '../../shared/domain/geometry/view.ts'
import type { Annotation, ObjectMark } from '../../shared/model/annotation.ts'
import { HALO, type Pen, stageRect } from './paint-shapes.ts'

/** CSS pixels: a sign's square, and the smallest shape that has room for signs. */
const SIGN = 13
const ROOM = 18

/** Something stands before it: one square over another. */
const occluded = (pen: Pen, x: number, y: number): void => {
  pen.strokeRect(x + 2.5, y + 2.5, 5.5, 5.5)
  pen.fillRect(x + 5.5, y + 5.5, 5.5, 5.5)
}
/** It goes on beyond: a square open at one side. */
const truncated = (pen: Pen, x: number, y: number): void => {
  pen.beginPath()
  pen.moveTo(x + 8, y + 2.5)
  pen.lineTo(x + 2.5, y + 2.5)
  pen.lineTo(x + 2.5, y + 10.5)
  pen.lineTo(x + 8, y + 10.5)
  pen.moveTo(x + 10.5, y + 1)
  pen.lineTo(x + 10.5, y + 12)
  pen.stroke()
}
const difficult = (pen: Pen, x: number, y: number): void => {
  pen.font = '700 11px "Inter Variable", system-ui, sans-serif'
  pen.textBaseline = 'middle'
  pen.textAlign = 'center'
  pen.fillText('?', x + SIGN / 2, y + SIGN / 2 + 0.5)
  pen.textAlign = 'start'
}

const SIGNS: Readonly<Record<ObjectMark, (pen: Pen, x: number, y: number) => void>> = { occluded, truncated, difficult }

/** Hinders seeing it whole: signs in the shape's upper right corner, and slanted lines over what is occluded. */
export const paintMarks = (pen: Pen, view: View, { shape, marks = [] }: Annotation): void => {
  const bounds = boundsOf(shape)
  if (!bounds || shape.kind === 'mask') return
  const at = stageRect(view, bounds)
  if (Math.min(at.w, at.h) < ROOM) return
  if (marks.includes('occluded')) hatch(pen, at)
  for (const [place, mark] of marks.entries()) {
    const x = at.x + at.w - (place + 1) * (SIGN + 1) - 1
    if (x < at.x) return
    pen.fillStyle = 'rgb(0 0 0 / 0.78)'
    pen.fillRect(x, at.y + 2, SIGN, SIGN)
    pen.fillStyle = '#fff'
    pen.strokeStyle = '#fff'
    pen.lineWidth = 1.25
    SIGNS[mark](pen, x, at.y + 2)
  }
}

const HATCH_STEP = 14

const hatch = (pen: Pen, at: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }) => {
  pen.save()
  pen.beginPath()
  pen.rect(at.x, at.y, at.w, at.h)
  pen.clip()
  pen.beginPath()
  // A shape at 3200 % may be far larger than the stage: more lines than these say nothing more.
  const step = Math.max(HATCH_STEP, (at.w + at.h) / 400)
  for (let d = step; d < at.w + at.h; d += step) {
    pen.moveTo(at.x + d, at.y)
    pen.lineTo(at.x + d - at.h, at.y + at.h)
  }
  pen.lineWidth = 2
  pen.strokeStyle = HALO
  pen.globalAlpha = 0.5
  pen.stroke()
  pen.lineWidth = 0.75
  pen.strokeStyle = '#fff'
  pen.stroke()
  pen.restore()
}
