import { create } from 'zustand'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { OpenCase } from '../../../shared/contract/reviews.ts'
import { type About, aboutOf, type Replaced } from '../../../shared/domain/compare-about.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import type { View } from '../../../shared/domain/geometry/view.ts'
import { propose } from '../../../shared/domain/propose.ts'
import { takeTool } from '../../../shared/domain/tools/interpret.ts'
import type { TextSelection } from '../../../shared/domain/tools/text-caret.ts'
import type { Hand, ToolName } from '../../../shared/domain/tools/tools.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { AnnotationId, CaseId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Proposal, Worksheet } from '../../../shared/model/review.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { CauseId } from '../../../shared/model/verdict.ts'
import type { Photo } from '../../canvas/photo.ts'
import { recordById, wholesOf } from './kept-records.ts'
import type { Picture } from './picture.ts'
import { createTogether } from './told-together.ts'

export type Phase =
  | { readonly name: 'none' }
  | { readonly name: 'loading'; readonly caseId: CaseId }
  | { readonly name: 'failed'; readonly caseId: CaseId; readonly failure: Failure }
  | { readonly name: 'open' }

/** The case on the desk with the worksheet as this page has it: ahead of the desk's by what is still on its way. */
export type Desk = {
  readonly open: OpenCase
  readonly worksheet: Worksheet
  readonly prediction: Prediction | null
  readonly proposal: Proposal
}

export type PhotoState =
  | { readonly name: 'none' }
  | { readonly name: 'loading' }
  | { readonly name: 'ready'; readonly photo: Photo }
  | { readonly name: 'broken'; readonly message: string }

/** Told once, in the place kept for it, until the next thing happens. */
export type Told = { readonly tone: 'plain' | 'refused'; readonly text: string }

export type ReviewState = {
  readonly phase: Phase
  readonly desk: Desk | null
  readonly photo: PhotoState
  /** What is on the stage; null where the case has no picture. */
  readonly picture: Picture | null
  readonly taxonomy: Taxonomy | null
  /** Selection, zoom, tool and what is open are never part of history. */
  readonly hand: Hand
  readonly selection: readonly AnnotationId[]
  /** Of this sitting, by object: neither found under the pointer nor changed; not shown; kept in its place. */
  readonly locked: ReadonlySet<AnnotationId>
  readonly hidden: ReadonlySet<AnnotationId>
  readonly pinned: ReadonlySet<AnnotationId>
  /** The tool that "draw" takes: the one drawn with last. */
  readonly drawTool: ToolName
  /** New outlines follow the picture's own edges. */
  readonly following: boolean
  readonly view: View | null
  readonly gliding: boolean
  readonly stage: Size | null
  /** Only the selected object is shown. */
  readonly alone: boolean
  /** The prediction as it was is painted under the correction. */
  readonly beside: boolean
  readonly strip: boolean
  /** Causes ticked by hand; null while the proposed ones stand. */
  readonly ticked: readonly CauseId[] | null
  /** Blind first: the prediction is hidden until the reviewer has answered. */
  readonly veiled: boolean
  /** The answer was given before the prediction was seen. */
  readonly blind: boolean
  /** The label chosen last for shapes; words have their own. */
  readonly drawLabel: string | null
  readonly wordLabel: string | null
  readonly picking: boolean
  /** The field whose value is being typed: an object's id, or a field's name where nobody gave it yet. */
  readonly typing: string | null
  /** The field that the next box drawn is the place of. */
  readonly boxFor: AnnotationId | null
  readonly caret: TextSelection | null
  /** In a conversation: the turn that verdicts, labels and the caret mean; null for the whole. */
  readonly turn: number | null
  readonly told: Told | null
  /** For screen readers: the last thing that happened. */
  readonly said: string
}

/** What starts anew with each case. */
export const FRESH = {
  hand: takeTool('select'),
  selection: [],
  locked: new Set<AnnotationId>(),
  hidden: new Set<AnnotationId>(),
  pinned: new Set<AnnotationId>(),
  view: null,
  gliding: false,
  alone: false,
  strip: false,
  ticked: null,
  blind: false,
  picking: false,
  typing: null,
  boxFor: null,
  caret: null,
  turn: null,
} as const satisfies Partial<ReviewState>

const EMPTY: ReviewState = {
  ...FRESH,
  phase: { name: 'none' },
  desk: null,
  photo: { name: 'none' },
  picture: null,
  taxonomy: null,
  stage: null,
  beside: false,
  veiled: false,
  drawTool: 'box',
  following: false,
  drawLabel: null,
  wordLabel: null,
  told: null,
  said: '',
}

const { state, together, quietly, onQuiet } = createTogether(EMPTY)
export const useReview = create(state)
/** What one press changes in several steps is told to the screen once; a step of the hand only to who paints it. */
export { onQuiet, quietly, together }

export const review = (): ReviewState => useReview.getState()
export const setReview = (part: Partial<ReviewState>): void => useReview.setState(part)
/** Another project: nothing of the last one stays. */
export const resetReview = (): void => useReview.setState(EMPTY, true)

export const tell = (text: string, tone: Told['tone'] = 'plain'): void =>
  setReview({ told: { text, tone }, said: text })

