import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { selectedRange, type TextSelection } from '../../shared/domain/tools/text-caret.ts'
import { type Snap, type Stretch, snapSelection, type Tokens } from '../../shared/domain/tools/text-snap.ts'
import type { AnnotationId } from '../../shared/model/ids.ts'
import { t } from '../i18n/t.ts'
import type { LabelStyle } from '../ui/label-style.ts'
import { ArcView } from './arc-view.tsx'
import { BlockView, LANE, LINE } from './block-view.tsx'
import { caretRect, offsetAt, offsetsOfSelection, showSelection } from './dom-offsets.ts'
import { paintHits } from './paint-hits.ts'
import { settleChips } from './settle-chips.ts'
import { arcsIn, indexArcs, type PaintedRelation } from './text-arcs.ts'
import css from './text-canvas.module.css'
import { keyTarget } from './text-keys.ts'
import {
  type Block,
  type BlockLayout,
  blockAt,
  blocksOf,
  indexMarks,
  layOutBlock,
  type MarkIndex,
  MOST_LANES,
  MOST_LANES_OPENED,
  reindexMarks,
  type TextMark,
} from './text-layout.ts'
import { dragChip, selectByDrag } from './text-pointer.ts'

export type PaintedMark = TextMark & {
  readonly style: LabelStyle
  /** Whose it is: the model's, the same looked at and confirmed, the reviewer's, or what was predicted and is gone. */
  readonly part: 'predicted' | 'confirmed' | 'yours' | 'was'
  /** It stands in for something that was predicted otherwise. */
  readonly differs: boolean
  readonly chip: string
  readonly title: string
  /** The model's, 0 to 1; null unknown. */
  readonly score: number | null
}

export type TextCanvasProps = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly marks: readonly PaintedMark[]
  readonly selected: ReadonlySet<AnnotationId>
  readonly selection: TextSelection | null
  /** It scrolls by itself and fills its place; without, it is as tall as its text, within something that scrolls. */
  readonly scrolls: boolean
  readonly snap: Snap
  readonly tokens?: Tokens | undefined
  readonly relations: readonly PaintedRelation[]
  /** What was searched for, in text order, and the place of the one that was gone to. */
  readonly hits: readonly Stretch[]
  readonly hitAt: number
  /** Blanks, control and zero-width characters are shown too. */
  readonly showAll: boolean
  /** `stretch`: an end of what was selected before was moved, with Shift. */
  onSelect(selection: TextSelection | null, stretch: boolean): void
  /** Shift was let go: what was stretched stands. */
  onStretched(): void
  /** A span was clicked: those under the pointer, innermost first. */
  onPick(ids: readonly AnnotationId[]): void
  /** One mark's chip was dragged onto another's. */
  onRelate(from: AnnotationId, to: AnnotationId): void
  onPainted(): void
}

/** What was last laid out for a block, with what it was made of. */
type Laid = { readonly marks: readonly PaintedMark[]; readonly most: number; readonly layout: BlockLayout }

const sameMarks = (a: readonly PaintedMark[], b: readonly PaintedMark[]): boolean =>
  a.length === b.length && a.every((mark, i) => mark === b[i])

