import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { moveLabel } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { LabelNode } from '../../../shared/domain/taxonomy/label-tree.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import { type Drop, dropAt } from './drop-place.ts'
import { edit, showLabel } from './taxonomy-state.ts'

/** CSS pixels that a pressed pointer moves before it drags: a click that shakes is a click. */
const SLACK = 5
/** This near to an edge of the list, CSS pixels, the list scrolls by as much a move. */
const NEAR = 28

type Press = { readonly id: LabelId; readonly y: number; readonly pointer: number }

/** Dragging a row of the tree to another place. Esc drops what is dragged where it was. */
export const useTreeDrag = (scroller: RefObject<HTMLElement | null>, rows: readonly LabelNode[], rowHeight: number) => {
  const press = useRef<Press | null>(null)
  const [dragged, setDragged] = useState<LabelId | null>(null)
  const [drop, setDrop] = useState<Drop | null>(null)
  const end = (): void => {
    press.current = null
    setDragged(null)
    setDrop(null)
  }
  useEffect(() => {
    if (dragged === null) return
    const cancel = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      press.current = null
      setDragged(null)
      setDrop(null)
    }
    window.addEventListener('keydown', cancel, true)
    return () => window.removeEventListener('keydown', cancel, true)
  }, [dragged])
  const over = (event: PointerEvent, id: LabelId): Drop | null => {
    const list = scroller.current
    if (!list || rows.length === 0) return null
    const { top, bottom } = list.getBoundingClientRect()
    if (event.clientY < top + NEAR) list.scrollTop -= NEAR / 2
    if (event.clientY > bottom - NEAR) list.scrollTop += NEAR / 2
    return dropAt(rows, (event.clientY - top + list.scrollTop) / rowHeight, id)
  }
  return {
    dragged,
    drop,
    onPointerDown: (event: PointerEvent, id: LabelId): void => {
      if (event.button !== 0) return
      press.current = { id, y: event.clientY, pointer: event.pointerId }
    },
    onPointerMove: (event: PointerEvent): void => {
      const begun = press.current
      if (!begun || begun.pointer !== event.pointerId) return
      if (dragged === null && Math.abs(event.clientY - begun.y) < SLACK) return
      if (dragged === null) {
        setDragged(begun.id)
        scroller.current?.setPointerCapture(event.pointerId)
      }
      setDrop(over(event, begun.id))
    },
    onPointerUp: (): void => {
      if (dragged !== null && drop !== null) {
        const [id, { place }] = [dragged, drop]
        edit((draft) => moveLabel(draft, id, place))
        showLabel(id)
      }
      end()
    },
    onPointerCancel: end,
  }
}
