import { type ReactNode, useMemo } from 'react'
import { sameJson } from '../../../../shared/domain/same-json.ts'
import { cycleHit } from '../../../../shared/domain/spatial-index/shape-index.ts'
import type { TextSelection } from '../../../../shared/domain/tools/text-caret.ts'
import type { Tokens } from '../../../../shared/domain/tools/text-snap.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { TextCanvas } from '../../../text/text-canvas.tsx'
import { commitShapes } from '../commands.ts'
import { selectedText } from '../labels/labels.ts'
import { selectRow } from '../objects/object-actions.ts'
import { rowById } from '../objects/object-view.ts'
import { review, setReview, useReview } from '../review-state.ts'
import { relationsOf } from './relation-rows.ts'
import { selectedSpan } from './text-hand.ts'
import { marksOf } from './text-marks.ts'
import { linkTo } from './text-relating.ts'
import { hitsIn, useTextSearch } from './text-search.ts'
import { useTextSettings } from './text-settings.ts'

const pick = (ids: readonly AnnotationId[]): void => {
  const [selected = null] = review().selection
  const next = cycleHit(ids, selected)
  const row = next === null ? null : rowById(review(), next)
  if (row) selectRow(row)
  else setReview({ selection: [] })
}

/** Gives the selected span, where it is in one piece, the ends it was stretched to. */
const stretched = (): void => {
  const span = selectedSpan()
  const shape = span?.shape.ranges.length === 1 ? selectedText(review()) : null
  if (span && shape?.kind === 'span' && shape.turn === span.shape.turn && !sameJson(shape, span.shape)) {
    commitShapes({ label: `move the ends of ${span.label}`, put: [{ ...span, shape }], remove: [] })
  }
}

const select = (caret: TextSelection | null, stretch: boolean): void => {
  const span = stretch && caret !== null ? selectedSpan() : null
  const keeps = span?.shape.ranges.length === 1 && span.shape.turn === caret?.turn
  setReview(keeps ? { caret } : { caret, selection: [] })
}

type SpanTextProps = {
  readonly id: string
  readonly name: string
  readonly text: string
  /** The turn of a conversation that the text is; the case's own text without it. */
  readonly turn?: number
  readonly tokens?: Tokens | undefined
  /** Fills its place and scrolls by itself; otherwise as tall as its text. */
  readonly scrolls: boolean
  readonly onPainted?: () => void
}

const nothing = (): void => undefined

/** A text of the case on the desk with its spans, to be read, marked and edited. */
export const SpanText = ({ turn, onPainted = nothing, ...props }: SpanTextProps): ReactNode => {
  const marks = useReview((state) => marksOf(state, turn))
  const selection = useReview((state) => state.selection)
  const caret = useReview((state) => (state.caret?.turn === turn ? state.caret : null))
  const snap = useTextSettings((settings) => settings.snap)
  const showAll = useTextSettings((settings) => settings.showAll)
  const relations = useReview((state) => relationsOf(state))
  const hits = useTextSearch((state) => hitsIn(state, turn).hits)
  const hitAt = useTextSearch((state) => hitsIn(state, turn).at)
  const selected = useMemo(() => new Set(selection), [selection])
  return (
    <TextCanvas
      {...props}
      marks={marks}
      selected={selected}
      selection={caret}
      relations={relations}
      hits={hits}
      hitAt={hitAt}
      snap={snap}
      onRelate={linkTo}
      showAll={showAll}
      onSelect={(chosen, stretch) => select(chosen && { ...chosen, ...(turn === undefined ? {} : { turn }) }, stretch)}
      onStretched={stretched}
      onPick={pick}
      onPainted={onPainted}
    />
  )
}
