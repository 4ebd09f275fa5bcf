import { type Rect, type Size, unite } from '../../../../shared/domain/geometry/box.ts'
import { boundsOf, pageOf } from '../../../../shared/domain/geometry/shape.ts'
import {
  actualView,
  fitView,
  keepInSight,
  MAX_SCALE,
  minScale,
  panBy,
  reveal,
  showing,
  type View,
  visibleRect,
  zoomAt,
} from '../../../../shared/domain/geometry/view.ts'
import { indexShapes } from '../../../../shared/domain/spatial-index/shape-index.ts'
import { interpret, type Outcome, takeTool } from '../../../../shared/domain/tools/interpret.ts'
import { idsInHand, type Refusal, type ToolContext, type ToolInput } from '../../../../shared/domain/tools/tool.ts'
import { toolForLabel } from '../../../../shared/domain/tools/tool-for-label.ts'
import { type Hand, TOOLS, type ToolName } from '../../../../shared/domain/tools/tools.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Point } from '../../../../shared/model/shape.ts'
import { newCommandId } from '../../../api/new-id.ts'
import { takePane, usePane } from '../../../app/pane.ts'
import { setZoom } from '../../../app/status.ts'
import { t } from '../../../i18n/t.ts'
import { SHAPE_WORDS, wordOf } from '../../../ui/words.ts'
import { commitShapes } from '../commands.ts'
import { fieldMade } from '../document/field-made.ts'
import { chosenLabel, drawLabel } from '../labels/labels.ts'
import { quietly, type ReviewState, review, selectedObjects, setReview, shown, tell } from '../review-state.ts'
import { brushNow } from './mask-brush.ts'
import { onPageInSight } from './page-in-sight.ts'
import { turnTo } from './pages.ts'
import { photoContour } from './photo-contour.ts'

/** A fresh id for an object a person made. */
export const newAnnotationId = (): AnnotationId => AnnotationId.parse(newCommandId())

let named: { readonly of: readonly Annotation[]; readonly byId: ReadonlyMap<AnnotationId, Annotation> } | null = null
const byIdOf = (annotations: readonly Annotation[]): ReadonlyMap<AnnotationId, Annotation> => {
  if (named?.of !== annotations) named = { of: annotations, byId: new Map(annotations.map((one) => [one.id, one])) }
  return named.byId
}

type Reach = Pick<ReviewState, 'alone' | 'selection' | 'hidden' | 'locked'>
let reached: (Reach & { readonly of: readonly Annotation[]; readonly are: readonly Annotation[] }) | null = null
/** What the pointer may find: not what is hidden or locked, and only the selected while the others are out of sight. */
const reachableOf = (state: Reach, of: readonly Annotation[]): readonly Annotation[] => {
  const { alone, selection, hidden, locked } = state
  if (!alone && hidden.size === 0 && locked.size === 0) return of
  const same = reached?.of === of && reached.alone === alone && reached.hidden === hidden && reached.locked === locked
  if (same && reached && (!alone || reached.selection === selection)) return reached.are
  const are = of.filter(({ id }) => !hidden.has(id) && !locked.has(id) && (!alone || selection.includes(id)))
  reached = { alone, selection, hidden, locked, of, are }
  return are
}

const contextNow = (): ToolContext | null => {
  const state = review()
  const image = state.picture?.image
  const { view, stage } = state
  if (!image || !view || !stage) return null
  const annotations = onPageInSight(shown(state), state.picture)
  const reachable = reachableOf(state, annotations)
  const index = indexShapes(reachable)
  const label = drawLabel(state) ?? 'object'
  const page = pageNow()
  return {
    annotations,
    selection: state.selection,
    locked: state.locked,
    pinned: state.pinned,
    image,
    skeleton: state.taxonomy?.labels.find((one) => one.name === label)?.skeleton ?? null,
    following: state.following,
    brush: brushNow(),
    contour: photoContour(state.photo.name === 'ready' ? state.photo.photo : null, visibleRect(view, stage)),
    ...(page === undefined ? {} : { page }),
    find: (id) => byIdOf(annotations).get(id),
    visible: visibleRect(view, stage),
    pixel: 1 / view.scale,
    label,
    hits: index.at,
    within: (rect) => index.within(rect).flatMap((place) => reachable[place]?.id ?? []),
    newId: newAnnotationId,
  }
}

const isQuiet = ({ commits, selection, refused }: Outcome): boolean =>
  commits.length === 0 && selection === null && refused === null
const isMoved = (by: Point): boolean => by[0] !== 0 || by[1] !== 0

/** Whether the arrow keys brought the hand where it is. */
const isKeyed = ({ state }: Hand): boolean => 'keyed' in state && state.keyed

