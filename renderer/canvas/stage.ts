import Konva from 'konva/lib/Core.js'
import { type Rect, rectsTouch, type Size, unite } from '../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../shared/domain/geometry/shape.ts'
import { type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import { indexShapes } from '../../shared/domain/spatial-index/shape-index.ts'
import { handlesOf } from '../../shared/domain/tools/handles.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Point } from '../../shared/model/shape.ts'
import { useAdjustment } from './adjustment.ts'
import { type PlacedChip, paintChips, placeChips } from './paint-chips.ts'
import { paintFrame } from './paint-frame.ts'
import { paintDraftMarks, paintGroup, paintHandles, paintMarquee } from './paint-hand.ts'
import { type Pen, paintShapes, stageRect } from './paint-shapes.ts'
import { createStrokePainter } from './paint-stroke.ts'
import type { Photo } from './photo.ts'
import type { Scene } from './scene.ts'

export type PhotoStage = {
  /** Paints the scene at a view, now: only what differs from what is painted. */
  show(scene: Scene, view: View): void
  /** Paints the photo at once, moves the painted shapes by a CSS transform, and paints them anew once the hand rests. */
  glide(view: View): void
  /** Where the pointer is, in image pixels. */
  point(at: Point | null): void
  resize(size: Size): void
  /** The last view painted or gliding. */
  readonly view: View
  destroy(): void
}

/** How long the hand must rest before the moved layers are painted anew. */
const REST_MS = 90
/** Shapes that start this far outside the stage may still show their chip on it. */
const CHIP_REACH = 40
/** A line's half and its halo, around a shape (CSS pixels). */
const LINE_REACH = 8

const styleOf = (layer: Konva.Layer): CSSStyleDeclaration => layer.getNativeCanvasElement().style

const grown = ({ x, y, w, h }: Rect, by: number): Rect => ({ x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by })

/** Finished shapes that reach a rectangle of image pixels, in painting order, without those in the hand. */
const shapesIn = (scene: Scene, rect: Rect): readonly Annotation[] => {
  const { shapes, moving, photo } = scene
  const all = photo && rect.x <= 0 && rect.y <= 0
  const whole = all && rect.x + rect.w >= photo.size.width && rect.y + rect.h >= photo.size.height
  const near = whole
    ? shapes
    : indexShapes(shapes)
        .within(rect)
        .flatMap((at) => shapes[at] ?? [])
  return moving.size === 0 ? near : near.filter((shape) => !moving.has(shape))
}

/**
 * Four layers, one custom-draw node each: the photo, the finished shapes, what is selected or moves, the frame over all.
 * Konva's hit canvas is off.
 */
export const createPhotoStage = (container: HTMLDivElement, size: Size): PhotoStage => {
  const stage = new Konva.Stage({ container, width: size.width, height: size.height, listening: false })
  let scene: Scene | null = null
  let painted: View = { scale: 1, x: 0, y: 0 }
  let current = painted
  const paintStroke = createStrokePainter()
  let rest: ReturnType<typeof setTimeout> | null = null
  let cursor: Point | null = null
  let chips: readonly PlacedChip[] = []

  const sizeNow = (): Size => ({ width: stage.width(), height: stage.height() })
  const edges = (): Rect => ({ x: 0, y: 0, w: stage.width(), h: stage.height() })

  const layer = (paint: (pen: Pen, now: Scene, box: Size) => void): Konva.Layer => {
    const made = new Konva.Layer({ listening: false })
    made.add(
      new Konva.Shape({
        listening: false,
        perfectDrawEnabled: false,
        sceneFunc: (context) => {
          const pen = context._context
          pen.save()
          if (scene) paint(pen, scene, sizeNow())
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
    const shapes = shapesIn(now, grown(visibleRect(painted, box), CHIP_REACH / painted.scale))
    paintShapes(pen, painted, shapes, now.painting)
    chips = placeChips(pen, painted, shapes, now.painting, edges())
    paintChips(pen, chips)
  })
  const liveLayer = layer((pen, now) => {
    if (now.stroke) paintStroke(pen, painted, now.stroke)
    for (const rect of now.groups) paintGroup(pen, painted, rect)
    paintShapes(pen, painted, now.live, now.painting, true)
    paintChips(pen, placeChips(pen, painted, now.live, now.painting, edges()))
    paintHandles(pen, painted, handlesOf(now.gripped, 1 / painted.scale))
    paintDraftMarks(pen, painted, now.marks)
    if (now.marquee) paintMarquee(pen, painted, now.marquee)
  })
  const frameLayer = layer((pen, now, box) => {
    if (now.photo) paintFrame(pen, current, box, now.photo.size, { ...now.frame, cursor })
  })

  /** Paints anew only where shapes were taken up or put back: ten thousand others stay as they are. */
  const repaintAround = (changed: readonly Annotation[], now: Scene): void => {
    const places = changed.flatMap(({ shape }) => {
      const bounds = boundsOf(shape)
      return bounds ? grown(stageRect(painted, bounds), LINE_REACH) : []
    })
    const named = chips.filter(({ of }) => changed.includes(of)).map(({ place }) => grown(place, 2))
    const around = unite([...places, ...named])
    if (!around) return
    const [x, y] = [Math.floor(around.x), Math.floor(around.y)]
    const area = { x, y, w: Math.ceil(around.x + around.w) - x, h: Math.ceil(around.y + around.h) - y }
    const pen = shapesLayer.getContext()._context
    pen.save()
    pen.beginPath()
    pen.rect(area.x, area.y, area.w, area.h)
    pen.clip()
    pen.clearRect(area.x, area.y, area.w, area.h)
    const { scale } = painted
    const inImage = {
      x: (area.x - painted.x) / scale,
      y: (area.y - painted.y) / scale,
      w: area.w / scale,
      h: area.h / scale,
    }
    paintShapes(pen, painted, shapesIn(now, grown(inImage, LINE_REACH / scale)), now.painting)
    paintChips(
      pen,
      chips.filter(({ of, place }) => !now.moving.has(of) && rectsTouch(place, area)),
    )
    pen.restore()
  }

  let unwatch = (): void => {}
  const watch = (photo: Photo | null): void => {
    unwatch()
    const repaint = (): void => void photoLayer.batchDraw()
    const stops = photo ? [photo.watch(repaint), useAdjustment.subscribe(repaint)] : []
    unwatch = () => {
      for (const stop of stops) stop()
    }
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
      const before = scene
      const moved = view.scale !== painted.scale || view.x !== painted.x || view.y !== painted.y || rest !== null
      if (before?.photo !== next.photo) watch(next.photo)
      scene = next
      if (moved) settle(view)
      if (moved || before?.photo !== next.photo) photoLayer.draw()
      if (moved || before?.shapes !== next.shapes || before.painting !== next.painting) shapesLayer.draw()
      else if (before.moving !== next.moving) repaintAround([...before.moving.symmetricDifference(next.moving)], next)
      liveLayer.draw()
      if (moved || before?.frame !== next.frame) frameLayer.draw()
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
      frameLayer.batchDraw()
      if (rest !== null) clearTimeout(rest)
      rest = setTimeout(() => {
        settle(view)
        stage.draw()
      }, REST_MS)
    },
    point: (at) => {
      cursor = at
      if (scene && (scene.frame.crosshair || scene.frame.rulers)) frameLayer.batchDraw()
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
