import { unite } from '../../../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../../../shared/domain/geometry/shape.ts'
import { type Alignment, align, distribute } from '../../../../shared/domain/tools/align.ts'
import { clippingOf, copyOffset, paste } from '../../../../shared/domain/tools/clipboard.ts'
import { insertVertex, lineAt } from '../../../../shared/domain/tools/grips.ts'
import { groupTogether, ungroup } from '../../../../shared/domain/tools/groups.ts'
import { handlesOf } from '../../../../shared/domain/tools/handles.ts'
import { type Held, pointOf, withShapes } from '../../../../shared/domain/tools/select-grip.ts'
import {
  boxesFrom,
  cycleVisibility,
  polygonsFrom,
  toggleMark,
  turnAll,
} from '../../../../shared/domain/tools/shape-edits.ts'
import { restack, type StackMove } from '../../../../shared/domain/tools/stacking.ts'
import type { Commit } from '../../../../shared/domain/tools/tool.ts'
import type { Annotation, ObjectMark } from '../../../../shared/model/annotation.ts'
import type { Point } from '../../../../shared/model/shape.ts'
import { newCommandId } from '../../../api/new-id.ts'
import { t } from '../../../i18n/t.ts'
import { commitShapes } from '../commands.ts'
import { review, setReview, shown, tell } from '../review-state.ts'
import { keepClip, takeClip } from './clip.ts'
import { newAnnotationId, pageNow, putDownTool } from './hand.ts'
import { type SittingSet, setSitting, unlocked } from './sitting.ts'

/** The selected objects as they stand, in the order they were selected. */
const chosen = (): readonly Annotation[] => {
  putDownTool()
  const byId = new Map(shown(review()).map((one) => [one.id, one]))
  return review().selection.flatMap((id) => byId.get(id) ?? [])
}

/** Of these, what may change its place; says why where nothing may. */
const free = (all: readonly Annotation[]): readonly Annotation[] => {
  const { locked, pinned } = review()
  const some = all.filter(({ id }) => !locked.has(id) && !pinned.has(id))
  if (all.length > 0 && some.length === 0) tell(t('It is locked or pinned in its place. Release it first.'), 'refused')
  return some
}

const selectFirst = (): void => tell(t('Select a shape first.'), 'refused')

type Rule = (all: readonly Annotation[]) => Commit | null
/** Carries out what a rule answers of these; says `otherwise` where it answers nothing, unless all are held back, which was said. */
const carryOut = (all: readonly Annotation[], rule: Rule, otherwise: string): void => {
  const commit = rule(all)
  if (commit) commitShapes(commit)
  else if (all.length > 0 || review().selection.length === 0) tell(otherwise, 'refused')
}

export const alignChosen = (how: Alignment): void =>
  carryOut(free(chosen()), (all) => align(all, how), t('Select at least two shapes that do not stand in one line yet.'))
export const distributeChosen = (axis: 'across' | 'down'): void =>
  carryOut(free(chosen()), (all) => distribute(all, axis), t('Select at least three shapes to spread them evenly.'))

export const restackChosen = (move: StackMove) => {
  if (review().selection.length === 0) return selectFirst()
  const restacked: Rule = (all) =>
    restack(
      shown(review()),
      all.map(({ id }) => id),
      move,
    )
  carryOut(unlocked(chosen()), restacked, t('It stands there already.'))
}

export const groupChosen = (): void =>
  carryOut(
    unlocked(chosen()),
    (all) => groupTogether(all, newCommandId()),
    t('Select at least two shapes that are not one group yet.'),
  )
export const ungroupChosen = (): void => carryOut(unlocked(chosen()), ungroup, t('Nothing selected is in a group.'))

export const toggleMarkOfChosen = (mark: ObjectMark) => {
  if (review().selection.length === 0) return selectFirst()
  carryOut(unlocked(chosen()), (all) => toggleMark(all, mark), '')
}

/** Locks, hides or pins what is selected; where all of it is already, ends that. */
export const toggleSitting = (set: SittingSet) => {
  const ids = chosen().map(({ id }) => id)
  if (ids.length === 0) return selectFirst()
  const isOn = ids.every((id) => review()[set].has(id))
  setSitting(set, ids, !isOn)
  const words = {
    locked: [t('Locked: it is not found under the pointer.'), t('Unlocked.')],
    hidden: [t('Hidden until you show it again.'), t('Shown again.')],
    pinned: [t('Pinned in its place. It can still be labelled.'), t('Unpinned.')],
  } as const
  tell(words[set][isOn ? 1 : 0])
}

/** Ends locking, hiding and pinning for the whole case. */
export const releaseAll = () => {
  const { locked, hidden, pinned } = review()
  const ids = [...locked, ...hidden, ...pinned]
  for (const set of ['locked', 'hidden', 'pinned'] as const) setSitting(set, ids, false)
  tell(t('Nothing is locked, hidden or pinned any more.'))
}

export const boxFromChosen = (): void =>
  carryOut(free(chosen()), boxesFrom, t('Select a shape that is no box yet and has an extent.'))
export const polygonFromChosen = (): void =>
  carryOut(free(chosen()), polygonsFrom, t('Select a box or an ellipse to make a polygon of.'))

export const turnChosen = (degrees: number) => {
  const image = review().picture?.image
  if (!image || review().selection.length === 0) return
  carryOut(
    free(chosen()),
    (all) => turnAll(all, degrees, image),
    t('It cannot turn here: it would leave the image, or it has no direction.'),
  )
}

/** Screen pixels between a copy and its original. */
const COPY_DISTANCE = 12