/** Layouts of the blocks asked for; a block whose marks did not change keeps its layout, and so is not painted again. */
const useLayouts = (text: string, marks: readonly PaintedMark[], selected: ReadonlySet<AnnotationId>) => {
  const blocks = useMemo(() => blocksOf(text), [text])
  const indexed = useRef<{ readonly marks: readonly PaintedMark[]; readonly index: MarkIndex<PaintedMark> } | null>(
    null,
  )
  const index = useMemo(() => {
    const last = indexed.current
    const next = last ? reindexMarks(last.index, last.marks, marks) : indexMarks(marks)
    indexed.current = { marks, index: next }
    return next
  }, [marks])
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const kept = useRef<{ readonly text: string; readonly laid: Map<number, Laid> }>({ text, laid: new Map() })
  if (kept.current.text !== text) kept.current = { text, laid: new Map() }
  const layOut = (at: number, block: Block, most: number, here: readonly PaintedMark[]): BlockLayout => {
    const known = kept.current.laid.get(at)
    if (known?.most === most && sameMarks(known.marks, here)) return known.layout
    const layout = layOutBlock(block, here, most)
    kept.current.laid.set(at, { marks: here, most, layout })
    return layout
  }
  const layoutAt = (at: number): { readonly layout: BlockLayout; readonly chosen: string } => {
    const block = blocks[at] ?? { start: 0, end: 0 }
    const here = index.within(block.start, Math.max(block.end, block.start + 1))
    const most = opened.has(at) ? MOST_LANES_OPENED : MOST_LANES
    const chosen = selected.size === 0 ? [] : here.filter((mark) => selected.has(mark.id)).map((mark) => mark.id)
    const layout = layOut(at, block, most, here)
    // A selected mark is always seen, even where it was one of too many.
    const seen = layout.hidden.some((id) => selected.has(id)) ? layOut(at, block, MOST_LANES_OPENED, here) : layout
    return { layout: seen, chosen: chosen.join(' ') }
  }
  const open = (at: number): void => setOpened((now) => new Set([...now, at]))
  return { blocks, index, layoutAt, open }
}

/** Characters in a line of the column, and pixels of a root em: for guessing how tall a block is before it is there. */
const PER_LINE = 76
const REM = 16

const breakGlyphOf = (text: string, block: Block, next: Block | undefined): string => {
  const between = text.slice(block.end, next?.start ?? block.end)
  return between === '' ? '' : between.replace('\r', '␍').replace('\n', '↵')
}

