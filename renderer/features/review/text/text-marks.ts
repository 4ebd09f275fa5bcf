import { type Splice, spliceOf } from '../../../../shared/domain/splice.ts'
import { isSpan, type Span } from '../../../../shared/domain/tools/text-edit.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Json } from '../../../../shared/model/json.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { t } from '../../../i18n/t.ts'
import type { PaintedMark } from '../../../text/text-canvas.tsx'
import { scoreText } from '../../../ui/label-style.ts'
import { recordById } from '../kept-records.ts'
import { styleOf } from '../labels/labels.ts'
import { allRows } from '../objects/object-view.ts'
import { type ObjectRow, stateWord } from '../objects/objects.ts'
import { confirmedIds, type ReviewState } from '../review-state.ts'

const LONGEST_LABEL = 28
const LONGEST_DETAIL = 18
const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** An attribute as few words: its name where it is true, its value where it has one, nothing where it is false. */
const attributeWord = ([name, value]: readonly [string, Json]): string => {
  if (value === true) return name
  if (value === false || value === null || value === '') return ''
  return Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? name : String(value)
}

/** How wide a chip's letters are, in letters of the text (10 px to 16 px), and what its edges add. */
const CHIP_LETTER = 0.7
const CHIP_EDGES = 1.6

const markOf = (
  annotation: Span,
  part: PaintedMark['part'],
  state: ObjectRow['state'],
  taxonomy: Taxonomy | null,
): PaintedMark => {
  const { shape, label, score = null } = annotation
  const said = Object.entries(annotation.attributes).map(attributeWord)
  const detail = said.filter((word) => word !== '').join(' · ')
  const parts = [short(label, LONGEST_LABEL), short(detail, LONGEST_DETAIL), score === null ? '' : scoreText(score)]
  const chip = parts.filter((word) => word !== '').join(' ')
  const values = Object.entries(annotation.attributes).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return {
    // The same id twice would be one mark: what was predicted and is shown beside gets its own.
    id: (part === 'was' ? `was:${annotation.id}` : annotation.id) as AnnotationId,
    ranges: shape.ranges.map((range) => ({ start: range.startUtf16, end: range.endUtf16 })),
    chipWidth: (chip.length + (part === 'confirmed' ? 2 : 0)) * CHIP_LETTER + CHIP_EDGES,
    style: styleOf(taxonomy, label),
    part,
    differs: part === 'yours' && state !== 'missing',
    chip,
    title: [
      label,
      ...(score === null ? [] : [t('score {score}', { score: scoreText(score) })]),
      stateWord(state),
      ...values,
    ].join('\n'),
    score,
  }
}

type Kept = { readonly row: ObjectRow; readonly confirmed: boolean; readonly taxonomy: Taxonomy | null }
/** A row that did not change keeps its mark, so that a block that did not change is not painted again. */
const marksKept = new WeakMap<ObjectRow, Kept & { readonly mark: PaintedMark | null }>()

const markNow = (row: ObjectRow, confirmed: boolean, taxonomy: Taxonomy | null): PaintedMark | null => {
  const known = marksKept.get(row)
  if (known && known.confirmed === confirmed && known.taxonomy === taxonomy) return known.mark
  const part = row.state !== 'confirmed' ? 'yours' : confirmed ? 'confirmed' : 'predicted'
  const mark = row.now && isSpan(row.now) ? markOf(row.now, part, row.state, taxonomy) : null
  marksKept.set(row, { row, confirmed, taxonomy, mark })
  return mark
}

const markBefore = (row: ObjectRow, taxonomy: Taxonomy | null): PaintedMark | null =>
  row.predicted && isSpan(row.predicted) ? markOf(row.predicted, 'was', row.state, taxonomy) : null

const turnOf = (row: ObjectRow): number | undefined => {
  const shape = (row.now ?? row.predicted)?.shape
  return shape?.kind === 'span' ? shape.turn : undefined
}

type Seen = Pick<ReviewState, 'desk' | 'veiled' | 'selection' | 'alone' | 'beside' | 'taxonomy'>
type ByTurn = ReadonlyMap<number | undefined, readonly PaintedMark[]>

const NONE: readonly PaintedMark[] = []

