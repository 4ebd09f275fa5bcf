import type { Point } from '../../../shared/model/shape.ts'

/** One shape of the bench: a box as its two corners, a polygon as its ring. Pixels of the photo. */
export type PeerShape = { readonly label: string; readonly kind: 'box' | 'polygon'; readonly points: readonly Point[] }

/** What every contestant is given: a photo that is decoded already, and the shapes. */
export type PeerTask = {
  readonly photo: ImageBitmap
  /** The same photo, for those that show an element. */
  readonly element: HTMLImageElement
  readonly width: number
  readonly height: number
  readonly shapes: readonly PeerShape[]
  /** The shape that is dragged. */
  readonly dragged: number
}

/** Shows the task in the stage; answers once everything is drawn. */
export type Peer = (stage: HTMLElement, task: PeerTask) => Promise<void> | void

export const MARGIN = 16

/** Stage pixels an image pixel, and the image's place, when it is fitted. */
export const fitted = (stage: HTMLElement, width: number, height: number) => {
  const scale = Math.min((stage.clientWidth - 2 * MARGIN) / width, (stage.clientHeight - 2 * MARGIN) / height)
  return { scale, x: (stage.clientWidth - width * scale) / 2, y: (stage.clientHeight - height * scale) / 2 }
}

export const colorOf = (label: string): string => (label === 'person' ? 'rgb(80 180 250)' : 'rgb(250 190 80)')

/** What a turn of the wheel does to a view. */
export const zoomed = (view: { scale: number; x: number; y: number }, event: WheelEvent, stage: HTMLElement) => {
  const factor = Math.exp(-event.deltaY * 0.0022)
  const box = stage.getBoundingClientRect()
  const [x, y] = [event.clientX - box.left, event.clientY - box.top]
  return { scale: view.scale * factor, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor }
}
