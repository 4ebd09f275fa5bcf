import { type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Size } from '../../shared/domain/geometry/box.ts'
import { type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import type { Coverage } from '../../shared/model/review.ts'
import type { Point } from '../../shared/model/shape.ts'
import css from './minimap.module.css'
import type { Photo } from './photo.ts'

type MinimapProps = {
  readonly name: string
  readonly photo: Photo
  readonly view: View
  readonly stage: Size
  /** Of a systematic walk: what was not looked at yet is veiled. */
  readonly coverage: Coverage | null
  onMove(centre: Point): void
}

/** CSS pixels of the longer side, and the most of the stage's sides that it takes. */
const LONGEST = 168
const MOST = 0.28

/** The whole picture, small, with a frame around what the stage shows. Pressing or dragging moves the view there. */
export const Minimap = ({ name, photo, view, stage, coverage, onMove }: MinimapProps): ReactNode => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scale = Math.min(
    LONGEST / Math.max(photo.size.width, photo.size.height),
    (MOST * stage.width) / photo.size.width,
    (MOST * stage.height) / photo.size.height,
  )
  const [width, height] = [photo.size.width, photo.size.height].map((side) =>
    Math.max(8, Math.round(side * scale)),
  ) as [number, number]
  useEffect(() => {
    const pen = canvas.current?.getContext('2d')
    if (!pen) return
    const ratio = devicePixelRatio
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.drawImage(photo.preview, 0, 0, width, height)
    if (coverage) veil(pen, coverage, { width, height })
    const seen = visibleRect(view, stage)
    const frame = { x: seen.x * scale, y: seen.y * scale, w: seen.w * scale, h: seen.h * scale }
    pen.fillStyle = 'rgb(0 0 0 / 0.35)'
    pen.beginPath()
    pen.rect(0, 0, width, height)
    pen.rect(frame.x, frame.y, frame.w, frame.h)
    pen.fill('evenodd')
    pen.lineWidth = 3
    pen.strokeStyle = 'rgb(0 0 0 / 0.7)'
    pen.strokeRect(frame.x, frame.y, frame.w, frame.h)
    pen.lineWidth = 1.5
    pen.strokeStyle = '#fff'
    pen.strokeRect(frame.x, frame.y, frame.w, frame.h)
  }, [photo, view, stage, coverage, scale, width, height])
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons === 0) return
    const box = event.currentTarget.getBoundingClientRect()
    onMove([(event.clientX - box.left) / scale, (event.clientY - box.top) / scale])
  }
  return (
    <canvas
      ref={canvas}
      className={css.map}
      data-walk={coverage !== null || undefined}
      role="img"
      aria-label={name}
      width={Math.round(width * devicePixelRatio)}
      height={Math.round(height * devicePixelRatio)}
      style={{ width, height }}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        move(event)
      }}
      onPointerMove={move}
    />
  )
}

const veil = (pen: CanvasRenderingContext2D, { columns, rows, ms }: Coverage, { width, height }: Size): void => {
  const [w, h] = [width / columns, height / rows]
  pen.fillStyle = 'rgb(255 255 255 / 0.55)'
  for (const [at, looked] of ms.entries())
    if (looked === 0) pen.fillRect((at % columns) * w, Math.floor(at / columns) * h, w, h)
}
