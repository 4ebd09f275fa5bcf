import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import type { Size } from '../../shared/domain/geometry/box.ts'
import { toImage, type View } from '../../shared/domain/geometry/view.ts'
import { NO_CONTACTS, onContact, type Phase } from '../../shared/domain/tools/contacts.ts'
import type { ToolInput } from '../../shared/domain/tools/tool.ts'
import type { Point } from '../../shared/model/shape.ts'
import { t } from '../i18n/t.ts'
import { usePictureDrag } from './drag-picture.ts'
import css from './photo-canvas.module.css'
import type { Scene } from './scene.ts'
import { createPhotoStage, type PhotoStage } from './stage.ts'

type PhotoCanvasProps = {
  readonly id: string
  /** What the picture is, for those who cannot see it. */
  readonly name: string
  readonly scene: Scene
  /** Scenes between two of these, as the hand moves: painted at once, past React. Stops when the answer is called. */
  readonly steps?: (paint: (scene: Scene) => void) => () => void
  readonly view: View | null
  /** The view is on the move: layers are shifted now and painted anew at rest. */
  readonly gliding: boolean
  readonly cursor: 'default' | 'crosshair' | 'grab'
  /** Whether Enter and the arrows belong to what is in the hand. */
  readonly busy: boolean
  /** Whether arrows move what stands there, not what is being drawn. */
  readonly nudges: boolean
  onInput(input: ToolInput): void
  onResize(size: Size): void
  onZoom(factor: number, at: Point): void
  /** Fingers move the picture by CSS pixels. */
  onPan(by: Point): void
  /** The right button was dragged so far, in CSS pixels, over a picture of 16 bits; null where the picture has no window. */
  readonly onWindow: ((by: Point) => void) | null
  onCursor(at: Point | null): void
  /** Space is held: the hand moves the picture. */
  onHold(held: boolean): void
  onPainted(): void
}

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
/** CSS pixels an arrow press moves what is being drawn: plainly, with Ctrl. */
const STEP = 4
const COARSE = 32
/** Image pixels it nudges what stands there: plainly, with Ctrl. */
const NUDGE = 1
const COARSE_NUDGE = 10

const arrowInput = (event: KeyboardEvent, scale: number, nudges: boolean): ToolInput | null => {
  const way = ARROWS[event.key]
  // Alt with an arrow is a shortcut.
  if (!way || event.altKey) return null
  const coarse = event.ctrlKey || event.metaKey
  const step = nudges ? (coarse ? COARSE_NUDGE : NUDGE) : (coarse ? COARSE : STEP) / scale
  return { type: 'arrow', by: [way[0] * step, way[1] * step], size: event.shiftKey }
}