/** Whether the hand is still at the same, with the same objects in it. */
const isStep = (before: Hand, now: Hand): boolean =>
  before.tool === now.tool &&
  now.tool !== 'reshape' &&
  before.state.name === now.state.name &&
  isKeyed(before) === isKeyed(now) &&
  before.draft !== null &&
  before.draft.kind === now.draft?.kind &&
  idsInHand(before.draft).join(' ') === idsInHand(now.draft).join(' ')

/** One input of the hand: the tool's answer becomes state, commands and movement of the view. */
export const handInput = (input: ToolInput): void => {
  const context = contextNow()
  if (!context) return
  const { hand } = review()
  const outcome = interpret(hand, input, context)
  // Most moves of an idle hand come to nothing.
  if (outcome.hand === hand && !isMoved(outcome.pan) && isQuiet(outcome)) return
  const fields = outcome.commits.map((commit) => fieldMade(commit, review()))
  for (const { commit } of fields) commitShapes(commit)
  // Of a step within a gesture only the picture shows anything: nothing else is asked whether it changed.
  const moves = input.type === 'move' || input.type === 'hover'
  if (moves && isQuiet(outcome) && !isMoved(outcome.pan) && isStep(hand, outcome.hand)) {
    quietly(() => setReview({ hand: outcome.hand }))
    return
  }
  setReview({
    hand: outcome.hand,
    ...(outcome.selection === null ? {} : { selection: outcome.selection }),
    ...fields.find(({ made }) => made !== null)?.made,
  })
  tellOf(outcome)
  if (isMoved(outcome.pan)) pan(outcome.pan)
}

const tellOf = ({ commits, stack, refused }: Outcome) => {
  if (refused !== null) return tell(refusalText(refused), 'refused')
  if (stack !== null)
    return tell(t('{place} of {of} here. Click again for the next.', { place: stack.place, of: stack.of }))
  const [made, ...others] = commits.flatMap(({ put }) => put)
  if (made && others.length === 0 && chosenLabel(review()) !== null) tellUnmeant(made)
}

/** Says where a label is put on a kind of shape it is not meant for; it may stand there all the same. */
export const tellUnmeant = ({ label, shape }: Annotation): void => {
  const shapes = review().taxonomy?.labels.find((one) => one.name === label)?.shapes ?? []
  if (shapes.length === 0 || shapes.includes(shape.kind)) return
  const kinds = shapes.map((kind) => wordOf(SHAPE_WORDS, kind)).join(', ')
  tell(t('{label} is meant for: {kinds}. It may stand here all the same.', { label, kinds }))
}

export const refusalText = (why: Refusal): string => {
  switch (why) {
    case 'locked':
      return t('It is locked. Unlock it to change it.')
    case 'pinned':
      return t('It is pinned in its place. Unpin it to move it.')
    case 'too-small':
      return t('Too small: nothing would be inside it.')
    case 'no-template':
      return t('This label has no skeleton. Choose one that has, or add joints to it in the taxonomy.')
    case 'too-few-points':
      return t('It needs more points to be a shape.')
    case 'no-mask':
      return t('There is no mask here. The brush paints one.')
    case 'no-area':
      return t('Select an outline or a mask first.')
    case 'not-closed':
      return t('Nothing closed is here: what would be filled is open to the edge of the picture.')
    case 'not-divided':
      return t('It does not fall into two: draw the line all the way across.')
    case 'select-two':
      return t('Select two or more areas on one page first: Shift and click adds one.')
    case 'nothing-there':
      return t('Nothing overlaps there.')
  }
}

/** Ends a nudge that is still in the hand, so that what follows sees it as a record, and drops an offer. */
export const putDownTool = (): void => {
  const { hand } = review()
  if (hand.tool === 'select' && hand.state.name === 'nudging') handInput({ type: 'arrow-end' })
  // An offer stands on the shapes as they were.
  if (hand.tool === 'reshape') handInput({ type: 'cancel' })
}

export const isHandBusy = (hand: Hand): boolean => hand.state.name !== 'idle'

/** What is drawn is a new object; a mask is painted on as long as it is selected. */
const drawing = (tool: ToolName): Partial<ReviewState> => {
  const { draws } = TOOLS[tool]
  if (draws === null) return {}
  return draws === 'mask' ? { drawTool: tool } : { selection: [], drawTool: tool }
}

export const pickUp = (tool: ToolName): void => {
  putDownTool()
  setReview({ hand: takeTool(tool), boxFor: null, ...drawing(tool) })
  if (review().desk?.open.case.content.image && usePane.getState().pane !== 'document') takePane('photo')
  focusCase()
}

