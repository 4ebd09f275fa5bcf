import { arcLanes } from '../../shared/domain/text-relations.ts'
import type { AnnotationId } from '../../shared/model/ids.ts'
import { type Block, indexMarks, type MarkIndex, type TextMark } from './text-layout.ts'

/** A relation to draw between two marks of one text. */
export type PaintedRelation = {
  readonly id: AnnotationId
  readonly from: AnnotationId
  readonly to: AnnotationId
  readonly type: string
  /** As for marks; `was` is one that was predicted and taken away. */
  readonly part: 'predicted' | 'yours' | 'was'
}

/** A relation with the offsets its ends stand at. */
export type Arc = { readonly relation: PaintedRelation; readonly fromAt: number; readonly toAt: number }
/** An arc over the lines of one block, and its lane there, lowest first. */
export type LaidArc = Arc & { readonly lane: number }

type Reach = TextMark & { readonly arc: Arc }
export type ArcIndex = MarkIndex<Reach>

/** More arcs than this over one block share the topmost lane: space for reading counts more. */
export const MOST_ARC_LANES = 4

/** Relations by where they lie in the text; those whose ends are not marks of it are left out. */
export const indexArcs = (relations: readonly PaintedRelation[], marks: MarkIndex<TextMark>): ArcIndex =>
  indexMarks(
    relations.flatMap((relation): Reach[] => {
      const fromAt = marks.byId.get(relation.from)?.ranges[0]?.start
      const toAt = marks.byId.get(relation.to)?.ranges[0]?.start
      if (fromAt === undefined || toAt === undefined) return []
      const ranges = [{ start: Math.min(fromAt, toAt), end: Math.max(fromAt, toAt) + 1 }]
      return [{ id: relation.id, ranges, chipWidth: 0, arc: { relation, fromAt, toAt } }]
    }),
  )

/** The arcs that begin or end in a block. */
export const arcsIn = (block: Block, index: ArcIndex): readonly LaidArc[] => {
  const within = (at: number): boolean => at >= block.start && at <= block.end
  const arcs = index
    .within(block.start, Math.max(block.end, block.start + 1))
    .map((reach) => reach.arc)
    .filter(({ fromAt, toAt }) => within(fromAt) || within(toAt))
  const clip = (at: number): number => Math.min(Math.max(at, block.start), block.end)
  const lanes = arcLanes(arcs.map(({ fromAt, toAt }) => ({ from: clip(fromAt), to: clip(toAt) })))
  return arcs.map((arc, i) => ({ ...arc, lane: Math.min(lanes[i] ?? 0, MOST_ARC_LANES - 1) }))
}