export const copyChosen = (): boolean => {
  const { desk, picture } = review()
  const image = picture?.image
  const copied = image && clippingOf(chosen(), image)
  if (!desk || !copied) {
    selectFirst()
    return false
  }
  keepClip(copied, desk.open.case.id)
  tell(t('{count, plural, one {# shape} other {# shapes}} copied.', { count: copied.annotations.length }))
  return true
}

export const cutChosen = () => {
  const all = unlocked(chosen())
  if (all.length === 0 || !copyChosen()) return
  const noun = all.length === 1 ? (all[0]?.label ?? 'shape') : `${all.length} shapes`
  commitShapes({ label: `cut ${noun}`, put: [], remove: all.map(({ id }) => id) })
  setReview({ selection: [] })
}

const placeCopies = (verb: string, annotations: readonly Annotation[], distance: number) => {
  const { view, picture } = review()
  const image = picture?.image
  if (!image || !view) return
  const around = unite(annotations.flatMap(({ shape }) => boundsOf(shape) ?? []))
  const by: Point = around && distance > 0 ? copyOffset(around, image, distance / view.scale) : [0, 0]
  const page = pageNow()
  const into = { image, by, newId: newAnnotationId, ...(page === undefined ? {} : { page }) }
  const commit = paste(verb, annotations, into)
  if (!commit) return tell(t('Nothing of it lies on this image.'), 'refused')
  commitShapes(commit)
  setReview({ selection: commit.put.map(({ id }) => id) })
}

export const duplicateChosen = () => {
  const image = review().picture?.image
  const copied = image && clippingOf(chosen(), image)
  if (copied) placeCopies('duplicate', copied.annotations, COPY_DISTANCE)
  else selectFirst()
}

/** Pastes what was copied in this window or another. */
export const pasteCopied = async () => {
  putDownTool()
  const caseId = review().desk?.open.case.id
  const taken = caseId && (await takeClip(caseId))
  // The system may ask first whether its clipboard may be read.
  if (review().desk?.open.case.id !== caseId) return
  if (taken) placeCopies('paste', taken.annotations, COPY_DISTANCE * taken.times)
  else tell(t('No shape was copied yet.'), 'refused')
}

const oneWithPoints = () => {
  const [only, ...others] = chosen()
  const { view } = review()
  if (!only || others.length > 0 || !view) return null
  const grips = handlesOf([only], 1 / view.scale).flatMap(({ grip }): Held['grip'][] =>
    grip.on === 'vertex' || grip.on === 'joint' ? [grip] : [],
  )
  return grips.length === 0 ? null : { only, grips }
}

const heldNow = (): Held | null => {
  const { hand } = review()
  return hand.tool === 'select' && hand.state.name === 'holding' ? hand.state.held : null
}

const hold = (held: Held): void => {
  const { annotations } = review().desk?.worksheet ?? { annotations: [] }
  const shape = annotations.find(({ id }) => id === held.id)?.shape
  const at = shape && pointOf(shape, held.grip)
  const marks = at ? [{ kind: 'cursor', point: at } as const] : []
  const draft = { kind: 'shapes', annotations: [], marks } as const
  setReview({ hand: { tool: 'select', state: { name: 'holding', held }, draft } })
  const name = shape?.kind === 'skeleton' && held.grip.on === 'joint' ? shape.joints[held.grip.index]?.name : undefined
  if (name !== undefined) tell(t('Joint {name}.', { name }))
}

/** Takes hold of the next vertex or joint of the selected shape; arrows then move it. */
export const holdNextPoint = (by: 1 | -1) => {
  const held = heldNow()
  const found = oneWithPoints()
  if (!found) return tell(t('Select one shape that has points or joints.'), 'refused')
  const { only, grips } = found
  const at = held ? grips.findIndex((grip) => JSON.stringify(grip) === JSON.stringify(held.grip)) : -1
  const next = at < 0 ? (by === 1 ? 0 : grips.length - 1) : (at + by + grips.length) % grips.length
  const grip = grips[next]
  if (grip) hold({ id: only.id, grip })
}

/** Puts a vertex in the middle of the edge after the one that is held, and takes hold of it. */
export const insertAfterHeld = () => {
  const held = heldNow()
  const [only] = free(chosen())
  if (held?.grip.on !== 'vertex' || only?.id !== held.id) return tell(t('Take hold of a vertex first.'), 'refused')
  const line = lineAt(only.shape, held.grip)
  const from = line[held.grip.index]
  const to = line[held.grip.index + 1] ?? (only.shape.kind === 'polygon' ? line[0] : line[held.grip.index - 1])
  if (!from || !to) return
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
  const isLast = only.shape.kind === 'polyline' && held.grip.index === line.length - 1
  const place = isLast ? { ...held.grip, index: held.grip.index - 1 } : held.grip
  const put = withShapes([only], [insertVertex(only.shape, place, middle)])
  commitShapes({ label: 'add vertex', put, remove: [] })
  hold({ id: only.id, grip: { ...held.grip, index: place.index + 1 } })
}

/** The held joint is visible, hidden, not labelled, in turn. */
export const cycleHeldJoint = () => {
  const held = heldNow()
  const [only] = unlocked(chosen())
  if (held?.grip.on !== 'joint' || only?.id !== held.id) return tell(t('Take hold of a joint first.'), 'refused')
  const commit = cycleVisibility(only, held.grip.index)
  if (!commit) return
  commitShapes(commit)
  hold(held)
  const after = commit.put[0]?.shape
  const joint = after?.kind === 'skeleton' ? after.joints[held.grip.index] : undefined
  const words = [t('not labelled'), t('hidden'), t('visible')]
  if (joint) tell(t('Joint {name}: {state}.', { name: joint.name, state: words[joint.visibility] ?? '' }))
}
