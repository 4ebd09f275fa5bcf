import type { Annotation } from '../../model/annotation.ts'
import type { Size } from '../geometry/box.ts'
import { areaOfParts, partsOfShape, pointsInParts, toPolygon } from '../geometry/polygon.ts'
import { simplifyParts } from '../geometry/simplify.ts'
import { asMask, asPolygon } from '../mask/areas.ts'
import { type Loss, lossOfParts, lossToMask, lossToParts } from '../mask/loss.ts'
import { spansOf } from '../mask/runs.ts'
import { reshape } from './commits.ts'
import { NO_DRAFT, type Step, type Tool } from './tool.ts'
import type { HandOf } from './tools.ts'

export type Reshaping = 'simplify' | 'to-polygon' | 'to-mask'

/** What a reshaping would come to, before it is done: the shapes, and how well they stand for what is there now. */
export type Offer = {
  readonly does: Reshaping
  /** How far a new outline may lie from the old one, in image pixels. */
  readonly tolerance: number
  readonly image: Size
  readonly before: readonly Annotation[]
  readonly after: readonly Annotation[]
  /** Points of the outlines before and after; pixels' own corners for a mask. */
  readonly points: { readonly before: number; readonly after: number }
  /** Of several, all together. */
  readonly loss: Loss
}

export type ReshapeState = { readonly name: 'idle' } | ({ readonly name: 'offering' } & Offer)

const IDLE: ReshapeState = { name: 'idle' }

type Reshaped = { readonly after: Annotation; readonly points: number; readonly loss: Loss; readonly area: number }

const reshaped = (one: Annotation, does: Reshaping, tolerance: number, image: Size): Reshaped | null => {
  const { shape } = one
  if (does === 'to-polygon') {
    const polygon = shape.kind === 'mask' ? asPolygon(shape, tolerance) : null
    if (!polygon || shape.kind !== 'mask') return null
    const loss = lossToParts(spansOf(shape), shape, polygon.parts)
    return {
      after: reshape(one, polygon),
      points: pointsInParts(polygon.parts),
      loss,
      area: areaOfParts(polygon.parts),
    }
  }
  const parts = partsOfShape(shape)
  if (!parts) return null
  if (does === 'to-mask') {
    const mask = asMask(shape, image)
    if (!mask) return null
    return {
      after: reshape(one, mask),
      points: 0,
      loss: lossToMask(parts, spansOf(mask), image),
      area: areaOfParts(parts),
    }
  }
  if (shape.kind !== 'polygon') return null
  const fewer = simplifyParts(parts, tolerance)
  const after = reshape(one, toPolygon(fewer, shape.page))
  return { after, points: pointsInParts(fewer), loss: lossOfParts(parts, fewer), area: areaOfParts(parts) }
}

/** What a reshaping of these annotations would come to; null where none of them can be reshaped so. */
export const offerOf = (
  does: Reshaping,
  annotations: readonly Annotation[],
  image: Size,
  tolerance: number,
): Offer | null => {
  const done = annotations.flatMap((one) => {
    const to = reshaped(one, does, tolerance, image)
    return to ? [{ one, to }] : []
  })
  if (done.length === 0) return null
  const whole = done.reduce((sum, { to }) => sum + to.area, 0)
  const weighed = (of: (loss: Loss) => number): number =>
    whole > 0 ? done.reduce((sum, { to }) => sum + of(to.loss) * to.area, 0) / whole : 1
  return {
    does,
    tolerance,
    image,
    before: done.map(({ one }) => one),
    after: done.map(({ to }) => to.after),
    points: {
      before: done.reduce((sum, { one }) => sum + pointsInParts(partsOfShape(one.shape) ?? []), 0),
      after: done.reduce((sum, { to }) => sum + to.points, 0),
    },
    loss: { covered: weighed((loss) => loss.covered), iou: weighed((loss) => loss.iou) },
  }
}

/** A hand that holds an offer: the new shapes are seen in place of the old ones until it is taken or dropped. */
export const offering = (offer: Offer): HandOf<'reshape'> => ({
  tool: 'reshape',
  state: { name: 'offering', ...offer },
  draft: { kind: 'shapes', annotations: offer.after },
})

/** The same offer with another tolerance. */
export const withTolerance = (offer: Offer, tolerance: number): Offer =>
  offerOf(offer.does, offer.before, offer.image, tolerance) ?? offer

export const TOLERANCES = { least: 0.25, most: 64, first: 1, factor: 1.25 } as const

const LABELS = { simplify: 'simplify', 'to-polygon': 'outline', 'to-mask': 'mask' } as const satisfies Record<
  Reshaping,
  string
>

const take = (state: Offer): Step<ReshapeState> => {
  const [first, ...others] = state.after
  const label = `${LABELS[state.does]} ${others.length > 0 ? `${state.after.length} objects` : (first?.label ?? '')}`
  return {
    state: IDLE,
    effects: [NO_DRAFT, { type: 'commit', commit: { label, put: state.after, remove: [] } }, { type: 'put-away' }],
  }
}

/** Holds an offer of other shapes: arrows set its tolerance, Enter takes it, Escape drops it. */
export const reshapeTool: Tool<ReshapeState> = {
  idle: IDLE,
  draws: null,
  on(state, input) {
    if (state.name === 'idle') return { state, effects: input.type === 'cancel' ? [{ type: 'put-away' }] : [] }
    switch (input.type) {
      case 'enter':
        return take(state)
      case 'arrow': {
        const more = input.by[0] > 0 || input.by[1] < 0
        const wanted = more ? state.tolerance * TOLERANCES.factor : state.tolerance / TOLERANCES.factor
        const next = withTolerance(state, Math.min(Math.max(wanted, TOLERANCES.least), TOLERANCES.most))
        const draft = { kind: 'shapes', annotations: next.after } as const
        return { state: { name: 'offering', ...next }, effects: [{ type: 'draft', draft }] }
      }
      case 'cancel':
      case 'delete':
        return { state: IDLE, effects: [NO_DRAFT, { type: 'put-away' }] }
      case 'down':
      case 'move':
      case 'up':
      case 'hover':
      case 'arrow-end':
      case 'back':
      case 'abort':
        return { state, effects: [] }
    }
  },
}
