import { type ReactNode, type RefObject, useLayoutEffect, useState } from 'react'
import { sameJson } from '../../shared/domain/same-json.ts'
import type { AnnotationId } from '../../shared/model/ids.ts'
import css from './arc-view.module.css'
import { ARC } from './block-view.tsx'
import { caretRect } from './dom-offsets.ts'
import type { LaidArc } from './text-arcs.ts'

type Drawn = {
  readonly id: AnnotationId
  readonly path: string
  /** The arrow's head; null where the end it points at does not stand in the page. */
  readonly head: string | null
  readonly type: string
  readonly part: string
  readonly x: number
  readonly y: number
}

/** CSS pixels: how far left of the words arcs between lines run, and how far apart. */
const GUTTER = 10
const GUTTER_STEP = 5
const GUTTERS = 5
const REM = 16

/** The place above a span's first letter; null where it does not stand in the page. */
const pointOf = (host: HTMLElement, column: DOMRect, at: number): { readonly x: number; readonly y: number } | null => {
  const rect = caretRect(host, at)
  return rect ? { x: rect.left - column.left + 3, y: rect.top - column.top } : null
}

const drawn = (host: HTMLElement, column: HTMLElement, arcs: readonly LaidArc[]): readonly Drawn[] => {
  const frame = column.getBoundingClientRect()
  const seen = new Map<AnnotationId, LaidArc>()
  // An arc between two blocks takes the higher of its lanes, so that it clears both.
  for (const arc of arcs) {
    const known = seen.get(arc.relation.id)
    if (!known || known.lane < arc.lane) seen.set(arc.relation.id, arc)
  }
  return [...seen.values()].flatMap((arc, n): Drawn[] => {
    const { relation, lane, fromAt, toAt } = arc
    const [a, b] = [pointOf(host, frame, fromAt), pointOf(host, frame, toAt)]
    if (!a && !b) return []
    const up = (lane + 1) * ARC * REM - 3
    const side = -(GUTTER + (n % GUTTERS) * GUTTER_STEP)
    const head = b ? `M${b.x + 1} ${b.y - 6}h6l-3 6z` : null
    const one = { id: relation.id, type: relation.type, part: relation.part, head }
    if (a && b && Math.abs(a.y - b.y) < 4) {
      const y = a.y - up
      return [{ ...one, path: `M${a.x} ${a.y}V${y}H${b.x + 4}V${b.y - 1}`, x: (a.x + b.x) / 2, y }]
    }
    // One end is far away: the arc leads to the edge of what stands in the page.
    const edge = (other: { readonly y: number }, before: boolean): number => (before ? other.y - 400 : other.y + 400)
    const first = a ? `M${a.x} ${a.y}V${a.y - up}H${side}` : `M${side} ${edge(b ?? { y: 0 }, fromAt < toAt)}`
    const last = b ? `V${b.y - up}H${b.x + 4}V${b.y - 1}` : `V${edge(a ?? { y: 0 }, toAt < fromAt)}`
    const at = a ?? b ?? { x: 0, y: 0 }
    return [{ ...one, path: first + last, x: Math.max(30, at.x - 24), y: at.y - up }]
  })
}

type ArcViewProps = {
  readonly host: RefObject<HTMLDivElement | null>
  readonly column: RefObject<HTMLDivElement | null>
  readonly arcs: readonly LaidArc[]
  readonly selected: ReadonlySet<AnnotationId>
}

/** Relations as arcs above the lines, with their types on them. The list in the inspector is what is heard. */
export const ArcView = ({ host, column, arcs, selected }: ArcViewProps): ReactNode => {
  const [all, setAll] = useState<readonly Drawn[]>([])
  // Measured after every painting of the text: lines may have moved.
  useLayoutEffect(() => {
    const now = host.current && column.current && arcs.length > 0 ? drawn(host.current, column.current, arcs) : []
    if (!sameJson(now, all)) setAll(now)
  })
  if (all.length === 0) return null
  const near = new Set(
    arcs
      .filter(({ relation }) => selected.has(relation.from) || selected.has(relation.to))
      .map(({ relation }) => relation.id),
  )
  return (
    <svg className={css.arcs} aria-hidden>
      {all.map(({ id, path, head, type, part, x, y }) => (
        <g key={id} className={css.arc} data-part={part} data-near={near.has(id) || undefined}>
          {/* Wider than it is seen, so that the pointer finds it. */}
          <path className={css.reach} d={path} />
          <path className={css.line} d={path} />
          {head === null ? null : <path className={css.head} d={head} />}
          <text x={x} y={y + 3}>
            {type}
          </text>
        </g>
      ))}
    </svg>
  )
}
