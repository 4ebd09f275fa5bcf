import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { type Area, hasArea, isArea, joined, without } from '../mask/areas.ts'
import { fillHoles } from '../mask/fill.ts'
import { maskOf, spansOf } from '../mask/runs.ts'
import { connectedParts } from '../mask/split.ts'
import { reshape } from './commits.ts'
import type { Commit, Refusal } from './tool.ts'

/** What the acts below work on. `image`: the size that masks have on the page in sight. */
export type AreaContext = {
  readonly annotations: readonly Annotation[]
  readonly selection: readonly AnnotationId[]
  readonly image: Size
  newId(): AnnotationId
}
/** A finished act with what is selected after it, or why it came to nothing. */
export type Act = { readonly commit: Commit; readonly select: readonly AnnotationId[] } | { readonly refused: Refusal }

const pageOf = (shape: Shape): number => ('page' in shape ? shape.page : undefined) ?? 0

/** In the order of the selection. */
const chosen = ({ annotations, selection }: AreaContext): readonly Annotation[] =>
  selection.flatMap((id) => annotations.find((one) => one.id === id) ?? [])

const noun = (of: readonly Annotation[]): string =>
  of.length === 1 ? (of[0]?.label ?? 'object') : `${of.length} objects`

/** One annotation as several: the first half stays what it was, the others are new, and no model has said them. */
export const halved = (one: Annotation, halves: readonly Area[], newId: () => AnnotationId): readonly Annotation[] =>
  halves.map((shape, i) => {
    if (i === 0) return reshape(one, shape)
    const { score: _score, fromObjectId: _from, ...rest } = reshape(one, shape)
    return { ...rest, id: newId() }
  })

/** The selected shapes as one object: the one selected first, grown by the others, which are gone. */
export const mergeSelected = (context: AreaContext): Act => {
  const all = chosen(context).filter(({ shape }) => hasArea(shape))
  const [first, ...others] = all
  if (!first || others.length === 0) return { refused: 'select-two' }
  if (all.some(({ shape }) => pageOf(shape) !== pageOf(first.shape))) return { refused: 'select-two' }
  const shape = joined(
    all.map((one) => one.shape),
    context.image,
  )
  if (!shape) return { refused: 'no-area' }
  const commit = { label: `merge ${noun(all)}`, put: [reshape(first, shape)], remove: others.map(({ id }) => id) }
  return { commit, select: [first.id] }
}

/** Each selected outline or mask as its unconnected parts. */
export const partSelected = (context: AreaContext): Act => {
  const all = chosen(context).filter(({ shape }) => isArea(shape))
  if (all.length === 0) return { refused: 'no-area' }
  const put = all.flatMap((one) => {
    const parts = isArea(one.shape) ? connectedParts(one.shape) : []
    return parts.length > 1 ? halved(one, parts, context.newId) : []
  })
  if (put.length === 0) return { refused: 'not-divided' }
  return { commit: { label: `split ${noun(all)} into parts`, put, remove: [] }, select: put.map(({ id }) => id) }
}

/** Painted order: a higher `z` above a lower, and of two with the same the later above the earlier. */
const isAbove = (annotations: readonly Annotation[], a: Annotation, b: Annotation): boolean => {
  const [zA, zB] = [a.z ?? 0, b.z ?? 0]
  return zA === zB ? annotations.indexOf(a) > annotations.indexOf(b) : zA > zB
}

/** Which way a cut goes: the selected loses what lies above or below it, or what lies below loses the selected. */
export const CUTS = ['above-from-selected', 'below-from-selected', 'selected-from-below'] as const
export type Cut = (typeof CUTS)[number]

/**
 * Takes areas out of one another by the order they are painted in. Only outlines and masks lose something; boxes and
 * ellipses only cut. What nothing is left of is removed.
 */
export const cutSelected = (context: AreaContext, cut: Cut): Act => {
  const { annotations, image } = context
  const selected = chosen(context).filter(({ shape }) => hasArea(shape))
  const others = annotations.filter((one) => !selected.includes(one) && hasArea(one.shape))
  const samePage = (a: Annotation, b: Annotation): boolean => pageOf(a.shape) === pageOf(b.shape)
  const losers = cut === 'selected-from-below' ? others : selected
  const cutters = cut === 'selected-from-below' ? selected : others
  const above = cut !== 'below-from-selected'
  const after = losers.flatMap((one): { readonly one: Annotation; readonly shape: Area | null }[] => {
    if (!isArea(one.shape)) return []
    const by = cutters.filter((other) => samePage(one, other) && isAbove(annotations, other, one) === above)
    const shape =
      by.length === 0
        ? one.shape
        : without(
            one.shape,
            by.map((other) => other.shape),
            image,
          )
    return shape && JSON.stringify(shape) === JSON.stringify(one.shape) ? [] : [{ one, shape }]
  })
  if (selected.length === 0) return { refused: 'no-area' }
  if (after.length === 0) return { refused: 'nothing-there' }
  const put = after.flatMap(({ one, shape }) => (shape ? [reshape(one, shape)] : []))
  const remove = after.flatMap(({ one, shape }) => (shape ? [] : [one.id]))
  const label =
    cut === 'selected-from-below' ? `cut ${noun(selected)} out of what lies below` : `cut out of ${noun(selected)}`
  return { commit: { label, put, remove }, select: context.selection.filter((id) => !remove.includes(id)) }
}

/** Every hole of the selected masks and outlines filled. */
export const fillSelected = (context: AreaContext): Act => {
  const all = chosen(context).filter(({ shape }) => isArea(shape))
  if (all.length === 0) return { refused: 'no-area' }
  const put = all.flatMap((one): Annotation[] => {
    const { shape } = one
    if (shape.kind === 'polygon')
      return shape.parts.some((rings) => rings.length > 1)
        ? [reshape(one, { ...shape, parts: shape.parts.map((rings) => rings.slice(0, 1)) })]
        : []
    if (shape.kind !== 'mask') return []
    const [before, filled] = [spansOf(shape), fillHoles(spansOf(shape), shape)]
    return filled.length === before.length ? [] : [reshape(one, maskOf(filled, shape, shape.page))]
  })
  if (put.length === 0) return { refused: 'not-closed' }
  return { commit: { label: `fill ${noun(all)}`, put, remove: [] }, select: context.selection }
}