/** Takes the tool drawn with last, or the one that the chosen label is meant for. */
export const drawNext = (): void => {
  const { taxonomy, drawTool } = review()
  const name = chosenLabel(review())
  const label = name === null ? undefined : taxonomy?.labels.find((one) => one.name === name)
  pickUp(toolForLabel(label?.shapes ?? [], drawTool))
}

/** The page in sight; undefined where there is only one. */
export const pageNow = (): number | undefined => {
  const { picture } = review()
  return picture === null || picture.pages === 1 ? undefined : picture.page
}

/** Moves the keyboard to the case itself: to the part of it that has the hand. */
export const focusCase = (): void => {
  const { pane } = usePane.getState()
  const turn = pane === 'text' ? review().caret?.turn : undefined
  const ids = turn === undefined ? [`case-desk-${pane}`] : [`turn-text-${turn}`, 'case-desk-conversation']
  const part = ids.map((id) => document.getElementById(id)).find((element) => element !== null)
  const desk = part ?? document.getElementById('case-desk')
  desk?.focus({ preventScroll: true })
}

const setView = (view: View, gliding: boolean): void => {
  const { picture, stage } = review()
  const image = picture?.image
  if (!image || !stage) return
  const kept = keepInSight(view, image, stage)
  setReview({ view: kept, gliding })
  setZoom(kept.scale)
}

const withView = (
  act: (view: View, stage: { width: number; height: number }, image: { width: number; height: number }) => View,
  gliding = false,
): void => {
  const { view, stage, picture } = review()
  const image = picture?.image
  if (view && stage && image) setView(act(view, stage, image), gliding)
}

export const pan = (by: Point): void => withView((view) => panBy(view, by[0], by[1]), true)
export const zoomBy = (factor: number, at?: Point): void =>
  withView(
    (view, stage, image) =>
      zoomAt(view, factor, at ?? [stage.width / 2, stage.height / 2], minScale(image, stage), MAX_SCALE),
    true,
  )
export const zoomToFit = (): void => withView((_view, stage, image) => fitView(image, stage))
export const zoomToActual = (): void => withView((view, stage) => actualView(view, stage))

/** Shows a rectangle of image pixels in the middle of the stage; as near as fits it, or at a given scale. */
export const showRect = (rect: Rect, scale?: number): void => withView((_view, stage) => showing(rect, stage, scale))

/** The same middle at another scale. */
export const zoomTo = (scale: number): void =>
  withView((view, stage) => zoomAt(view, scale / view.scale, [stage.width / 2, stage.height / 2], 0, MAX_SCALE))

/** Puts an image point into the middle of the stage. */
export const centreOn = ([x, y]: Point): void =>
  withView((view, stage) => showing({ x, y, w: 0, h: 0 }, stage, view.scale), true)

/** Zooms so that what is selected fills the stage. */
export const zoomToSelection = (): void => {
  const around = unite(selectedObjects(review()).flatMap(({ shape }) => boundsOf(shape) ?? []))
  if (around) showRect(around)
  else tell(t('Select an object first.'))
}

/** Does something once the page of an object is in sight. */
const onItsPage = ({ shape }: Annotation, act: () => void): void => {
  const page = pageOf(shape) ?? 0
  if ((pageNow() ?? page) === page) act()
  else void turnTo(page).then(act)
}

/** Brings an object into sight. */
export const revealObject = (annotation: Annotation): void => {
  const bounds = boundsOf(annotation.shape)
  if (!bounds) return
  onItsPage(annotation, () => withView((view, stage) => reveal(view, bounds, stage)))
}

/** An object takes a third of the stage, never more than eight screen pixels a pixel: it is seen with its surroundings. */
export const zoomToObject = (annotation: Annotation): void => {
  const bounds = boundsOf(annotation.shape)
  if (!bounds) return
  const { x, y, w, h } = bounds
  const zoom = (_view: View, stage: Size): View => {
    const scale = Math.min(8, stage.width / (3 * Math.max(w, 1)), stage.height / (3 * Math.max(h, 1)))
    return { scale, x: stage.width / 2 - (x + w / 2) * scale, y: stage.height / 2 - (y + h / 2) * scale }
  }
  onItsPage(annotation, () => withView(zoom))
}

/** The stage has a size now, or another one: an image that was fitted is fitted again. */
export const stageResized = (stage: { readonly width: number; readonly height: number }): void => {
  const state = review()
  const image = state.picture?.image
  const fitted = image && state.stage && state.view ? isFitted(state.view, image, state.stage) : true
  setReview({ stage })
  if (image && fitted) setView(fitView(image, stage), false)
}

const isFitted = (view: View, image: { width: number; height: number }, stage: { width: number; height: number }) =>
  JSON.stringify(view) === JSON.stringify(keepInSight(fitView(image, stage), image, stage))
