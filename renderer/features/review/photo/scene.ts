import { useCallback, useMemo, useRef } from 'react'
import { compare } from '../../../../shared/domain/compare.ts'
import { type Rect, unite } from '../../../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../../../shared/domain/geometry/shape.ts'
import { type Draft, idsInHand } from '../../../../shared/domain/tools/tool.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { ObjectState } from '../../../../shared/model/review.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { usePreferences } from '../../../app/preferences.ts'
import type { SeeingView } from '../../../app/seeing.ts'
import type { Frame, Painting, Scene } from '../../../canvas/scene.ts'
import { styleOf } from '../labels/labels.ts'
import type { Picture } from '../picture.ts'
import { confirmedIds, onQuiet, type ReviewState, review, selectedObjects, shown, useReview } from '../review-state.ts'
import { useCopies } from './copies.ts'
import { createLooks, type Found } from './looks.ts'
import { onPageInSight } from './page-in-sight.ts'
import { useSweep } from './sweep.ts'

const NOTHING: readonly Annotation[] = []
const NONE: ReadonlySet<Annotation> = new Set()

const ALIKE: Found = { states: new Map(), was: NOTHING, gone: NONE }

/** How the work compares with the prediction, record by record; what is as predicted is left out. */
const findDifferences = (predicted: readonly Annotation[], annotations: readonly Annotation[]): Found => {
  const compared = compare(predicted, annotations)
  if (compared.every(({ state }) => state === 'confirmed')) return ALIKE
  const states = new Map<Annotation, ObjectState>()
  const was: Annotation[] = []
  const gone = new Set<Annotation>()
  const byId = new Map(annotations.map((one) => [one.id, one]))
  for (const [at, { state, correctedId }] of compared.entries()) {
    if (state === 'confirmed') continue
    const now = correctedId === null ? undefined : byId.get(correctedId)
    if (now) states.set(now, state)
    const object = predicted[at]
    if (!object) continue
    states.set(object, state)
    if (now) was.push(object)
    else gone.add(object)
  }
  return { states, was, gone }
}

type Shapes = { readonly shapes: readonly Annotation[]; readonly behind: ReadonlySet<Annotation> }

/** By height, where any has one; else the very list that came in, so that what is kept beside it is found again. */
const inHeight = (list: readonly Annotation[]): readonly Annotation[] =>
  list.some(({ z }) => z !== undefined && z !== 0) ? list.toSorted((a, b) => (a.z ?? 0) - (b.z ?? 0)) : list

type Chosen = {
  readonly view: SeeingView
  readonly annotations: readonly Annotation[]
  readonly predicted: readonly Annotation[]
  readonly found: Found
  readonly ghosts: readonly Annotation[]
  readonly visible: ((annotation: Annotation) => boolean) | null
}

/** Which records are painted, in which order, and which of them stand behind as what the prediction said. */
const chooseShapes = ({ view, annotations, predicted, found, ghosts, visible }: Chosen): Shapes => {
  const seen = (list: readonly Annotation[]): readonly Annotation[] => (visible ? list.filter(visible) : list)
  switch (view) {
    case 'prediction':
      return { shapes: inHeight(seen(predicted)), behind: NONE }
    case 'difference': {
      const differs = annotations.filter((one) => found.states.has(one))
      const behind = [...found.gone, ...found.was]
      return { shapes: [...behind, ...inHeight(seen(differs))], behind: new Set(behind) }
    }
    case 'correction':
    case 'side': {
      const work = inHeight(seen(annotations))
      return ghosts.length === 0
        ? { shapes: work, behind: NONE }
        : { shapes: [...ghosts, ...work], behind: new Set(ghosts) }
    }
  }
}

