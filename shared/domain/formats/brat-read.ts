import type { Annotation, Relation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { TextRange } from '../../model/shape.ts'
import { textRange } from '../text-offsets.ts'
import { checkString } from './json-line.ts'
import { createUnitOffsets, type UnitOffsets } from './offset-unit.ts'
import { failureOf, type Read, type ReadAnnotations, type Role, RowProblem } from './read-row.ts'

/** A text and what stands beside it. `name` is the text's path and the case's key; `ann` null: no such file. */
export type BratPair = { readonly name: string; readonly text: string; readonly ann: string | null }

type Line = { readonly number: number; readonly text: string; readonly id: string; readonly rest: readonly string[] }

const linesOf = (ann: string): readonly Line[] =>
  ann
    .split(/\r?\n/)
    .map((text, index): Line => {
      const [id = '', ...rest] = text.split('\t')
      return { number: index + 1, text, id, rest }
    })
    .filter(({ text }) => text.trim() !== '')

const bad = (what: string, remedy: string, reason = 'bad-annotation'): RowProblem =>
  new RowProblem(reason, what, remedy)

/** A selection over several lines is written in fragments: they are one range where only line ends lie between. */
const joined = (ranges: readonly TextRange[], text: string): TextRange[] => {
  const found: TextRange[] = []
  for (const range of ranges) {
    const last = found.at(-1)
    const between = last === undefined ? '' : text.slice(last.endUtf16, range.startUtf16)
    if (last !== undefined && between !== '' && /^[\r\n]+$/.test(between))
      found[found.length - 1] = textRange(text, last.startUtf16, range.endUtf16)
    else found.push(range)
  }
  return found
}

const loosely = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** `T1⇥Label 0 5;8 12⇥words`: an object over one range or several. */
const readSpan = ({ id, rest }: Line, offsets: UnitOffsets): Annotation => {
  const [, label, places] = /^(\S+) (.+)$/.exec(rest[0] ?? '') ?? []
  const pairs = (places ?? '').split(';').map((pair) => /^(\d+) (\d+)$/.exec(pair.trim()))
  if (label === undefined || pairs.length === 0)
    throw bad(`${id} has no label and place.`, 'Write T1, tab, the label, start and end, tab, the words.')
  const ranges = pairs.map((pair) => {
    const [start, end] =
      pair === null ? [null, null] : [offsets.toUtf16(Number(pair[1])), offsets.toUtf16(Number(pair[2]))]
    if (start === null || end === null || start > end)
      throw bad(
        `${id} lies at ${places ?? ''}, which is not within the text.`,
        'Offsets count code points of the text, line ends among them.',
        'bad-span',
      )
    return textRange(offsets.text, start, end)
  })
  const ordered = ranges.sort((a, b) => a.startUtf16 - b.startUtf16)
  const quote = ranges.map((range) => range.quote).join(' ')
  const given = rest.slice(1).join(' ')
  if (rest.length > 1 && loosely(quote) !== loosely(given))
    throw bad(
      `${id} reads “${quote.slice(0, 80)}”, its words are “${given.slice(0, 80)}”.`,
      'Offsets count code points of the text, line ends among them.',
      'quote-mismatch',
    )
  return {
    id: AnnotationId.parse(id.slice(0, 200)),
    label: label.slice(0, 500),
    shape: { kind: 'span', ranges: joined(ordered, offsets.text) },
    attributes: {},
  }
}

type Document = {
  readonly spans: Map<string, { annotation: Annotation; readonly attributes: Record<string, Json> }>
  /** By an event's id: the object that is its trigger. */
  readonly triggers: Map<string, string>
  readonly relations: Relation[]
}

/** The object that an id means: itself, or an event's trigger. */
const objectOf = (id: string, { spans, triggers }: Document): string => {
  const found = triggers.get(id) ?? id
  if (spans.has(found)) return found
  throw bad(`${id} is not there.`, 'Name objects that the file has, or remove this line.', 'unknown-object-id')
}

const relate = (document: Document, type: string, from: string, to: string): void => {
  document.relations.push({
    id: AnnotationId.parse(`r${document.relations.length + 1}`),
    type,
    from: AnnotationId.parse(objectOf(from, document)),
    to: AnnotationId.parse(objectOf(to, document)),
  })
}

const argumentsOf = (text: string): readonly (readonly [string, string])[] =>
  text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf(':')
      return [part.slice(0, at), part.slice(at + 1)] as const
    })

const readRelation = ({ id, rest }: Line, document: Document): void => {
  const [type = '', ...ends] = (rest[0] ?? '').split(' ')
  const [first, second] = argumentsOf(ends.join(' '))
  if (type === '' || first === undefined || second === undefined)
    throw bad(`${id} does not join two objects.`, 'Write R1, tab, the type, Arg1:T1 and Arg2:T2.')
  relate(document, type, first[1], second[1])
}

/** `E1⇥Type:T2 Role:T1`: what an event says of its trigger becomes relations from it. */
const readEvent = ({ id, rest }: Line, document: Document): void => {
  const [, ...roles] = argumentsOf(rest[0] ?? '')
  for (const [role, target] of roles) relate(document, role === '' ? 'argument' : role, id, target)
}

