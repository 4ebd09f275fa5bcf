import { type ReactNode, useEffect, useRef } from 'react'
import { useReview } from '../review-state.ts'
import { growBrush, useBrush } from './mask-brush.ts'
import css from './mask-options.module.css'

/** The brush's own outline at the pointer; the wheel with Alt makes it larger or smaller. */
export const MaskCursor = ({ id }: { readonly id: string }): ReactNode => {
  const shown = useReview(({ hand }) => hand.tool === 'brush' || hand.tool === 'eraser')
  const scale = useReview(({ view }) => view?.scale ?? 1)
  const { size, tip } = useBrush()
  const mark = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const stage = document.getElementById(id)
    if (!stage || !shown) return
    const follow = (event: PointerEvent) => {
      if (!mark.current) return
      const box = stage.getBoundingClientRect()
      mark.current.style.transform = `translate(${event.clientX - box.left}px, ${event.clientY - box.top}px) translate(-50%, -50%)`
      mark.current.dataset.near = 'true'
    }
    const leave = () => mark.current?.removeAttribute('data-near')
    const wheel = (event: WheelEvent) => {
      if (!event.altKey) return
      event.preventDefault()
      event.stopImmediatePropagation()
      growBrush(event.deltaY < 0 ? 1 : -1)
    }
    stage.addEventListener('pointermove', follow)
    stage.addEventListener('pointerleave', leave)
    stage.addEventListener('wheel', wheel, { capture: true, passive: false })
    return () => {
      stage.removeEventListener('pointermove', follow)
      stage.removeEventListener('pointerleave', leave)
      stage.removeEventListener('wheel', wheel, { capture: true })
    }
  }, [id, shown])

  if (!shown) return null
  const side = Math.max(3, size * scale)
  return <div ref={mark} className={css.cursor} data-tip={tip} style={{ width: side, height: side }} aria-hidden />
}