const ghostsOf = (
  { beside, selection }: Pick<ReviewState, 'beside' | 'selection'>,
  found: Found,
  selected: readonly Annotation[],
): readonly Annotation[] => {
  if (found.was.length + found.gone.size === 0) return NOTHING
  if (beside) return [...found.was, ...found.gone]
  if (selection.length === 0) return NOTHING
  const ids = new Set<AnnotationId>([...selection, ...selected.flatMap((one) => one.fromObjectId ?? [])])
  return [...found.was, ...found.gone].filter(({ id }) => ids.has(id))
}

/** The one list for what equals it: nothing is painted anew for a list that says the same. */
const useSame = <T>(list: readonly T[]): readonly T[] => {
  const kept = useRef(list)
  const same = kept.current.length === list.length && list.every((one, at) => one === kept.current[at])
  if (!same) kept.current = list
  return kept.current
}

const groupsOf = (selected: readonly Annotation[], annotations: readonly Annotation[]): readonly Rect[] => {
  const names = new Set(selected.flatMap(({ group }) => group ?? []))
  return [...names].flatMap((name) => {
    const members = annotations.filter(({ group }) => group === name)
    return unite(members.flatMap(({ shape }) => boundsOf(shape) ?? [])) ?? []
  })
}

const useFrame = (side: 'work' | 'prediction'): Frame => {
  const { rulers, crosshair, grid } = usePreferences(({ seeing }) => seeing)
  const walk = useSweep((state) => state.walk)
  return useMemo(
    () => ({
      rulers,
      crosshair: crosshair || side === 'prediction',
      grid,
      sweep: walk && { coverage: walk.coverage, cell: walk.cell },
    }),
    [rulers, crosshair, grid, side, walk],
  )
}

const usePainting = (
  found: Found,
  behind: ReadonlySet<Annotation>,
  annotations: readonly Annotation[],
  side: 'work' | 'prediction',
): Painting => {
  const taxonomy = useReview((state) => state.taxonomy)
  const confirmed = useReview(confirmedIds)
  const { colourBy, opacity, fill, chips, view: chosen } = usePreferences(({ seeing }) => seeing)
  const view = side === 'prediction' ? 'prediction' : chosen
  const copies = useCopies(annotations)
  return useMemo(
    () => ({ ...createLooks({ taxonomy, confirmed, found, behind, colourBy, chips, view }), copies, opacity, fill }),
    [taxonomy, confirmed, found, behind, colourBy, chips, view, copies, opacity, fill],
  )
}

const pictureInSight = ({ picture }: ReviewState): Picture | null => picture

/** What the model said, unless it is still to be answered blind. */
const usePredicted = (): readonly Annotation[] =>
  useReview(({ veiled, desk }) => (veiled ? NOTHING : (desk?.prediction?.annotations ?? NOTHING)))

/** What the picture shows beside the draft in the hand. */
type Still = Pick<Scene, 'photo' | 'shapes' | 'painting' | 'moving' | 'groups' | 'frame'> & {
  /** Selected, and as the records say. */
  readonly still: readonly Annotation[]
  readonly view: SeeingView
  readonly taxonomy: Taxonomy | null
}

const sceneOf = (rest: Still, draft: Draft | null): Scene => {
  const { still, view, taxonomy } = rest
  const drafted = draft?.kind === 'shapes' ? draft.annotations : NOTHING
  const gripped = drafted.length > 0 ? drafted : still
  return {
    ...rest,
    live: view === 'prediction' ? drafted : drafted.length === 0 ? still : [...still, ...drafted],
    gripped: view === 'prediction' ? NOTHING : gripped,
    marks: (draft?.kind === 'shapes' && draft.marks) || [],
    marquee: draft?.kind === 'marquee' ? draft.rect : null,
    stroke:
      draft?.kind === 'stroke' ? { stroke: draft.stroke, color: styleOf(taxonomy, draft.stroke.label).line } : null,
  }
}

const draftNow = (): Draft | null => review().hand.draft

