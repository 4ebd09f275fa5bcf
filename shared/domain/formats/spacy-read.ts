import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { textRange } from '../text-offsets.ts'
import { isJsonObject, parseJsonLine } from './json-line.ts'
import { createUnitOffsets, type UnitOffsets } from './offset-unit.ts'
import { ORIGIN, readOrigin } from './origin.ts'
import { type Read, type ReadRow, type Role, RowProblem, readingRow } from './read-row.ts'

/** Members that become something else than metadata; `sents` and the tokens' own members are spaCy's analysis. */
const READ = new Set([
  'text',
  'ents',
  'entities',
  'label',
  'labels',
  'spans',
  'cats',
  'tokens',
  'meta',
  'id',
  'sents',
  ORIGIN,
])

/** A class counts from here on, as spaCy's own threshold has it. */
const LEAST = 0.5

/**
 * One text of spaCy's JSON Lines, as `Doc.to_json` writes it or as training data usually stands: `ents` or `entities` as
 * objects or as [start, end, label], `spans` by group, `cats`. Offsets are code points unless an export of the desk says
 * otherwise.
 */
export const readSpacyLine = (line: string, number: number, role: Role): Read =>
  readingRow(number, line, () => readDoc(parseJsonLine(line), { line: number, excerpt: line, role }))

type Reading = { readonly line: number; readonly excerpt: string; readonly role: Role }

const readDoc = (doc: JsonObject, { line, excerpt, role }: Reading): ReadRow => {
  const { text, id } = doc
  if (typeof text !== 'string') throw new RowProblem('no-content', 'The line has no text.', 'Give each line a "text".')
  const origin = readOrigin(doc[ORIGIN])
  const offsets = createUnitOffsets(text, origin?.offsets ?? 'codepoint')
  const said = { annotations: [...readCats(doc.cats, role), ...readSpans(doc, offsets)], relations: [] }
  const tokens = readTokens(doc.tokens, offsets)
  return {
    line,
    excerpt,
    case: {
      key: origin?.key ?? (typeof id === 'string' || typeof id === 'number' ? String(id) : null),
      kind: 'text',
      text,
      meta: readMeta(doc),
      ...(tokens === null ? {} : { tokens }),
    },
    ...(role === 'prediction' ? { prediction: said } : {}),
    ...(role === 'truth' ? { truth: said } : {}),
  }
}

const readMeta = (doc: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(doc).filter(([name]) => !READ.has(name))),
  ...(isJsonObject(doc.meta) ? doc.meta : {}),
})

/** Scores of classes: a prediction keeps those that count with their score, a truth those that are true. */
const readCats = (cats: Json | undefined, role: Role): readonly Annotation[] => {
  if (cats === undefined || cats === null) return []
  if (!isJsonObject(cats))
    throw new RowProblem('bad-class', 'The classes are no object.', 'Write "cats" as {"label": 1.0}.')
  const found: Annotation[] = []
  for (const [label, value] of Object.entries(cats)) {
    const score = typeof value === 'boolean' ? Number(value) : value
    if (typeof score !== 'number' || score < 0 || score > 1 || label === '')
      throw new RowProblem(
        'bad-class',
        `The class “${label.slice(0, 80)}” has ${JSON.stringify(value).slice(0, 80)} for a score.`,
        'Write scores from 0 to 1.',
      )
    if (score < LEAST) continue
    found.push({
      id: AnnotationId.parse(found.length === 0 ? 'class' : `class-${found.length + 1}`),
      label,
      shape: { kind: 'case' },
      ...(role === 'prediction' ? { score } : {}),
      attributes: {},
    })
  }
  return found
}

const readSpans = (doc: JsonObject, offsets: UnitOffsets): readonly Annotation[] => {
  const groups = isJsonObject(doc.spans) ? Object.values(doc.spans) : []
  const lists = [doc.ents ?? doc.entities ?? doc.label ?? doc.labels, ...groups]
  const found = new Map<string, Annotation>()
  for (const list of lists) {
    if (list === undefined || list === null) continue
    if (!Array.isArray(list))
      throw new RowProblem('bad-span', 'The spans are not a list.', 'Write "ents" as a list of [start, end, label].')
    for (const entry of list) {
      const { start, end, label } = memberOf(entry)
      const name = JSON.stringify([start, end, label])
      // An entity often stands in a group of spans once more.
      if (found.has(name)) continue
      const [from, to] = [offsets.toUtf16(start), offsets.toUtf16(end)]
      if (from === null || to === null || from > to)
        throw new RowProblem(
          'bad-span',
          `The span ${start}–${end} (${offsets.unit}) does not lie within the text, or cuts a character in two.`,
          'Offsets count code points, as in Python.',
        )
      found.set(name, {
        id: AnnotationId.parse(`o${found.size + 1}`),
        label,
        shape: { kind: 'span', ranges: [textRange(offsets.text, from, to)] },
        attributes: {},
      })
    }
  }
  return [...found.values()]
}

type Member = { readonly start: number; readonly end: number; readonly label: string }

const memberOf = (entry: Json): Member => {
  const [start, end, label] = Array.isArray(entry)
    ? entry
    : isJsonObject(entry)
      ? [entry.start, entry.end, entry.label]
      : []
  if (typeof start === 'number' && typeof end === 'number' && typeof label === 'string' && label !== '')
    return { start, end, label }
  throw new RowProblem(
    'bad-span',
    `${JSON.stringify(entry).slice(0, 200)} is no span.`,
    'Write spans as [start, end, label], or as objects with these members.',
  )
}

const readTokens = (tokens: Json | undefined, offsets: UnitOffsets): [number, number][] | null => {
  if (!Array.isArray(tokens) || tokens.length === 0) return null
  return tokens.map((token: Json): [number, number] => {
    const [start, end] = isJsonObject(token) ? [token.start, token.end] : []
    const from = typeof start === 'number' ? offsets.toUtf16(start) : null
    const to = typeof end === 'number' ? offsets.toUtf16(end) : null
    if (from === null || to === null || from > to)
      throw new RowProblem(
        'bad-token',
        `The token ${JSON.stringify(token).slice(0, 200)} does not lie in the text.`,
        'Tokens need start and end in the unit of the spans.',
      )
    return [from, to]
  })
}