export const deskOf = (open: OpenCase, worksheet: Worksheet, taxonomy: Taxonomy | null): Desk => {
  const prediction = open.predictions.find((one) => one.id === worksheet.predictionId) ?? null
  return { open, worksheet, prediction, proposal: proposalFor(open, prediction, worksheet, taxonomy) }
}

const proposalFor = (
  open: OpenCase,
  prediction: Prediction | null,
  worksheet: Worksheet,
  taxonomy: Taxonomy | null,
): Proposal => {
  const { kind: caseKind, flag: caseFlag, content } = open.case
  return propose({ prediction, worksheet, caseKind, content, caseFlag, taxonomy, chosen: worksheet.verdict })
}

const replacedBy = new WeakMap<OpenCase, Replaced>()
/** A label given in answer to what the taxonomy asks says of the prediction what the old one did. */
const replacedByAnswers = (open: OpenCase): Replaced => {
  const known = replacedBy.get(open)
  if (known) return known
  const labels = new Map(open.worksheet.annotations.map(({ id, label }) => [id, label]))
  const replaced = new Map(
    open.questions.flatMap(({ annotationId, attribute, choices }) => {
      const label = annotationId === null || attribute !== null ? undefined : labels.get(annotationId)
      return label === undefined || choices.length === 0 ? [] : [[label, new Set(choices)] as const]
    }),
  )
  replacedBy.set(open, replaced)
  return replaced
}

const abouts = new WeakMap<OpenCase, { readonly taxonomy: Taxonomy | null; readonly about: About }>()
const aboutCase = (open: OpenCase, taxonomy: Taxonomy | null): About => {
  const known = abouts.get(open)
  if (known?.taxonomy === taxonomy) return known.about
  const plain = aboutOf(open.case.content, taxonomy)
  const replaced = replacedByAnswers(open)
  const about = replaced.size === 0 ? plain : { ...plain, replaced: new Map([...(plain.replaced ?? []), ...replaced]) }
  abouts.set(open, { taxonomy, about })
  return about
}

/** What comparing must know of the case on the desk. */
export const aboutDesk = ({ desk, taxonomy }: Pick<ReviewState, 'desk' | 'taxonomy'>): About =>
  desk ? aboutCase(desk.open, taxonomy) : aboutOf(null, taxonomy)

/** The annotations that may be shown: behind the veil only the reviewer's own. */
export const shown = (state: Pick<ReviewState, 'desk' | 'veiled'>): readonly Annotation[] => {
  const annotations = state.desk?.worksheet.annotations ?? []
  return state.veiled ? annotations.filter((annotation) => mayBeShown(state.veiled, annotation)) : annotations
}

const mayBeShown = (veiled: boolean, one: Annotation): boolean => !veiled || one.fromObjectId === undefined

/** One of them, without looking through all. */
export const shownById = (
  { desk, veiled }: Pick<ReviewState, 'desk' | 'veiled'>,
  id: AnnotationId,
): Annotation | null => {
  const found = desk && recordById(desk.worksheet.annotations, id)
  return found && mayBeShown(veiled, found) ? found : null
}

/** Those of the whole case or of a whole turn. */
export const shownWholes = ({ desk, veiled }: Pick<ReviewState, 'desk' | 'veiled'>): readonly Annotation[] => {
  const wholes = desk ? wholesOf(desk.worksheet.annotations) : NO_OBJECTS
  return veiled ? wholes.filter((one) => mayBeShown(veiled, one)) : wholes
}

const confirmedSets = new WeakMap<readonly AnnotationId[], ReadonlySet<AnnotationId>>()
const NONE: readonly AnnotationId[] = []

/** The objects that the reviewer looked at one by one and found as predicted. */
export const confirmedIds = ({ desk }: Pick<ReviewState, 'desk'>): ReadonlySet<AnnotationId> => {
  const ids = desk?.worksheet.confirmed ?? NONE
  const known = confirmedSets.get(ids) ?? new Set(ids)
  confirmedSets.set(ids, known)
  return known
}

/** The causes that would be filed now, of the turn that has the hand or of the case. */
export const tickedCauses = ({ desk, turn, ticked }: ReviewState): readonly CauseId[] =>
  turn === null
    ? (ticked ?? desk?.proposal.causes ?? [])
    : (desk?.worksheet.turns.find((judged) => judged.turn === turn)?.causes ?? [])
type Selecting = Pick<ReviewState, 'desk' | 'veiled' | 'selection'>
let selected: (Omit<Selecting, 'desk'> & { readonly of: unknown; readonly are: readonly Annotation[] }) | null = null
/**
 * The selected objects as they are now, in their order. Asked at every step of the hand by many: ten thousand records are
 * gone through once for a selection, not each time.
 */
export const selectedObjects = (state: Selecting): readonly Annotation[] => {
  const { desk, veiled, selection } = state
  const of = desk?.worksheet.annotations
  if (selected?.of === of && selected?.veiled === veiled && selected.selection === selection) return selected.are
  const are = findSelected(state)
  selected = { of, veiled, selection, are }
  return are
}
const NO_OBJECTS: readonly Annotation[] = []

const findSelected = (state: Selecting): readonly Annotation[] => {
  const [only, ...others] = state.selection
  if (only === undefined) return NO_OBJECTS
  if (others.length === 0) {
    const found = shownById(state, only)
    return found ? [found] : NO_OBJECTS
  }
  const ids = new Set(state.selection)
  return shown(state).filter(({ id }) => ids.has(id))
}