/** The picture with its shapes. Pointer, wheel and keys become tool inputs; it decides nothing itself. */
export const PhotoCanvas = (props: PhotoCanvasProps): ReactNode => {
  const { scene, view, gliding, cursor } = props
  const host = useRef<HTMLDivElement>(null)
  const stage = useRef<PhotoStage | null>(null)
  const shown = useRef<Scene | null>(null)
  const contacts = useRef(NO_CONTACTS)
  const drag = usePictureDrag(props.onPan, props.onWindow)
  const latest = useRef(props)
  latest.current = props

  useLayoutEffect(() => {
    const element = host.current
    if (!element) return
    const size = (): Size => ({ width: element.clientWidth, height: element.clientHeight })
    const made = createPhotoStage(element, size())
    stage.current = made
    const resized = () => {
      made.resize(size())
      latest.current.onResize(size())
    }
    resized()
    const observer = new ResizeObserver(resized)
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      stage.current = null
      shown.current = null
    }
  }, [])

  useLayoutEffect(() => {
    if (!view || !stage.current) return
    // A view on the move stays with what is painted; another scene is painted whatever the view does.
    if (gliding && shown.current === scene) stage.current.glide(view)
    else stage.current.show(scene, view)
    shown.current = scene
    if (scene.photo) latest.current.onPainted()
  }, [scene, view, gliding])

  const { steps } = props
  useEffect(
    () =>
      steps?.((step) => {
        const now = latest.current.view
        if (now) stage.current?.show(step, now)
        shown.current = step
      }),
    [steps],
  )

  useEffect(() => {
    const element = host.current
    if (!element) return
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1
      const box = element.getBoundingClientRect()
      const speed = event.ctrlKey ? 0.01 : 0.0022
      latest.current.onZoom(Math.exp(-event.deltaY * lines * speed), [
        event.clientX - box.left,
        event.clientY - box.top,
      ])
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [])

  const pointer = (phase: Phase, event: PointerEvent<HTMLDivElement>) => {
    const now = latest.current.view
    const box = host.current?.getBoundingClientRect()
    if (!now || !box) return
    const at: Point = [event.clientX - box.left, event.clientY - box.top]
    const kind = event.pointerType === 'touch' || event.pointerType === 'pen' ? event.pointerType : 'mouse'
    const size = Math.max(event.width, event.height)
    const step = onContact(contacts.current, phase, { id: event.pointerId, pointer: kind, at, size })
    contacts.current = step.contacts
    if (step.pan[0] !== 0 || step.pan[1] !== 0) props.onPan(step.pan)
    if (step.zoom) props.onZoom(step.zoom.factor, step.zoom.at)
    if (step.input === 'abort') return props.onInput({ type: 'abort' })
    const inImage = toImage(now, at)
    props.onCursor(inImage)
    stage.current?.point(inImage)
    if (step.input === null) return
    const { shiftKey: shift, altKey: alt } = event
    const mod = event.ctrlKey || event.metaKey
    props.onInput({ type: step.input, at: inImage, stage: at, shift, alt, mod, pointer: kind })
  }

  const hold = (held: boolean) => {
    drag.hold(held)
    props.onHold(held)
  }

  const keyDown = (event: KeyboardEvent) => {
    const scale = latest.current.view?.scale
    const arrow = scale === undefined ? null : arrowInput(event, scale, props.nudges)
    if (arrow) {
      event.preventDefault()
      event.stopPropagation()
      return props.onInput(arrow)
    }
    if (event.key === 'Enter' && props.busy && !event.shiftKey) {
      event.preventDefault()
      event.stopPropagation()
      return props.onInput({ type: 'enter' })
    }
    if ((event.key === 'Backspace' || event.key === 'Delete') && props.busy) {
      event.preventDefault()
      event.stopPropagation()
      return props.onInput({ type: event.key === 'Delete' ? 'delete' : 'back' })
    }
    if (event.key === ' ') {
      event.preventDefault()
      if (!event.repeat) hold(true)
    }
  }

  const keyUp = (event: KeyboardEvent) => {
    if (ARROWS[event.key]) props.onInput({ type: 'arrow-end' })
    if (event.key === ' ') hold(false)
  }

  return (
    <div
      id={props.id}
      ref={host}
      className={css.stage}
      role="application"
      aria-label={props.name}
      aria-roledescription={t('picture')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture takes keys: arrows place and nudge boxes.
      tabIndex={0}
      style={{ cursor }}
      onPointerDown={(event) => {
        if (drag.down(event) || event.button !== 0) return
        event.currentTarget.focus({ preventScroll: true })
        event.currentTarget.setPointerCapture(event.pointerId)
        pointer('down', event)
      }}
      // Else a pressed wheel would start the browser's own scrolling.
      onMouseDown={(event) => event.button === 1 && event.preventDefault()}
      onContextMenu={(event) => props.onWindow && event.preventDefault()}
      onPointerMove={(event) => drag.move(event) || pointer('move', event)}
      onPointerUp={(event) => drag.up() || pointer('up', event)}
      onPointerCancel={(event) => drag.up() || pointer('cancel', event)}
      onPointerLeave={(event) => {
        pointer('leave', event)
        props.onCursor(null)
        stage.current?.point(null)
      }}
      onKeyDown={keyDown}
      onKeyUp={keyUp}
      onBlur={() => {
        props.onInput({ type: 'arrow-end' })
        hold(false)
      }}
    />
  )
}
