import { carriesAttributes } from '../../../../shared/domain/carrier.ts'
import { fitAttributes } from '../../../../shared/domain/taxonomy/attributes.ts'
import { textRange } from '../../../../shared/domain/text-offsets.ts'
import { relabel } from '../../../../shared/domain/tools/commits.ts'
import { selectedRange, type TextSelection } from '../../../../shared/domain/tools/text-caret.ts'
import { TOOLS } from '../../../../shared/domain/tools/tools.ts'
import { textOfTurn } from '../../../../shared/domain/turns.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { CaseContent } from '../../../../shared/model/case.ts'
import type { Prediction } from '../../../../shared/model/prediction.ts'
import type { ShapeKind, SpanShape } from '../../../../shared/model/shape.ts'
import type { Label, Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { keyWord } from '../../../app/key-name.ts'
import { t } from '../../../i18n/t.ts'
import { type LabelStyle, labelStyle, UNKNOWN_LABEL } from '../../../ui/label-style.ts'
import { commitShapes } from '../commands.ts'
import { isWhole, wholesOf } from '../kept-records.ts'
import { newAnnotationId, tellUnmeant } from '../photo/hand.ts'
import { unlocked } from '../photo/sitting.ts'
import { type ReviewState, review, selectedObjects, setReview, shown, tell } from '../review-state.ts'
import { useTextSettings } from '../text/text-settings.ts'
import { labelUsed } from './recent-labels.ts'
import { stillThere } from './still-there.ts'

const stylesOf = new WeakMap<Taxonomy, ReadonlyMap<string, LabelStyle>>()

/** How a label looks under a taxonomy; neutral for one it does not know. */
export const styleOf = (taxonomy: Taxonomy | null, name: string): LabelStyle => {
  if (!taxonomy) return UNKNOWN_LABEL
  const known = stylesOf.get(taxonomy) ?? new Map(taxonomy.labels.map((label) => [label.name, labelStyle(label)]))
  stylesOf.set(taxonomy, known)
  return known.get(name) ?? UNKNOWN_LABEL
}

/** The labels that may still be given. */
export const usable = (taxonomy: Taxonomy | null): readonly Label[] =>
  (taxonomy?.labels ?? []).filter((label) => !label.deprecated)

/** Labels seen on a kind of shape first, the others after them. */
export const labelsFor = (taxonomy: Taxonomy | null, kind: ShapeKind | null): readonly Label[] => {
  const labels = usable(taxonomy)
  if (kind === null) return labels
  return [
    ...labels.filter((label) => label.shapes.includes(kind)),
    ...labels.filter((label) => !label.shapes.includes(kind)),
  ]
}

const DRAWN: ReadonlySet<string> = new Set(Object.values(TOOLS).flatMap(({ draws }) => draws ?? []))

/**
 * The label that a digit chooses for a kind of shape: where labels were seen on it, only they answer, so that a digit
 * never classes a whole text by a label for words. On a picture, one for another kind of shape answers where none does.
 */
export const labelOfDigit = (taxonomy: Taxonomy | null, kind: ShapeKind | null, digit: string): Label | null => {
  const keyed = usable(taxonomy).filter((label) => label.key === digit)
  const known = kind !== null && usable(taxonomy).some((label) => label.shapes.includes(kind))
  const fits = known ? keyed.filter((label) => label.shapes.includes(kind)) : keyed
  const [first = null] = fits
  if (first || kind === null || !DRAWN.has(kind)) return first
  return keyed.find((label) => label.shapes.some((shape) => DRAWN.has(shape))) ?? null
}

/** The digit that would choose the label now, or null. */
export const digitOf = (taxonomy: Taxonomy | null, kind: ShapeKind | null, label: Label): string | null =>
  label.key !== undefined && labelOfDigit(taxonomy, kind, label.key)?.id === label.id ? label.key : null

/** The label chosen last for shapes, where it may still be given. */
export const chosenLabel = ({ drawLabel, taxonomy }: Pick<ReviewState, 'drawLabel' | 'taxonomy'>): string | null =>
  stillThere(taxonomy, drawLabel)

/** The label a new shape gets: the one chosen last, else the first that such shapes have. */
export const drawLabel = (state: Pick<ReviewState, 'drawLabel' | 'taxonomy' | 'hand'>): string | null =>
  chosenLabel(state) ?? labelsFor(state.taxonomy, TOOLS[state.hand.tool].draws ?? 'box')[0]?.name ?? null

/** The label that words get where none is named: the one given to words last, else the first that words have. */
export const wordLabel = ({ wordLabel: name, taxonomy }: Pick<ReviewState, 'wordLabel' | 'taxonomy'>): string =>
  stillThere(taxonomy, name) ?? labelsFor(taxonomy, 'span')[0]?.name ?? ''

/** Keeps a label in mind for the next of its kind: what words are called says nothing of the next box. */
const kept = (name: string, kind: ShapeKind | undefined): Partial<ReviewState> => {
  if (kind === 'span') return { wordLabel: name }
  return kind !== undefined && DRAWN.has(kind) ? { drawLabel: name } : {}
}

/** What a label key would do now. */
export type LabelUse = 'relabel' | 'span' | 'class' | 'draw'

/** Whether the whole case or a turn of it has a class among these. */
const isClassed = (wholes: readonly Annotation[]): boolean => wholes.some((one) => !carriesAttributes(one))

const classedPredictions = new WeakMap<Prediction, boolean>()
const isPredictedClassed = (prediction: Prediction): boolean => {
  const known = classedPredictions.get(prediction) ?? isClassed(prediction.annotations.filter(isWhole))
  classedPredictions.set(prediction, known)
  return known
}

export const labelUse = (state: ReviewState): LabelUse | null => {
  const { desk } = state
  if (!desk) return null
  if (selectedObjects(state).length > 0) return 'relabel'
  if (selectedText(state)) return 'span'
  if (TOOLS[state.hand.tool].draws !== null) return 'draw'
  if (isClassed(wholesOf(desk.worksheet.annotations))) return 'class'
  if (desk.prediction && isPredictedClassed(desk.prediction)) return 'class'
  if (desk.open.case.kind === 'image') return 'draw'
  // Where labels are only ever given to words, a label key must not class the whole text by accident.
  const classes = usable(state.taxonomy).some((label) => label.shapes.includes('case'))
  return desk.open.case.kind === 'text' && !classes ? null : 'class'
}

/** The kind of shape that a label would go on now: which labels are offered first. */
export const labelledKind = (state: ReviewState): ShapeKind | null => {
  const use = labelUse(state)
  if (use === 'relabel') return selectedObjects(state)[0]?.shape.kind ?? null
  return use === 'class' ? 'case' : use === 'draw' ? (TOOLS[state.hand.tool].draws ?? 'box') : 'span'
}

type Chosen = {
  readonly of: CaseContent
  readonly caret: TextSelection
  readonly by: 'character' | 'grapheme'
  readonly shape: SpanShape | null
}
let chosen: Chosen | null = null

/**
 * The text selection as a span's range, trimmed, in the case's text or a turn's; null without one. Asked by many with
 * every change of the state: where graphemes end is found once.
 */
export const selectedText = ({ desk, caret }: Pick<ReviewState, 'desk' | 'caret'>): SpanShape | null => {
  if (!desk || !caret || caret.anchor === caret.focus) return null
  const of = desk.open.case.content
  const by = useTextSettings.getState().snap === 'character' ? 'character' : 'grapheme'
  if (chosen?.of !== of || chosen.caret !== caret || chosen.by !== by)
    chosen = { of, caret, by, shape: spanAt(of, caret, by) }
  return chosen.shape
}

const spanAt = (content: CaseContent, caret: TextSelection, by: Chosen['by']): SpanShape | null => {
  const text = textOfTurn(content, caret.turn)
  const range = text === null ? null : selectedRange(text, caret, by)
  if (text === null || !range) return null
  const turn = caret.turn === undefined ? {} : { turn: caret.turn }
  return { kind: 'span', ranges: [textRange(text, range.start, range.end)], ...turn }
}

/** Gives a label to whatever the hand means: the selected objects, the selected text, the whole case, the next box. */
export const applyLabel = (name: string) => {
  const state = review()
  if (labelUse(state) !== null) labelUsed(name)
  switch (labelUse(state)) {
    case 'relabel': {
      const chosen = selectedObjects(state)
      const free = unlocked(chosen).map(({ id }) => id)
      if (chosen.length > 0 && free.length === 0) return setReview({ picking: false })
      const commit = relabel(shown(state), free, name, state.desk?.prediction?.annotations)
      if (commit) commitShapes(fitAttributes(state.taxonomy, shown(state), commit))
      setReview({ ...kept(name, chosen[0]?.shape.kind), picking: false })
      const [first] = commit?.put ?? []
      return first ? tellUnmeant(first) : undefined
    }
    case 'span':
      return createSpan(state, name)
    case 'class':
      setClass(state, name)
      return setReview({ picking: false })
    case 'draw':
      setReview({ drawLabel: name, picking: false })
      return tell(t('New shapes are {name}. {key} draws one.', { name, key: keyWord('review.draw') }))
    case null:
      return tellToSelect()
  }
}

/** A label has nothing to go on. */
export const tellToSelect = () =>
  tell(
    t('Select words first: drag over them, or hold Shift with the arrow keys. The label then marks them.'),
    'refused',
  )

const createSpan = (state: ReviewState, label: string) => {
  const shape = selectedText(state)
  if (!shape) return
  const made: Annotation = { id: newAnnotationId(), label, shape, attributes: {} }
  commitShapes({ label: `mark ${label}`, put: [made], remove: [] })
  setReview({ selection: [made.id], ...kept(label, 'span'), picking: false })
}

/**
 * Which turn a class would go on: the one that has the hand, where turns have classes or the whole has none; undefined
 * for the whole case. So a conversation of which only the whole was classed keeps its label keys. What is classed is the
 * task and no answer: it is the same while the prediction is hidden.
 */
export const classTurn = ({ desk, turn }: Pick<ReviewState, 'desk' | 'turn'>): number | undefined => {
  if (turn === null || !desk) return undefined
  const all = [...desk.worksheet.annotations, ...(desk.prediction?.annotations ?? [])]
  const turns = all.flatMap((one) => (one.shape.kind === 'case' && !carriesAttributes(one) ? [one.shape.turn] : []))
  return turns.length === 0 || turns.some((place) => place !== undefined) ? turn : undefined
}

/** Sets the class of the turn or the whole case. Where several were predicted the label is switched on or off. */
const setClass = (state: ReviewState, label: string) => {
  const turn = classTurn(state)
  const isHere = ({ shape }: Annotation): boolean => shape.kind === 'case' && shape.turn === turn
  const classes = shown(state).filter(isHere)
  const predicted = state.desk?.prediction?.annotations ?? []
  const several = predicted.filter(isHere).length > 1
  if (turn !== undefined) tell(t('Turn {turn}: {label}.', { turn: turn + 1, label }))
  const same = classes.find((annotation) => annotation.label === label)
  const [only] = classes
  if (several && same) return commitShapes({ label: `class not ${label}`, put: [], remove: [same.id] })
  if (same) return
  if (only && !several) {
    const commit = relabel(classes, [only.id], label, predicted)
    if (commit) commitShapes({ ...fitAttributes(state.taxonomy, classes, commit), label: `class ${label}` })
    return
  }
  const shape = { kind: 'case' as const, ...(turn === undefined ? {} : { turn }) }
  const made: Annotation = { id: newAnnotationId(), label, shape, attributes: {} }
  commitShapes({ label: `class ${label}`, put: [made], remove: [] })
}