/** Immutable text with marks in lanes; only what is near the viewport stands in the page. It decides nothing itself. */
export const TextCanvas = (props: TextCanvasProps): ReactNode => {
  const { text, marks, selected, selection, scrolls, showAll } = props
  const host = useRef<HTMLDivElement>(null)
  const caret = useRef<HTMLDivElement>(null)
  const wanted = useRef<number | null>(null)
  const latest = useRef(props)
  latest.current = props
  const { blocks, index, layoutAt, open } = useLayouts(text, marks, selected)
  const arcs = useMemo(() => indexArcs(props.relations, index), [props.relations, index])
  const column = useRef<HTMLDivElement>(null)
  const crowded = marks.length / Math.max(1, text.length / PER_LINE)
  const virtual = useVirtualizer({
    count: blocks.length,
    enabled: scrolls,
    getScrollElement: () => host.current,
    estimateSize: (i) => {
      const block = blocks[i] ?? { start: 0, end: 0 }
      const lines = Math.max(1, Math.ceil((block.end - block.start) / PER_LINE))
      return lines * (LINE + LANE * Math.min(MOST_LANES, Math.ceil(crowded))) * REM + 4
    },
    overscan: 1,
    paddingStart: 2 * REM,
    paddingEnd: 4 * REM,
    initialRect: { width: 800, height: 800 },
  })
  const items = scrolls
    ? virtual.getVirtualItems().map((item) => ({ index: item.index, top: item.start }))
    : blocks.map((_, i) => ({ index: i, top: null }))

  // biome-ignore lint/correctness/useExhaustiveDependencies: a painted text is what is told, not a change of props.
  useLayoutEffect(() => latest.current.onPainted(), [text])

  /** Scrolls until an offset is in sight; where its block is not there yet, again once it is. */
  const reveal = (offset: number): void => {
    const element = host.current
    if (!element) return
    const rect = caretRect(element, offset)
    wanted.current = rect ? null : offset
    if (!rect && scrolls) virtual.scrollToIndex(blockAt(blocks, offset), { align: 'center' })
    if (rect && scrolls) scrollTo(element, rect)
    if (rect && !scrolls) revealWithin(element, rect)
  }

  useLayoutEffect(() => {
    const element = host.current
    const bar = caret.current
    if (!element || !bar) return
    // Setting the page's selection takes the keyboard with it: not from a field that is being typed into.
    const free = document.activeElement === element || document.activeElement === document.body
    if (free) showSelection(element, selection)
    paintHits(element, props.hits, props.hitAt)
    settleChips(element)
    if (wanted.current !== null && caretRect(element, wanted.current)) reveal(wanted.current)
    const rect = selection && document.activeElement === element ? caretRect(element, selection.focus) : null
    bar.hidden = rect === null
    if (!rect) return
    const frame = element.getBoundingClientRect()
    bar.style.transform = `translate(${rect.left - frame.left + element.scrollLeft}px, ${rect.top - frame.top + element.scrollTop}px)`
    bar.style.height = `${rect.height}px`
  })

  const [firstSelected] = selected
  const shownId = firstSelected !== undefined && index.byId.has(firstSelected) ? firstSelected : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newly selected mark comes into sight, once.
  useLayoutEffect(() => {
    const mark = shownId === null ? undefined : index.byId.get(shownId)
    const [range] = mark?.ranges ?? []
    if (range) reveal(range.start)
  }, [shownId])

  const keyboardFocus = selection?.focus
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret was moved.
  useLayoutEffect(() => {
    if (keyboardFocus !== undefined && document.activeElement === host.current) reveal(keyboardFocus)
  }, [keyboardFocus])

  const pickAt = (at: number): void => {
    const length = (mark: PaintedMark): number => mark.ranges.reduce((sum, range) => sum + range.end - range.start, 0)
    const under = index
      .within(at, at + 1)
      .filter((mark) => mark.part !== 'was' && mark.ranges.some((range) => range.start <= at && at < range.end))
      .sort((a, b) => length(a) - length(b))
    props.onSelect({ anchor: at, focus: at }, false)
    props.onPick(under.map((mark) => mark.id))
  }

  const mouseDown = (event: MouseEvent): void => {
    const element = host.current
    if (!element || event.button !== 0 || !(event.target instanceof Element)) return
    const more = event.target.closest<HTMLElement>('[data-more]')
    if (more) return
    // A press beside the text is one on its scroll bar.
    if (event.target === element && event.nativeEvent.offsetX > element.clientWidth) return
    event.preventDefault()
    element.focus({ preventScroll: true })
    const mark = event.target.closest<HTMLElement>('[data-mark]')?.dataset.mark
    const known = mark === undefined ? undefined : index.byId.get(mark as AnnotationId)
    if (known) {
      dragChip(element, event.nativeEvent, (onto) => {
        if (onto === null) props.onPick([known.id])
        else props.onRelate(known.id, onto as AnnotationId)
      })
      return
    }
    selectByDrag(element, event.nativeEvent, {
      text,
      tokens: props.tokens,
      from: selection?.anchor ?? null,
      onDone: (chosen, dragged) => {
        if (!chosen) return props.onSelect(null, false)
        if (!dragged) return pickAt(chosen.focus)
        props.onSelect(snapSelection(text, chosen, props.snap, props.tokens), event.shiftKey)
        if (event.shiftKey) props.onStretched()
      },
    })
  }

  /** A finger selects with the system's own handles; what they hold is read once it is lifted. */
  const pointerUp = (event: PointerEvent): void => {
    const element = host.current
    if (!element || event.pointerType !== 'touch') return
    const chosen = offsetsOfSelection(element)
    if (chosen && chosen.anchor !== chosen.focus) {
      props.onSelect(snapSelection(text, chosen, props.snap, props.tokens), false)
      return
    }
    const at = offsetAt(element, event.clientX, event.clientY)
    if (at !== null) pickAt(at)
  }

  const lineStep =
    (from: number) =>
    (by: 1 | -1): number => {
      const element = host.current
      const rect = element && caretRect(element, from)
      // Its block is not in the page yet: about a line further, as lines are long.
      if (!element || !rect) return Math.min(text.length, Math.max(0, from + by * PER_LINE))
      const block = blockAt(blocks, from)
      const inside = blocks[block] ?? { start: 0, end: text.length }
      const room = layoutAt(block).layout.laneCount * LANE * REM
      const y = by === 1 ? rect.bottom + room + 14 : rect.top - 14
      const at = offsetAt(element, rect.left, y)
      if (at !== null && at !== from && at > from === (by === 1)) return at
      // Nothing there: another block, which may not stand in the page yet.
      const next = blocks[block + by]
      if (!next) return by === 1 ? text.length : 0
      return by === 1 ? next.start : Math.min(next.end, next.start + Math.max(0, from - inside.start))
    }

  const keyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.altKey) return
    const at = selection?.focus ?? 0
    const by = props.snap === 'character' ? 'character' : 'grapheme'
    const target = keyTarget(event, text, at, by, lineStep(at))
    if (target === null) return
    event.preventDefault()
    event.stopPropagation()
    props.onSelect({ anchor: event.shiftKey ? (selection?.anchor ?? at) : target, focus: target }, event.shiftKey)
  }

  /** What is copied is the text itself, also where a part of it is not in the page. */
  const copy = (event: ClipboardEvent): void => {
    const range = selection && selectedRange(text, selection, 'character')
    if (!range) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', text.slice(range.start, range.end))
  }

  const laidArcs = items.map((item) => arcsIn(blocks[item.index] ?? { start: 0, end: 0 }, arcs))

  return (
    <div
      id={props.id}
      ref={host}
      className={css.text}
      data-scrolls={scrolls || undefined}
      role="document"
      aria-label={props.name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the text takes caret keys.
      tabIndex={0}
      onMouseDown={mouseDown}
      onPointerUp={pointerUp}
      onKeyDown={keyDown}
      onKeyUp={(event) => event.key === 'Shift' && props.onStretched()}
      onBlur={props.onStretched}
      onCopy={copy}
      onClick={(event) => {
        const more = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-more]') : null
        if (more) open(Number(more.dataset.more))
      }}
    >
      <div ref={column} className={css.column} style={scrolls ? { height: virtual.getTotalSize() } : undefined}>
        {items.map((item, i) => {
          const block = blocks[item.index]
          if (!block) return null
          const { layout, chosen } = layoutAt(item.index)
          return (
            <BlockView
              key={block.start}
              text={text}
              block={block}
              index={item.index}
              layout={layout}
              marks={index.byId}
              chosen={chosen}
              showAll={showAll}
              breakGlyph={showAll ? breakGlyphOf(text, block, blocks[item.index + 1]) : ''}
              arcs={Math.max(0, ...(laidArcs[i] ?? []).map(({ lane }) => lane + 1))}
              top={item.top}
              measure={scrolls ? virtual.measureElement : undefined}
              more={moreWords(layout.hidden.length)}
            />
          )
        })}
        <ArcView host={host} column={column} arcs={laidArcs.flat()} selected={selected} />
      </div>
      <div ref={caret} className={css.caret} hidden aria-hidden />
    </div>
  )
}

const moreWords = (count: number): string =>
  count === 0 ? '' : t('{count, plural, one {# more span} other {# more spans}}', { count })

const scrollTo = (element: HTMLElement, rect: DOMRect): void => {
  const frame = element.getBoundingClientRect()
  if (rect.top < frame.top + 24) element.scrollTop += rect.top - frame.top - 64
  else if (rect.bottom > frame.bottom - 24) element.scrollTop += rect.bottom - frame.bottom + 64
}

/** A text that does not scroll by itself: whatever it stands in does. */
const revealWithin = (element: HTMLElement, rect: DOMRect): void => {
  const probe = document.createElement('div')
  const frame = element.getBoundingClientRect()
  probe.style.cssText = `position:absolute;width:1px;height:${rect.height}px;top:${rect.top - frame.top}px`
  element.append(probe)
  probe.scrollIntoView({ block: 'nearest' })
  probe.remove()
}
