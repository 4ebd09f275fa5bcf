import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { SpanShape, TextRange } from '../../model/shape.ts'
import { textRange } from '../text-offsets.ts'
import { reshape } from './commits.ts'
import type { Stretch } from './text-snap.ts'
import type { Commit } from './tool.ts'

export type Span = Annotation & { readonly shape: SpanShape }
export const isSpan = (annotation: Annotation): annotation is Span => annotation.shape.kind === 'span'

const stretchOf = (range: TextRange): Stretch => ({ start: range.startUtf16, end: range.endUtf16 })
const stretches = (span: Span): readonly Stretch[] => span.shape.ranges.map(stretchOf)

/** The same span over other stretches of its text, in order; stretches that touch or overlap become one. */
const over = (text: string, span: Span, parts: readonly Stretch[]): Annotation => {
  const merged: { start: number; end: number }[] = []
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && part.start <= last.end) last.end = Math.max(last.end, part.end)
    else merged.push({ ...part })
  }
  const { turn } = span.shape
  const ranges = merged.map(({ start, end }) => textRange(text, start, end))
  return reshape(span, { kind: 'span', ranges, ...(turn === undefined ? {} : { turn }) })
}

const putOne = (label: string, put: Annotation): Commit => ({ label, put: [put], remove: [] })

/**
 * The outer start or end of a span, moved; null where that would leave nothing of the range it belongs to, or moves
 * nothing.
 */
export const moveEnd = (text: string, span: Span, edge: 'start' | 'end', to: number): Commit | null => {
  const parts = stretches(span)
  const at = edge === 'start' ? 0 : parts.length - 1
  const moved = parts.map((part, i) => (i === at ? { ...part, [edge]: to } : part))
  const part = moved[at]
  const same = parts[at]?.[edge] === to
  if (!part || same || part.start >= part.end || part.start < 0 || part.end > text.length) return null
  return putOne(`move the ${edge} of ${span.label}`, over(text, span, moved))
}

/** One more range for a span: beside the others, or grown into one with those it touches. Null where it has it already. */
export const addRange = (text: string, span: Span, part: Stretch): Commit | null => {
  const inside = stretches(span).some(({ start, end }) => start <= part.start && end >= part.end)
  return inside ? null : putOne(`add words to ${span.label}`, over(text, span, [...stretches(span), part]))
}

/** Takes the range at an offset out of a span in several pieces; null where it has but one, or none is there. */
export const dropRange = (text: string, span: Span, at: number): Commit | null => {
  const rest = stretches(span).filter(({ start, end }) => at < start || at > end)
  if (rest.length === 0 || rest.length === span.shape.ranges.length) return null
  return putOne(`take words out of ${span.label}`, over(text, span, rest))
}

const blank = (text: string): boolean => /^\s*$/u.test(text)

/** A stretch without blank space at its ends; null where nothing is left. */
const trimmed = (text: string, { start, end }: Stretch): Stretch | null => {
  const words = text.slice(start, end)
  const [head, tail] = [words.length - words.trimStart().length, words.length - words.trimEnd().length]
  return head === words.length ? null : { start: start + head, end: end - tail }
}

/** A span as two of the same label, parted at an offset; null where one side would be empty. */
export const splitSpan = (text: string, span: Span, at: number, newId: () => AnnotationId): Commit | null => {
  const cut = (side: 'before' | 'after'): readonly Stretch[] =>
    stretches(span).flatMap(({ start, end }) => {
      const part = side === 'before' ? { start, end: Math.min(end, at) } : { start: Math.max(start, at), end }
      return part.start < part.end ? (trimmed(text, part) ?? []) : []
    })
  const [before, after] = [cut('before'), cut('after')]
  if (before.length === 0 || after.length === 0) return null
  const { fromObjectId: _from, score: _score, ...rest } = span
  const second = over(text, { ...rest, id: newId(), shape: span.shape }, after)
  return { label: `split ${span.label}`, put: [over(text, span, before), second], remove: [] }
}

/** Several spans as one: the first keeps its id and label. Pieces with only blanks between them grow together. */
export const mergeSpans = (text: string, spans: readonly Span[]): Commit | null => {
  const [first, ...others] = spans.toSorted((a, b) => startOf(a) - startOf(b))
  if (!first || others.length === 0 || others.some(({ shape }) => shape.turn !== first.shape.turn)) return null
  const joined: Stretch[] = []
  for (const part of spans.flatMap(stretches).toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && (part.start <= last.end || blank(text.slice(last.end, part.start))))
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, part.end) }
    else joined.push(part)
  }
  return {
    label: `merge ${spans.length} spans into ${first.label}`,
    put: [over(text, first, joined)],
    remove: others.map((span) => span.id),
  }
}

const startOf = (span: Span): number => span.shape.ranges[0]?.startUtf16 ?? 0
const endOf = (span: Span): number => span.shape.ranges.at(-1)?.endUtf16 ?? 0

/** The span of the same label that a span could be merged with: it overlaps, or only blanks lie between them. */
export const neighbourOf = (text: string, span: Span, spans: readonly Span[]): Span | null => {
  const near = spans.filter((other) => {
    if (other.id === span.id || other.label !== span.label || other.shape.turn !== span.shape.turn) return false
    const [from, to] = [Math.min(endOf(span), endOf(other)), Math.max(startOf(span), startOf(other))]
    return to <= from || blank(text.slice(from, to))
  })
  return near.find((other) => startOf(other) >= startOf(span)) ?? near[0] ?? null
}

/** A label on each of these stretches, as one gesture; those that carry it already are left out. Null where all do. */
export const labelAll = (
  text: string,
  parts: readonly Stretch[],
  label: string,
  turn: number | undefined,
  spans: readonly Span[],
  newId: () => AnnotationId,
): Commit | null => {
  const key = (start: number, end: number): string => `${start} ${end}`
  const known = new Set(
    spans
      .filter((span) => span.label === label && span.shape.turn === turn && span.shape.ranges.length === 1)
      .map((span) => key(startOf(span), endOf(span))),
  )
  const fresh = parts.filter(({ start, end }) => !known.has(key(start, end)))
  if (fresh.length === 0) return null
  const put = fresh.map(({ start, end }): Annotation => {
    const ranges = [textRange(text, start, end)]
    return {
      id: newId(),
      label,
      shape: { kind: 'span', ranges, ...(turn === undefined ? {} : { turn }) },
      attributes: {},
    }
  })
  return { label: `mark ${put.length} × ${label}`, put, remove: [] }
}