const build = (state: Seen, rows: readonly ObjectRow[], before: ByTurn): ByTurn => {
  const { taxonomy, beside, alone } = state
  const selected = new Set<string>(state.selection)
  const confirmed = confirmedIds(state)
  const lists = new Map<number | undefined, PaintedMark[]>()
  const put = (turn: number | undefined, mark: PaintedMark | null): void => {
    if (!mark) return
    const list = lists.get(turn)
    if (list) list.push(mark)
    else lists.set(turn, [mark])
  }
  for (const row of rows) {
    const chosen = selected.has(row.id)
    if (alone && !chosen) continue
    const turn = turnOf(row)
    // A rejected span is shown as it was while it is selected; every change beside its cause when that is asked for.
    if (row.state !== 'confirmed' && (beside || (chosen && !row.now))) put(turn, markBefore(row, taxonomy))
    put(turn, markNow(row, confirmed.has(row.id), taxonomy))
  }
  // A turn in which nothing changed keeps its list.
  return new Map(
    [...lists].map(([turn, list]) => {
      const old = before.get(turn)
      return [turn, old && old.length === list.length && old.every((mark, i) => mark === list[i]) ? old : list]
    }),
  )
}

/** Where a mark stands; looked for first where it stands if every row has one. */
const placeOf = (list: readonly PaintedMark[], id: AnnotationId, guess: number): number =>
  list[guess]?.id === id ? guess : list.findIndex((mark) => mark.id === id)

/** The same where rows became others at one place, and each row is one mark at most. */
const patched = (state: Seen, { at: place, gone, come }: Splice<ObjectRow>, before: ByTurn): ByTurn => {
  const confirmed = confirmedIds(state)
  const lists = new Map(before)
  const stay = new Set(come.map(({ id }) => id))
  const stood = new Set(gone.map(({ id }) => id))
  for (const row of [...gone.filter(({ id }) => !stay.has(id)), ...come]) {
    const turn = turnOf(row)
    const list = lists.get(turn) ?? NONE
    const mark = stay.has(row.id) ? markNow(row, confirmed.has(row.id), state.taxonomy) : null
    const at = stood.has(row.id) ? placeOf(list, row.id, place) : -1
    if (mark) lists.set(turn, at < 0 ? [...list, mark] : list.with(at, mark))
    else if (at >= 0) lists.set(turn, list.toSpliced(at, 1))
  }
  return lists
}

type Last = {
  readonly of: Seen
  readonly rows: readonly ObjectRow[]
  /** What is selected is seen beside its mark, or instead of the others. */
  readonly ghosts: boolean
  readonly marks: ByTurn
}
let last: Last | null = null

type Looked = {
  readonly selection: readonly AnnotationId[]
  readonly annotations: readonly Annotation[]
  readonly gone: boolean
}
let looked: Looked | null = null

/** Whether something selected stands no more in the correction. Asked with every change of the state. */
const isGone = (selection: readonly AnnotationId[], annotations: readonly Annotation[]): boolean => {
  if (looked?.selection !== selection || looked.annotations !== annotations) {
    const gone = selection.some((id) => recordById(annotations, id) === null)
    looked = { selection, annotations, gone }
  }
  return looked.gone
}

/** What is selected matters to the marks only where it hides the others or shows what was rejected. */
const selectionMatters = ({ alone, selection, desk }: Seen): boolean =>
  alone || (selection.length > 0 && desk !== null && isGone(selection, desk.worksheet.annotations))

const marksNow = (state: Seen, ghosts: boolean): Last => {
  const rows = allRows(state)
  const alike =
    last !== null &&
    last.of.desk?.worksheet.confirmed === state.desk?.worksheet.confirmed &&
    last.of.veiled === state.veiled &&
    last.of.alone === state.alone &&
    last.of.beside === state.beside &&
    last.of.taxonomy === state.taxonomy &&
    last.ghosts === ghosts &&
    (!ghosts || last.of.selection === state.selection)
  if (last && alike && last.rows === rows) return last
  const splice = last && alike && !ghosts && !state.beside ? spliceOf(last.rows, rows) : null
  const before = last?.marks ?? new Map()
  const marks = splice ? patched(state, splice, before) : build(state, rows, before)
  return { of: state, rows, ghosts, marks }
}

/** The marks of the case's own text, or of one turn; the same list as long as nothing in it changed. */
export const marksOf = (state: Seen, turn: number | undefined): readonly PaintedMark[] => {
  last = marksNow(state, selectionMatters(state))
  return last.marks.get(turn) ?? NONE
}
