import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { moveCaret, type TextSelection } from '../../shared/domain/tools/text-caret.ts'
import type { AnnotationId } from '../../shared/model/ids.ts'
import type { LabelStyle } from '../ui/label-style.ts'
import { caretRect, offsetAt, offsetsOfSelection, rectOfRange, showSelection } from './dom-offsets.ts'
import css from './text-canvas.module.css'
import { layOut, type Paragraph, type Segment, type TextMark } from './text-layout.ts'

export type PaintedMark = TextMark & {
  readonly style: LabelStyle
  readonly part: 'predicted' | 'yours' | 'was'
  readonly selected: boolean
  /** Label and score behind the span's end. */
  readonly chip: string
}

type TextCanvasProps = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly marks: readonly PaintedMark[]
  readonly selection: TextSelection | null
  /** `stretch`: an end of what was selected before was moved, with Shift. */
  onSelect(selection: TextSelection | null, stretch: boolean): void
  /** Shift was let go: what was stretched stands. */
  onStretched(): void
  /** A span was clicked: those under the pointer, innermost first. */
  onPick(ids: readonly AnnotationId[]): void
  onPainted(): void
}

type Marks = ReadonlyMap<AnnotationId, PaintedMark>

const LANE_PX = 5

/** One underline for each lane, below the words: solid for the reviewer's, dashed for the model's. */
const underlines = (segment: Segment, laneCount: number, marks: Marks): CSSProperties | undefined => {
  const images: string[] = []
  const sizes: string[] = []
  const positions: string[] = []
  for (const [lane, id] of segment.lanes.entries()) {
    const mark = id === null ? undefined : marks.get(id)
    if (!mark) continue
    const { mark: color } = mark.style
    images.push(
      mark.part === 'yours'
        ? `linear-gradient(${color}, ${color})`
        : `repeating-linear-gradient(90deg, ${color} 0 ${mark.part === 'was' ? 2 : 6}px, transparent 0 ${mark.part === 'was' ? 5 : 9}px)`,
    )
    sizes.push(`100% ${mark.selected ? 4 : mark.part === 'yours' ? 3 : 2}px`)
    positions.push(`0 calc(100% - ${(laneCount - 1 - lane) * LANE_PX}px)`)
  }
  if (images.length === 0) return undefined
  const tinted = segment.lanes.some((id) => id !== null && marks.get(id)?.selected)
  return {
    paddingBottom: laneCount * LANE_PX,
    backgroundImage: images.join(', '),
    backgroundSize: sizes.join(', '),
    backgroundPosition: positions.join(', '),
    ...(tinted ? { backgroundColor: 'var(--span-tint)' } : {}),
  }
}

const Chip = ({ mark }: { readonly mark: PaintedMark }): ReactNode => (
  // The words are generated content, so that text offsets in the page stay those of the text.
  <span
    className={css.chip}
    data-chip={mark.chip}
    data-part={mark.part}
    data-selected={mark.selected || undefined}
    style={{ background: mark.style.chip, color: mark.style.onChip }}
  />
)

type ParagraphProps = {
  readonly text: string
  readonly paragraph: Paragraph
  readonly marks: Marks
  /** Changes when the look of any mark in this paragraph changes. */
  readonly look: string
}

const ParagraphView = memo(
  ({ text, paragraph, marks }: ParagraphProps): ReactNode => (
    <div
      className={css.paragraph}
      dir="auto"
      data-start={paragraph.start}
      style={{ lineHeight: `${26 + Math.max(0, paragraph.laneCount - 1) * LANE_PX}px` }}
    >
      {paragraph.start === paragraph.end ? <br /> : null}
      {paragraph.segments.map((segment) => (
        <span
          key={segment.start}
          data-from={segment.start}
          data-marks={segment.lanes.some((id) => id !== null) || undefined}
        >
          <span className={css.words} style={underlines(segment, paragraph.laneCount, marks)}>
            {text.slice(segment.start, segment.end)}
          </span>
          {segment.endings.map((id) => {
            const mark = marks.get(id)
            return mark ? <Chip key={id} mark={mark} /> : null
          })}
        </span>
      ))}
    </div>
  ),
  (before, after) => before.text === after.text && before.paragraph === after.paragraph && before.look === after.look,
)
ParagraphView.displayName = 'Paragraph'

const lookOf = (paragraph: Paragraph, marks: Marks): string =>
  [...new Set(paragraph.segments.flatMap((segment) => segment.lanes))]
    .flatMap((id) => (id === null ? [] : (marks.get(id) ?? [])))
    .map((mark) => `${mark.id} ${mark.chip} ${mark.part} ${mark.selected} ${mark.style.chip}`)
    .join('|')