const readEquivalence = ({ rest }: Line, document: Document): void => {
  const [type = 'Equiv', first, ...others] = (rest[0] ?? '').split(' ')
  if (first === undefined || others.length === 0)
    throw bad('An equivalence joins fewer than two objects.', 'Write *, tab, Equiv, and the objects.')
  for (const other of others) relate(document, type, first, other)
}

const attributesOf = (id: string, document: Document): Record<string, Json> =>
  document.spans.get(objectOf(id, document))?.attributes ?? {}

/** `A1⇥Negation E1`, `A2⇥Confidence E1 Likely`: a mark, or a value. */
const readAttribute = ({ id, rest }: Line, document: Document): void => {
  const [name = '', target = '', ...value] = (rest[0] ?? '').split(' ')
  if (name === '' || name === '__proto__')
    throw bad(`${id} has no name.`, 'Write A1, tab, the name, the object and a value where there is one.')
  attributesOf(target, document)[name] = value.length === 0 ? true : value.join(' ')
}

/** `N1⇥Reference T1 ICD:I10⇥words`: a code of a list, named as the list. */
const readNormalisation = ({ id, rest }: Line, document: Document): void => {
  const [, target, list, code] = /^\S+ (\S+) ([^:\s]+):(.+)$/.exec(rest[0] ?? '') ?? []
  if (target === undefined || list === undefined || code === undefined || list === '__proto__')
    throw bad(`${id} names no code.`, 'Write N1, tab, Reference, the object, and LIST:CODE.')
  const attributes = attributesOf(target, document)
  const known = attributes[list]
  attributes[list] = known === undefined ? code : [...(Array.isArray(known) ? known : [known]), code]
}

const readNote = ({ rest }: Line, document: Document): void => {
  const [, target = ''] = (rest[0] ?? '').split(' ')
  const attributes = attributesOf(target, document)
  const said = rest.slice(1).join('\t')
  attributes.note = typeof attributes.note === 'string' ? `${attributes.note}\n${said}` : said
}

/** What kind of line it is, by its id's first letter; in the order in which they can be understood. */
const KINDS: readonly (readonly [RegExp, (line: Line, document: Document) => void])[] = [
  [/^R/, readRelation],
  [/^E/, readEvent],
  [/^\*$/, readEquivalence],
  [/^[AM]/, readAttribute],
  [/^N/, readNormalisation],
  [/^#/, readNote],
]

const takeSpan = (line: Line, document: Document, offsets: UnitOffsets): void => {
  if (document.spans.has(line.id))
    throw bad(`The id ${line.id} comes twice.`, 'Give every object an id of its own.', 'duplicate-object-id')
  document.spans.set(line.id, { annotation: readSpan(line, offsets), attributes: {} })
}

const takeTrigger = ({ id, rest }: Line, document: Document): void => {
  const [trigger] = argumentsOf(rest[0] ?? '')
  if (trigger === undefined || !document.spans.has(trigger[1]))
    throw bad(`The event ${id} has no trigger that is there.`, 'Write E1, tab, its type, a colon and its trigger’s id.')
  document.triggers.set(id, trigger[1])
}

const readAnn = (ann: string, text: string, fail: (problem: RowProblem, line: Line) => void): ReadAnnotations => {
  const document: Document = { spans: new Map(), triggers: new Map(), relations: [] }
  const offsets = createUnitOffsets(text, 'codepoint')
  const lines = linesOf(ann)
  const take = (fits: (line: Line) => boolean, read: (line: Line) => void): void => {
    for (const line of lines) {
      if (!fits(line)) continue
      try {
        checkString(line.text)
        read(line)
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error
        fail(error, line)
      }
    }
  }
  take(
    ({ id }) => id.startsWith('T'),
    (line) => takeSpan(line, document, offsets),
  )
  take(
    ({ id }) => id.startsWith('E'),
    (line) => takeTrigger(line, document),
  )
  for (const [kind, read] of KINDS)
    take(
      ({ id }) => kind.test(id) && (!id.startsWith('E') || document.triggers.has(id)),
      (line) => read(line, document),
    )
  take(
    ({ id }) => !/^[TREAMN#]|^\*$/.test(id),
    ({ id }) => {
      throw bad(`A line begins with “${id.slice(0, 40)}”, which is no kind of annotation.`, 'Remove the line.')
    },
  )
  return {
    annotations: [...document.spans.values()].map(({ annotation, attributes }) => ({ ...annotation, attributes })),
    relations: document.relations,
  }
}

/** A text with its annotations. A line that is wrong is set aside by itself, and so is what refers to it. */
export const readBrat = ({ name, text, ann }: BratPair, role: Role): readonly Read[] => {
  const failures: Read[] = []
  try {
    checkString(text)
    if (text === '') throw new RowProblem('no-content', `${name} is empty.`, 'Leave empty texts out.')
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return [{ is: 'failure', failure: failureOf(error, null, name) }]
  }
  const said =
    ann === null
      ? null
      : readAnn(ann, text, (problem, line) => {
          failures.push({ is: 'failure', failure: failureOf(problem, line.number, line.text) })
        })
  const row = {
    line: null,
    excerpt: text,
    case: { key: name, kind: 'text' as const, text, meta: {} },
    ...(said !== null && role === 'truth' ? { truth: said } : {}),
    ...(said !== null && role === 'prediction' ? { prediction: said } : {}),
  }
  return [...failures, { is: 'row', row }]
}
