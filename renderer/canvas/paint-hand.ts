import type { Rect } from '../../shared/domain/geometry/box.ts'
import { toStage, type View } from '../../shared/domain/geometry/view.ts'
import type { HandleMark } from '../../shared/domain/tools/handles.ts'
import type { DraftMark } from '../../shared/domain/tools/tool.ts'
import { HALO, type Pen, stageRect } from './paint-shapes.ts'

const EDGE = 'rgb(0 0 0 / 0.8)'
/** Above this many vertices their handles are small, so that the outline is still seen. */
const MANY = 80

const square = (pen: Pen, x: number, y: number, half: number): void => {
  pen.fillStyle = EDGE
  pen.fillRect(x - half - 1.5, y - half - 1.5, 2 * half + 3, 2 * half + 3)
  pen.fillStyle = '#fff'
  pen.fillRect(x - half, y - half, 2 * half, 2 * half)
}

const disc = (pen: Pen, x: number, y: number, radius: number, hollow: boolean): void => {
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.lineWidth = 3
  pen.strokeStyle = EDGE
  pen.stroke()
  pen.fillStyle = hollow ? 'rgb(0 0 0 / 0.45)' : '#fff'
  pen.fill()
  if (!hollow) return
  pen.lineWidth = 1.25
  pen.strokeStyle = '#fff'
  pen.stroke()
}

/** Sides are squares, vertices and joints discs, the middle of an edge a ring, the turn a disc apart. */
export const paintHandles = (pen: Pen, view: View, handles: readonly HandleMark[]): void => {
  const small = handles.length > MANY
  for (const { point, grip } of handles) {
    const [x, y] = toStage(view, point)
    switch (grip.on) {
      case 'side':
        square(pen, x, y, 3.5)
        break
      case 'turn':
        disc(pen, x, y, 5, false)
        break
      case 'vertex':
      case 'joint':
        disc(pen, x, y, small ? 2 : 3.5, false)
        break
      case 'edge':
        if (!small) disc(pen, x, y, 2.5, true)
        break
    }
  }
}

/** Points of an outline that is being drawn: set ones, the first (a click on it closes), what the pointer snapped to. */
export const paintDraftMarks = (pen: Pen, view: View, marks: readonly DraftMark[]): void => {
  for (const { kind, point } of marks) {
    const [x, y] = toStage(view, point)
    if (kind === 'set') disc(pen, x, y, 2.5, false)
    else if (kind === 'first') disc(pen, x, y, 5, false)
    else disc(pen, x, y, 7, true)
  }
}

/** A dark line under a light dashed one. */
const dashedRect = (pen: Pen, { x, y, w, h }: Rect, dash: readonly number[]): void => {
  pen.lineWidth = 3
  pen.strokeStyle = HALO
  pen.strokeRect(x, y, w, h)
  pen.lineWidth = 1
  pen.strokeStyle = '#fff'
  pen.setLineDash([...dash])
  pen.strokeRect(x, y, w, h)
  pen.setLineDash([])
}

export const paintMarquee = (pen: Pen, view: View, rect: Rect): void => {
  const at = stageRect(view, rect)
  pen.fillStyle = 'rgb(255 255 255 / 0.08)'
  pen.fillRect(at.x, at.y, at.w, at.h)
  dashedRect(pen, at, [4, 3])
}

const GROUP_MARGIN = 6

/** Around everything that belongs to one group. */
export const paintGroup = (pen: Pen, view: View, rect: Rect): void => {
  const { x, y, w, h } = stageRect(view, rect)
  dashedRect(
    pen,
    { x: x - GROUP_MARGIN, y: y - GROUP_MARGIN, w: w + 2 * GROUP_MARGIN, h: h + 2 * GROUP_MARGIN },
    [1, 3],
  )
}