/** Everything the picture shows, from the state of the review. A step of the hand makes only what is in the hand anew. */
export const useScene = (): {
  readonly scene: Scene
  readonly steps: (paint: (scene: Scene) => void) => () => void
} => {
  const work = useReview((state) => state.desk?.worksheet.annotations ?? NOTHING)
  const picture = useReview(pictureInSight)
  const predicted = onPageInSight(usePredicted(), picture)
  const veiled = useReview((state) => state.veiled)
  const photo = useReview((state) => (state.photo.name === 'ready' ? state.photo.photo : null))
  const selection = useReview((state) => state.selection)
  const hidden = useReview((state) => state.hidden)
  const alone = useReview((state) => state.alone)
  const beside = useReview((state) => state.beside)
  const draft = useReview((state) => state.hand.draft)
  const view = usePreferences(({ seeing }) => seeing.view)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a verdict or a note changes the desk, not what is marked.
  const annotations = useMemo(() => onPageInSight(shown(review()), picture), [work, veiled, picture])
  const found = useMemo(() => findDifferences(predicted, annotations), [predicted, annotations])
  const selected = useReview(selectedObjects)
  const ghosts = useSame(ghostsOf({ beside, selection }, found, selected))
  const aloneWith = alone ? selection : null
  const { shapes, behind } = useMemo(() => {
    const restricted = aloneWith !== null || hidden.size > 0
    const visible = ({ id }: Annotation): boolean => !hidden.has(id) && (aloneWith?.includes(id) ?? true)
    return chooseShapes({ view, annotations, predicted, found, ghosts, visible: restricted ? visible : null })
  }, [view, annotations, predicted, found, ghosts, hidden, aloneWith])

  const draftedIds = idsInHand(draft).join(' ')
  const moving = useMemo(() => {
    if (draftedIds === '') return NONE
    const ids = new Set(draftedIds.split(' '))
    return new Set(annotations.filter(({ id }) => ids.has(id)))
  }, [draftedIds, annotations])
  const taxonomy = useReview((state) => state.taxonomy)
  const painting = usePainting(found, behind, annotations, 'work')
  const frame = useFrame('work')
  const rest = useMemo((): Still => {
    const still = selected.filter((one) => !moving.has(one) && !hidden.has(one.id))
    return { photo, shapes, painting, moving, groups: groupsOf(still, annotations), frame, still, view, taxonomy }
  }, [photo, shapes, painting, moving, selected, hidden, taxonomy, annotations, view, frame])
  const latest = useRef(rest)
  latest.current = rest
  const steps = useCallback(
    (paint: (scene: Scene) => void) => onQuiet(() => paint(sceneOf(latest.current, draftNow()))),
    [],
  )
  return { scene: useMemo(() => sceneOf(rest, draft), [rest, draft]), steps }
}

/** The same picture with what the model predicted, for the left of two. */
export const usePredictionScene = (): Scene => {
  const picture = useReview(pictureInSight)
  const predicted = onPageInSight(usePredicted(), picture)
  const annotations = useReview((state) => state.desk?.worksheet.annotations ?? NOTHING)
  const photo = useReview((state) => (state.photo.name === 'ready' ? state.photo.photo : null))
  const selection = useReview((state) => state.selection)
  const found = useMemo(() => findDifferences(predicted, annotations), [predicted, annotations])
  const painting = usePainting(found, NONE, predicted, 'prediction')
  const frame = useFrame('prediction')
  return useMemo(() => {
    const origins = new Set<AnnotationId>([
      ...selection,
      ...annotations.filter(({ id }) => selection.includes(id)).flatMap((one) => one.fromObjectId ?? []),
    ])
    return {
      photo,
      shapes: inHeight(predicted),
      painting,
      moving: NONE,
      live: selection.length === 0 ? NOTHING : predicted.filter(({ id }) => origins.has(id)),
      groups: [],
      gripped: NOTHING,
      marks: [],
      marquee: null,
      stroke: null,
      frame,
    }
  }, [photo, predicted, painting, selection, annotations, frame])
}
