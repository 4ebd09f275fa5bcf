import { type CSSProperties, memo, type ReactNode } from 'react'
import type { Lookup } from '../../shared/domain/splice.ts'
import type { AnnotationId } from '../../shared/model/ids.ts'
import { scoreColor } from '../ui/label-style.ts'
import css from './text-canvas.module.css'
import type { PaintedMark } from './text-canvas.tsx'
import { type Block, type BlockLayout, type Cell, leavesOf, type Segment } from './text-layout.ts'

/** Root ems: the height of a line without lanes, of a lane below it, and of an arc above it. */
export const LINE = 1.625
export const LANE = 0.9375
export const ARC = 0.875
/** The height of the words themselves (Inter's ascent and descent), from where lanes are counted. */
const WORDS = 1.21

type Marks = Lookup<AnnotationId, PaintedMark>

const image = (cell: Cell, mark: PaintedMark | undefined): string | null => {
  if (cell === 'more') return 'repeating-linear-gradient(90deg, var(--line-strong) 0 2px, transparent 0 5px)'
  if (!cell || !mark) return null
  const { mark: color } = mark.style
  if (cell.gap) return `repeating-linear-gradient(90deg, ${color} 0 1px, transparent 0 4px)`
  switch (mark.part) {
    case 'yours':
    case 'confirmed':
      return `linear-gradient(${color}, ${color})`
    case 'predicted':
      return `repeating-linear-gradient(90deg, ${color} 0 6px, transparent 0 9px)`
    case 'was':
      return `repeating-linear-gradient(90deg, ${color} 0 2px, transparent 0 5px)`
  }
}

const thickness = (cell: Cell, mark: PaintedMark | undefined, selected: boolean): number => {
  if (cell === 'more' || cell?.gap) return 1
  if (selected) return 4
  return mark?.part === 'yours' ? 3 : 2
}

/** One line for each lane, below the words: solid for the reviewer's, dashed for the model's, dotted through a gap. */
const lines = (
  segment: Segment,
  laneCount: number,
  marks: Marks,
  selected: ReadonlySet<string>,
): CSSProperties | undefined => {
  const images: string[] = []
  const sizes: string[] = []
  const positions: string[] = []
  let tinted = false
  for (const [lane, cell] of segment.lanes.entries()) {
    const mark = cell === null || cell === 'more' ? undefined : marks.get(cell.id)
    const line = image(cell, mark)
    if (line === null) continue
    const chosen = mark !== undefined && selected.has(mark.id)
    if (chosen && cell !== 'more' && cell?.gap === false) tinted = true
    images.push(line)
    sizes.push(`100% ${thickness(cell, mark, chosen)}px`)
    positions.push(`0 calc(${WORDS + lane * LANE}rem + 1px)`)
  }
  if (images.length === 0) return undefined
  if (tinted) {
    images.push('linear-gradient(var(--span-tint), var(--span-tint))')
    sizes.push(`100% ${WORDS}rem`)
    positions.push('0 0')
  }
  return {
    paddingBottom: `${laneCount * LANE}rem`,
    backgroundImage: images.join(', '),
    backgroundSize: sizes.join(', '),
    backgroundPosition: positions.join(', '),
  }
}

/** So many letters, even wide ones, are narrower than the widest chip. */
const SURELY_SHORT = 18

type ChipProps = { readonly mark: PaintedMark; readonly lane: number; readonly selected: boolean }

const Chip = ({ mark, lane, selected }: ChipProps): ReactNode => {
  const { style, score } = mark
  return (
    // The words are generated content, so that text offsets in the page stay those of the text.
    <span
      className={css.chip}
      aria-hidden
      title={mark.title}
      data-chip={mark.chip}
      data-mark={mark.id}
      data-part={mark.part}
      data-differs={mark.differs || undefined}
      data-long={mark.chip.length > SURELY_SHORT || undefined}
      data-selected={selected || undefined}
      style={{
        top: `calc(${WORDS + lane * LANE}rem + ${selected ? 5 : 4}px)`,
        color: style.onChip,
        backgroundColor: style.chip,
        ...(score === null
          ? {}
          : {
              backgroundImage: `linear-gradient(${scoreColor(score)}, ${scoreColor(score)})`,
              backgroundSize: `${Math.round(score * 100)}% 2px`,
            }),
      }}
    />
  )
}

