import Konva from 'konva/lib/Core.js'
import type { Rect, Size } from '../../shared/domain/geometry/box.ts'
import { type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import type { ShapeIndex } from '../../shared/domain/spatial-index/shape-index.ts'
import { type PaintedShape, type Pen, paintChips, paintHandles, paintMarquee, paintOutline } from './paint-shapes.ts'
import { createStrokePainter, type PaintedStroke } from './paint-stroke.ts'
import type { Photo } from './photo.ts'

/** Everything the stage shows. It paints; it knows no rules. */
export type Scene = {
  readonly photo: Photo | null
  /** Finished shapes, and the index over exactly these, in this order. */
  readonly shapes: readonly PaintedShape[]
  readonly index: ShapeIndex
  /** What moves: painted on a layer of its own, above. */
  readonly live: readonly PaintedShape[]
  readonly handles: Rect | null
  readonly marquee: Rect | null
  readonly stroke: PaintedStroke | null
}

export type PhotoStage = {
  /** Paints the scene at a view, now. */
  show(scene: Scene, view: View): void
  /** Paints the photo at once, moves the painted shapes by a CSS transform, and paints them anew once the hand rests. */
  glide(view: View): void
  resize(size: Size): void
  /** The last view painted or gliding. */
  readonly view: View
  destroy(): void
}

/** How long the hand must rest before the moved layers are painted anew. */
const REST_MS = 90
/** Shapes that start this far outside the stage may still show their chip on it. */
const CHIP_REACH = 40

const styleOf = (layer: Konva.Layer): CSSStyleDeclaration => layer.getNativeCanvasElement().style

/** Three layers, one custom-draw node each: the photo, the finished shapes, what moves. Konva's hit canvas is off. */
export const createPhotoStage = (container: HTMLDivElement, size: Size): PhotoStage => {
  const stage = new Konva.Stage({ container, width: size.width, height: size.height, listening: false })
  let scene: Scene | null = null
  let painted: View = { scale: 1, x: 0, y: 0 }
  let current = painted
  const paintStroke = createStrokePainter()
  let rest: ReturnType<typeof setTimeout> | null = null

  const layer = (paint: (pen: Pen, now: Scene, box: Size) => void): Konva.Layer => {
    const made = new Konva.Layer({ listening: false })
    made.add(
      new Konva.Shape({
        listening: false,
        perfectDrawEnabled: false,
        sceneFunc: (context) => {
          const pen = context._context
          pen.save()
          if (scene) paint(pen, scene, { width: stage.width(), height: stage.height() })
          pen.restore()
        },
      }),
    )
    stage.add(made)
    return made
  }

  const photoLayer = layer((pen, now, box) => {
    now.photo?.paint(pen, current, box)
  })
  const shapesLayer = layer((pen, now, box) => {
    const seen = visibleRect(painted, box)
    const reach = CHIP_REACH / painted.scale
    const near = { x: seen.x - reach, y: seen.y - reach, w: seen.w + 2 * reach, h: seen.h + 2 * reach }
    const shapes = now.index.within(near).flatMap((i) => now.shapes[i] ?? [])
    for (const shape of shapes) if (!shape.selected) paintOutline(pen, painted, shape)
    for (const shape of shapes) if (shape.selected) paintOutline(pen, painted, shape)
    paintChips(pen, painted, shapes, { x: 0, y: 0, w: box.width, h: box.height })
  })
  const liveLayer = layer((pen, now, box) => {
    if (now.stroke) paintStroke(pen, painted, now.stroke)
    for (const shape of now.live) paintOutline(pen, painted, shape)
    paintChips(pen, painted, now.live, { x: 0, y: 0, w: box.width, h: box.height })
    if (now.handles) paintHandles(pen, painted, now.handles)
    if (now.marquee) paintMarquee(pen, painted, now.marquee)
  })

  let unwatch = (): void => {}
  const watch = (photo: Photo | null): void => {
    unwatch()
    unwatch = photo?.watch(() => photoLayer.batchDraw()) ?? (() => {})
  }
  const settle = (view: View): void => {
    if (rest !== null) clearTimeout(rest)
    rest = null
    current = view
    painted = view
    for (const moved of [shapesLayer, liveLayer]) styleOf(moved).transform = ''
  }

  return {
    show: (next, view) => {
      const moved = view.scale !== painted.scale || view.x !== painted.x || view.y !== painted.y || rest !== null
      const photo = moved || scene?.photo !== next.photo
      if (scene?.photo !== next.photo) watch(next.photo)
      const shapes = moved || scene?.shapes !== next.shapes || scene.index !== next.index
      scene = next
      if (moved) settle(view)
      if (photo) photoLayer.draw()
      if (shapes) shapesLayer.draw()
      liveLayer.draw()
    },
    glide: (view) => {
      current = view
      const factor = view.scale / painted.scale
      for (const moved of [shapesLayer, liveLayer]) {
        const style = styleOf(moved)
        style.transformOrigin = '0 0'
        style.transform = `translate(${view.x - painted.x * factor}px, ${view.y - painted.y * factor}px) scale(${factor})`
      }
      photoLayer.batchDraw()
      if (rest !== null) clearTimeout(rest)
      rest = setTimeout(() => {
        settle(view)
        stage.draw()
      }, REST_MS)
    },
    resize: (next) => {
      if (next.width === stage.width() && next.height === stage.height()) return
      stage.size(next)
    },
    get view() {
      return current
    },
    destroy: () => {
      if (rest !== null) clearTimeout(rest)
      watch(null)
      stage.destroy()
    },
  }
}