/** Where an arrow or Home and End take the caret; null for other keys. Shift extends, Ctrl goes by words. */
const keyTarget = (event: KeyboardEvent, text: string, at: number, lineStep: (by: 1 | -1) => number): number | null => {
  const word = event.ctrlKey || (event.altKey && !event.shiftKey)
  switch (event.key) {
    case 'ArrowLeft':
      return moveCaret(text, at, word ? 'word' : 'grapheme', 'back')
    case 'ArrowRight':
      return moveCaret(text, at, word ? 'word' : 'grapheme', 'forward')
    case 'ArrowUp':
      return word ? moveCaret(text, at, 'paragraph', 'back') : lineStep(-1)
    case 'ArrowDown':
      return word ? moveCaret(text, at, 'paragraph', 'forward') : lineStep(1)
    case 'Home':
      return word ? 0 : moveCaret(text, at + 1, 'paragraph', 'back')
    case 'End': {
      if (word) return text.length
      const end = text.slice(at).search(/\r?\n|\r/)
      return end < 0 ? text.length : at + end
    }
    default:
      return null
  }
}

/** Immutable text with marks in lanes. Selecting is by mouse or by caret keys; it decides nothing itself. */
export const TextCanvas = (props: TextCanvasProps): ReactNode => {
  const { text, marks, selection } = props
  const host = useRef<HTMLDivElement>(null)
  const caret = useRef<HTMLDivElement>(null)
  const previous = useRef<readonly Paragraph[]>([])
  const latest = useRef(props)
  latest.current = props

  const byId: Marks = useMemo(() => new Map(marks.map((mark) => [mark.id, mark])), [marks])
  const paragraphs = useMemo(() => {
    previous.current = layOut(text, marks, previous.current)
    return previous.current
  }, [text, marks])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a painted text is what is told, not a change of props.
  useLayoutEffect(() => latest.current.onPainted(), [text])

  useLayoutEffect(() => {
    const element = host.current
    const bar = caret.current
    if (!element || !bar) return
    // Setting the page's selection takes the keyboard with it: not from a field that is being typed into.
    const free = document.activeElement === element || document.activeElement === document.body
    if (free) showSelection(element, selection)
    const rect = selection && document.activeElement === element ? caretRect(element, selection.focus) : null
    bar.hidden = rect === null
    if (!rect) return
    const frame = element.getBoundingClientRect()
    bar.style.transform = `translate(${rect.left - frame.left + element.scrollLeft}px, ${rect.top - frame.top + element.scrollTop}px)`
    bar.style.height = `${rect.height}px`
  })

  useEffect(() => {
    const [first] = marks.filter((mark) => mark.selected)
    const element = host.current
    const range = first?.ranges[0]
    const rect = element && range ? rectOfRange(element, range.start, range.end) : null
    const frame = element?.getBoundingClientRect()
    if (!element || !rect || !frame) return
    if (rect.top < frame.top + 24) element.scrollTop += rect.top - frame.top - 64
    else if (rect.bottom > frame.bottom - 24) element.scrollTop += rect.bottom - frame.bottom + 64
  }, [marks])

  const pointerUp = (event: PointerEvent) => {
    const element = host.current
    if (!element) return
    const chosen = offsetsOfSelection(element)
    if (chosen && chosen.anchor !== chosen.focus) return props.onSelect(chosen, event.shiftKey)
    const at = offsetAt(element, event.clientX, event.clientY)
    if (at === null) return props.onSelect(null, false)
    const length = (mark: PaintedMark): number => mark.ranges.reduce((sum, range) => sum + range.end - range.start, 0)
    const under = marks
      .filter((mark) => mark.part !== 'was' && mark.ranges.some((range) => range.start <= at && at < range.end))
      .sort((a, b) => length(a) - length(b))
    props.onSelect({ anchor: at, focus: at }, false)
    props.onPick(under.map((mark) => mark.id))
  }

  const lineStep =
    (from: number) =>
    (by: 1 | -1): number => {
      const element = host.current
      const rect = element && caretRect(element, from)
      if (!element || !rect) return from
      return offsetAt(element, rect.left, by === 1 ? rect.bottom + 14 : rect.top - 14) ?? (by === 1 ? text.length : 0)
    }

  const keyDown = (event: KeyboardEvent) => {
    if (event.metaKey) return
    // Shift moves the end of the selection; with Alt its start.
    const start = event.shiftKey && event.altKey
    const at = (start ? selection?.anchor : selection?.focus) ?? 0
    const target = keyTarget(event, text, at, lineStep(at))
    if (target === null) return
    event.preventDefault()
    event.stopPropagation()
    if (start) props.onSelect({ anchor: target, focus: selection?.focus ?? at }, true)
    else props.onSelect({ anchor: event.shiftKey ? (selection?.anchor ?? at) : target, focus: target }, event.shiftKey)
  }

  return (
    <div
      id={props.id}
      ref={host}
      className={css.text}
      role="document"
      aria-label={props.name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the text takes caret keys.
      tabIndex={0}
      onPointerUp={pointerUp}
      onKeyDown={keyDown}
      onKeyUp={(event) => event.key === 'Shift' && props.onStretched()}
      onBlur={props.onStretched}
    >
      <div ref={caret} className={css.caret} hidden aria-hidden />
      <div className={css.column}>
        {paragraphs.map((paragraph) => (
          <ParagraphView
            key={paragraph.start}
            text={text}
            paragraph={paragraph}
            marks={byId}
            look={lookOf(paragraph, byId)}
          />
        ))}
      </div>
    </div>
  )
}