type LeavesProps = {
  readonly text: string
  readonly segment: Segment
  readonly layout: BlockLayout
  readonly marks: Marks
  readonly selected: ReadonlySet<string>
  readonly showAll: boolean
}

const Leaves = ({ text, segment, layout, marks, selected, showAll }: LeavesProps): ReactNode => {
  const style = lines(segment, layout.laneCount, marks, selected)
  return leavesOf(text, segment.start, segment.end, showAll).map((leaf, i) => (
    <span
      key={leaf.start}
      data-from={leaf.start}
      className={leaf.glyph === null ? css.words : css.special}
      data-glyph={leaf.glyph ?? undefined}
      data-chips={(i === 0 && segment.chips.length > 0) || undefined}
      style={style}
    >
      {i === 0
        ? segment.chips.map(({ id, lane }) => {
            const mark = marks.get(id)
            return mark ? <Chip key={id} mark={mark} lane={lane} selected={selected.has(id)} /> : null
          })
        : null}
      {leaf.text}
    </span>
  ))
}

export type BlockViewProps = {
  readonly text: string
  readonly block: Block
  readonly index: number
  readonly layout: BlockLayout
  readonly marks: Marks
  /** Ids of the selected marks in this block, parted by blanks. */
  readonly chosen: string
  readonly showAll: boolean
  /** What stands for the line break behind it, where such characters are shown. */
  readonly breakGlyph: string
  /** How many arcs lie above its lines. */
  readonly arcs: number
  /** Where it stands, in CSS pixels; null where the page places it. */
  readonly top: number | null
  readonly measure?: ((element: HTMLElement | null) => void) | undefined
  readonly more: string
}

/** One paragraph with its marks in lanes. Painted again only when something in it changed. */
export const BlockView = memo((props: BlockViewProps): ReactNode => {
  const { block, layout, index, arcs, top } = props
  const selected = new Set(props.chosen === '' ? [] : props.chosen.split(' '))
  const [above, below] = [arcs * ARC, layout.laneCount * LANE]
  return (
    <div
      ref={props.measure}
      className={css.block}
      dir="auto"
      data-index={index}
      data-start={block.start}
      data-end={block.end}
      data-placed={top !== null || undefined}
      data-crowded={layout.hidden.length > 0 || undefined}
      style={top === null ? undefined : { top }}
    >
      <div
        className={css.lines}
        // Half of a line's extra height would lie above the words: they move so that each side has what it needs.
        style={{ lineHeight: `${LINE + above + below}rem`, top: `${(above - below) / 2}rem` }}
      >
        {block.start === block.end ? <br /> : null}
        {layout.segments.map((segment) => (
          <Leaves
            key={segment.start}
            text={props.text}
            segment={segment}
            layout={layout}
            marks={props.marks}
            selected={selected}
            showAll={props.showAll}
          />
        ))}
        {props.breakGlyph === '' ? null : <span className={css.break} aria-hidden data-glyph={props.breakGlyph} />}
      </div>
      {layout.hidden.length > 0 ? (
        <button type="button" className={css.more} data-more={index} tabIndex={-1} data-words={props.more} />
      ) : null}
    </div>
  )
}, sameBlock)
BlockView.displayName = 'Block'

/** Everything but the index of all marks, which is new with each edit anywhere: a block's own layout says what changed. */
function sameBlock(a: BlockViewProps, b: BlockViewProps): boolean {
  return (
    a.text === b.text &&
    a.layout === b.layout &&
    a.index === b.index &&
    a.chosen === b.chosen &&
    a.showAll === b.showAll &&
    a.breakGlyph === b.breakGlyph &&
    a.arcs === b.arcs &&
    a.top === b.top
  )
}
