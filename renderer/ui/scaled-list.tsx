import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import css from './scaled-list.module.css'

/** Browsers cap an element's height (33,554,428 px in Chromium, less in Firefox); longer lists scroll scaled. */
export const TALLEST = 15_000_000
const OVERSCAN = 6

type ScaledListProps = {
  /** Prefix of the rows' DOM ids; unique in the page. */
  readonly id: string
  readonly label: string
  readonly count: number
  /** CSS pixels; every row has it. */
  readonly rowHeight: number
  /** The row that arrows move from; 0-based. */
  readonly active: number
  readonly onActive: (index: number) => void
  readonly onChoose: (index: number) => void
  readonly selected: number | null
  /** Where rows can be ticked: which are, and what to do when rows from one to another are. */
  readonly ticked?: (index: number) => boolean
  readonly onTick?: (from: number, to: number, on: boolean) => void
  readonly onVisible: (first: number, last: number) => void
  readonly row: (index: number) => ReactNode
}

type View = { readonly top: number; readonly offset: number; readonly height: number }

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

const target = (key: string, active: number, page: number, last: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return active + 1
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + page
    case 'PageUp':
      return active - page
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/** Where the list stands: `offset` in the list's own pixels, `top` in the element's, which is shorter when scaled. */
const useScaledScroll = (total: number) => {
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState<View>({ top: 0, offset: 0, height: 0 })
  const offset = useRef(0)
  const expectedTop = useRef(0)
  const inner = Math.min(total, TALLEST)

  const ratio = useCallback(
    (height: number): number => (inner <= height || total <= TALLEST ? 1 : (total - height) / (inner - height)),
    [inner, total],
  )

  const moveTo = useCallback(
    (wanted: number): void => {
      const element = scroller.current
      if (element === null) return
      const height = element.clientHeight
      offset.current = clamp(wanted, 0, Math.max(0, total - height))
      element.scrollTop = offset.current / ratio(height)
      expectedTop.current = element.scrollTop
      setView({ top: element.scrollTop, offset: offset.current, height })
    },
    [ratio, total],
  )

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onScroll = () => {
      // Only a scroll that this module did not make itself says where the person went.
      if (Math.abs(element.scrollTop - expectedTop.current) > 0.5)
        offset.current = element.scrollTop * ratio(element.clientHeight)
      expectedTop.current = element.scrollTop
      setView({ top: element.scrollTop, offset: offset.current, height: element.clientHeight })
    }
    const onWheel = (event: WheelEvent) => {
      // The scaled scroll would leap by many rows a notch; the wheel moves the list's own pixels instead.
      if (total <= TALLEST || event.ctrlKey || event.deltaY === 0) return
      event.preventDefault()
      moveTo(offset.current + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1))
    }
    const sized = new ResizeObserver(() => moveTo(offset.current))
    sized.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      sized.disconnect()
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('wheel', onWheel)
    }
  }, [moveTo, ratio, total])

  return { scroller, view, inner, moveTo, offset }
}

/** Ticking rows: Space, Shift with arrows, a click with Ctrl, ⌘ or Shift, or on what bears `data-tick`. */
const useTicking = ({ active, ticked, onTick }: ScaledListProps) => {
  const anchor = useRef<number | null>(null)
  const stretch = (to: number): void => onTick?.(anchor.current ?? active, to, true)
  const toggle = (index: number): void => {
    anchor.current = index
    onTick?.(index, index, ticked?.(index) !== true)
  }
  return {
    stretch,
    keyDown: (event: KeyboardEvent): boolean => {
      if (event.key !== ' ' || !onTick) return false
      event.preventDefault()
      event.stopPropagation()
      toggle(active)
      return true
    },
    click: (event: MouseEvent, index: number): boolean => {
      const onBox = event.target instanceof Element && event.target.closest('[data-tick]') !== null
      if (!onTick || (!onBox && !event.shiftKey && !event.ctrlKey && !event.metaKey)) return false
      if (event.shiftKey) stretch(index)
      else toggle(index)
      return true
    },
  }
}

/** A listbox of any length. Only the rows near the viewport exist. Arrows, Home, End, Page Up and Down, Enter. */
export const ScaledList = (props: ScaledListProps): ReactNode => {
  const { id, count, rowHeight, active, onActive, onVisible } = props
  const total = count * rowHeight
  const { scroller, view, inner, moveTo, offset } = useScaledScroll(total)
  const first = clamp(Math.floor(view.offset / rowHeight) - OVERSCAN, 0, Math.max(0, count - 1))
  const last = clamp(Math.ceil((view.offset + view.height) / rowHeight) + OVERSCAN, 0, count - 1)

  useEffect(() => {
    if (count > 0 && view.height > 0) onVisible(first, last)
  }, [count, first, last, view.height, onVisible])

  const reveal = useCallback(
    (index: number): void => {
      const height = scroller.current?.clientHeight ?? 0
      const top = index * rowHeight
      if (top < offset.current) moveTo(top)
      else if (top + rowHeight > offset.current + height) moveTo(top + rowHeight - height)
    },
    [moveTo, offset, rowHeight, scroller],
  )

  const { selected } = props
  useEffect(() => {
    if (selected !== null) reveal(selected)
  }, [selected, reveal])

  const ticking = useTicking(props)
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (ticking.keyDown(event)) return
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter') {
      event.preventDefault()
      event.stopPropagation()
      if (active < count) props.onChoose(active)
      return
    }
    const wanted = target(event.key, active, Math.max(1, Math.floor(view.height / rowHeight) - 1), count - 1)
    if (wanted === null || count === 0) return
    event.preventDefault()
    event.stopPropagation()
    const next = clamp(wanted, 0, count - 1)
    if (event.shiftKey) ticking.stretch(next)
    onActive(next)
    reveal(next)
  }

  const rows: ReactNode[] = []
  for (let index = first; index <= last; index += 1)
    rows.push(
      // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox takes the keys for its options.
      <div
        key={index}
        id={`${id}-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === selected}
        aria-checked={props.ticked?.(index)}
        aria-setsize={count}
        aria-posinset={index + 1}
        data-active={index === active}
        className={css.row}
        style={{ top: view.top + index * rowHeight - view.offset, height: rowHeight }}
        onClick={(event) => {
          if (!ticking.click(event, index)) props.onChoose(index)
          onActive(index)
        }}
      >
        {props.row(index)}
      </div>,
    )

  return (
    <div
      ref={scroller}
      className={css.list}
      role="listbox"
      aria-label={props.label}
      tabIndex={0}
      {...(count > 0 && active >= first && active <= last ? { 'aria-activedescendant': `${id}-${active}` } : {})}
      onKeyDown={onKeyDown}
    >
      <div className={css.inner} role="presentation" style={{ height: inner }}>
        {rows}
      </div>
    </div>
  )
}
