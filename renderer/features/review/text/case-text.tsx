import { type ReactNode, useMemo } from 'react'
import { sameJson } from '../../../../shared/domain/same-json.ts'
import { cycleHit } from '../../../../shared/domain/spatial-index/shape-index.ts'
import type { TextSelection } from '../../../../shared/domain/tools/text-caret.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { type PaintedMark, TextCanvas } from '../../../text/text-canvas.tsx'
import { scoreText } from '../../../ui/label-style.ts'
import { casePainted } from '../clockwork.ts'
import { commitShapes } from '../commands.ts'
import { selectedText, styleOf } from '../labels/labels.ts'
import { selectRow } from '../objects/object-actions.ts'
import { rowsNow } from '../objects/object-view.ts'
import { objectRows } from '../objects/objects.ts'
import { confirmedIds, review, setReview, shown, useReview } from '../review-state.ts'

const short = (label: string): string => (label.length > 28 ? `${label.slice(0, 27)}…` : label)

const markOf = (
  annotation: Annotation,
  part: PaintedMark['part'],
  selected: boolean,
  taxonomy: Taxonomy | null,
): readonly PaintedMark[] => {
  const { shape, label, score } = annotation
  if (shape.kind !== 'span' || shape.turn !== undefined) return []
  return [
    {
      id: annotation.id,
      ranges: shape.ranges.map((range) => ({ start: range.startUtf16, end: range.endUtf16 })),
      style: styleOf(taxonomy, label),
      part,
      selected,
      chip: score === undefined ? short(label) : `${short(label)} ${scoreText(score)}`,
    },
  ]
}

const useMarks = (): readonly PaintedMark[] => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const selection = useReview((state) => state.selection)
  const confirmed = useReview(confirmedIds)
  const alone = useReview((state) => state.alone)
  const beside = useReview((state) => state.beside)
  const taxonomy = useReview((state) => state.taxonomy)
  return useMemo(() => {
    const annotations = shown({ desk, veiled })
    const rows = objectRows(veiled ? null : (desk?.prediction ?? null), annotations, desk?.worksheet.relations)
    return rows.flatMap((row): readonly PaintedMark[] => {
      const selected = selection.includes(row.id)
      if (alone && !selected) return []
      const yours = row.state !== 'confirmed' || confirmed.has(row.id)
      const now = row.now ? markOf(row.now, yours ? 'yours' : 'predicted', selected, taxonomy) : []
      const showWas = row.predicted && row.state !== 'confirmed' && (beside || (selected && !row.now))
      const was = showWas && row.predicted ? markOf(row.predicted, 'was', false, taxonomy) : []
      // The same id twice would be one mark: what was predicted gets its own.
      return [...was.map((mark) => ({ ...mark, id: `was:${mark.id}` as AnnotationId })), ...now]
    })
  }, [desk, veiled, selection, confirmed, alone, beside, taxonomy])
}

const pick = (ids: readonly AnnotationId[]) => {
  const [selected = null] = review().selection
  const next = cycleHit(ids, selected)
  const row = rowsNow().find((one) => one.id === next)
  if (row) selectRow(row)
  else setReview({ selection: [] })
}

/** The one selected span, where exactly one is and it is in one piece. */
const selectedSpan = (): Annotation | null => {
  const state = review()
  const [only, ...others] = shown(state).filter((annotation) => state.selection.includes(annotation.id))
  return only?.shape.kind === 'span' && only.shape.ranges.length === 1 && others.length === 0 ? only : null
}

const select = (caret: TextSelection | null, stretch: boolean) => {
  const keeps = stretch && caret !== null && selectedSpan() !== null
  setReview(keeps ? { caret } : { caret, selection: [] })
}

/** Gives the selected span the ends it was stretched to. */
const stretched = () => {
  const span = selectedSpan()
  const shape = span && selectedText(review())
  if (span && shape && !sameJson(shape, span.shape)) {
    commitShapes({ label: `move the ends of ${span.label}`, put: [{ ...span, shape }], remove: [] })
  }
}

/** A text under review. */
export const CaseText = ({ id, text }: { readonly id: string; readonly text: string }): ReactNode => {
  const marks = useMarks()
  const caseId = useReview((state) => state.desk?.open.case.id)
  const key = useReview((state) => state.desk?.open.case.key ?? '')
  const caret = useReview((state) => state.caret)
  return (
    <TextCanvas
      key={caseId}
      id={id}
      name={`Text ${key}`}
      text={text}
      marks={marks}
      selection={caret}
      onSelect={select}
      onStretched={stretched}
      onPick={pick}
      onPainted={() => caseId && casePainted(caseId)}
    />
  )
}
