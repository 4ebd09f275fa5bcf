import {
  ANNOTATION_FIELDS,
  type AnnotationField,
  type AnnotationWhere,
  FINDING_FIELDS,
  type Field,
  type FindingField,
  type FindingWhere,
  type Leaf,
  type Logic,
  type Problem,
  type Test,
  type Value,
  type Where,
} from './expression.ts'
import {
  FIELD_NAMES,
  FIELD_TYPES,
  FINDING_FIELD_TYPES,
  isAnnotationField,
  isField,
  isFindingField,
  nearest,
} from './fields.ts'
import { createScanner, type Operator, type Piece, type Scanner, SyntaxProblem } from './scanner.ts'
import { readComparison, readValue, type ValueType } from './values.ts'

/** Beyond these an expression is a mistake or an attack; SQLite's own limits lie higher. */
const DEEPEST = 60
const MOST_PARTS = 400

export type ReadWhere = { readonly ok: true; readonly where: Where } | { readonly ok: false; readonly problem: Problem }

/** What is being read, and how far. */
type Reader = { readonly scanner: Scanner; depth: number; parts: number }

const KEYWORDS = ['and', 'or', 'not']

const combine = <L extends { readonly kind: string }>(kind: 'and' | 'or', parts: readonly Logic<L>[]): Logic<L> => {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  return { kind, parts: parts.flatMap((part) => (isGroup<L>(part, kind) ? part.parts : [part])) }
}

const isGroup = <L extends { readonly kind: string }>(
  part: Logic<L>,
  kind: 'and' | 'or',
): part is { readonly kind: 'and' | 'or'; readonly parts: readonly Logic<L>[] } => part.kind === kind

const count = (reader: Reader, more: number) => {
  reader.parts += more
  if (reader.parts > MOST_PARTS) {
    const at = reader.scanner.position()
    throw new SyntaxProblem(`The expression has more than ${MOST_PARTS} parts. Split it into several.`, at, at + 1)
  }
}

/** The keyword that comes next, if one does; it stays where it is. */
const keyword = (scanner: Scanner): string | null => {
  const start = scanner.position()
  const piece = scanner.word()
  const directly = scanner.operator()
  scanner.back(start)
  const word = piece.text.toLowerCase()
  return !piece.quoted && !piece.star && directly === null && KEYWORDS.includes(word) ? word : null
}

const takeKeyword = (scanner: Scanner, word: string): boolean => {
  if (keyword(scanner) !== word) return false
  scanner.word()
  return true
}

/** Reads `a or b and not (c)` over whatever `leaf` reads. */
const logic = <L extends { readonly kind: string }>(reader: Reader, leaf: () => Logic<L>): Logic<L> => {
  const { scanner } = reader
  reader.depth += 1
  if (reader.depth > DEEPEST) {
    const at = scanner.position()
    throw new SyntaxProblem(`Parentheses and nots are nested deeper than ${DEEPEST}.`, at, at + 1)
  }
  const part = (): Logic<L> => {
    if (takeKeyword(scanner, 'not')) {
      reader.depth += 1
      if (reader.depth > DEEPEST) {
        const at = scanner.position()
        throw new SyntaxProblem(`Parentheses and nots are nested deeper than ${DEEPEST}.`, at, at + 1)
      }
      const inner: Logic<L> = { kind: 'not', part: part() }
      reader.depth -= 1
      return inner
    }
    const opened = scanner.position()
    if (scanner.take('(')) {
      const inner = logic(reader, leaf)
      close(scanner, opened)
      return inner
    }
    count(reader, 1)
    return leaf()
  }
  const conjunction = (): Logic<L> => {
    const parts = [part()]
    while (!scanner.atEnd() && scanner.peek() !== ')' && keyword(scanner) !== 'or') {
      takeKeyword(scanner, 'and')
      parts.push(part())
    }
    return combine('and', parts)
  }
  const parts = [conjunction()]
  while (takeKeyword(scanner, 'or')) parts.push(conjunction())
  reader.depth -= 1
  return combine('or', parts)
}

const close = (scanner: Scanner, opened: number) => {
  if (!scanner.take(')')) {
    throw new SyntaxProblem('This parenthesis is never closed. Write ) where it ends.', opened, opened + 1)
  }
}

/** Complains about what stands where a term should begin. */
const refuseStart = (scanner: Scanner) => {
  const at = scanner.position()
  if (scanner.atEnd()) throw new SyntaxProblem('The expression ends where a condition should stand.', at, at)
  if (scanner.peek() === ')')
    throw new SyntaxProblem('This parenthesis closes nothing, or nothing stands before it.', at, at + 1)
  const found = keyword(scanner)
  if (found !== null) {
    throw new SyntaxProblem(
      `A condition should stand here instead of "${found}". To search for the word, write "${found}" in quotes.`,
      at,
      at + found.length,
    )
  }
}

const values = (reader: Reader, type: ValueType, field: string, operator: Operator): readonly Value[] => {
  const { scanner } = reader
  if (operator !== ':' && operator !== '!=') return [readComparison(type, field, operator, scanner.value())]
  const found = [readValue(type, field, scanner.value())]
  while (scanner.takeDirectly(',')) found.push(readValue(type, field, scanner.value()))
  count(reader, found.length - 1)
  return found
}

const unknownField = (piece: Piece, offered: readonly string[]): SyntaxProblem => {
  const meant = nearest(piece.text.toLowerCase(), offered)
  return new SyntaxProblem(
    `There is no field "${piece.text}".${meant === null ? '' : ` Did you mean ${meant}?`} Fields are ${offered.join(', ')}. To search for the text, put it in quotes.`,
    piece.from,
    piece.to,
  )
}

const fieldOf = (piece: Piece): Field => {
  const name = piece.text.toLowerCase()
  if (isField(name)) return name
  throw unknownField(piece, [...FIELD_NAMES, 'meta.NAME', 'text'])
}

const annotationTest = (reader: Reader): AnnotationWhere => {
  const { scanner } = reader
  refuseStart(scanner)
  const piece = scanner.word()
  const operator = scanner.operator()
  const name = piece.text.toLowerCase()
  if (operator === null || piece.quoted || !isField(name) || !isAnnotationField(name)) {
    throw new SyntaxProblem(
      `Inside any(…) stand conditions on one predicted annotation: ${ANNOTATION_FIELDS.join(', ')}. Move "${piece.text}" outside.`,
      piece.from,
      Math.max(piece.to, piece.from + 1),
    )
  }
  const test: Test<AnnotationField> = {
    kind: 'test',
    field: name,
    values: values(reader, FIELD_TYPES[name], name, operator),
  }
  return operator === '!=' ? { kind: 'not', part: test } : test
}

const any = (reader: Reader, opened: number): Leaf => {
  const where = logic<Test<AnnotationField>>(reader, () => annotationTest(reader))
  close(reader.scanner, opened)
  return { kind: 'any', where }
}

const findingTest = (reader: Reader): FindingWhere => {
  const { scanner } = reader
  refuseStart(scanner)
  const piece = scanner.word()
  const operator = scanner.operator()
  const name = piece.text.toLowerCase()
  if (operator === null || piece.quoted || !isFindingField(name)) {
    throw new SyntaxProblem(
      `Inside found(…) stand conditions on one thing found wrong: ${FINDING_FIELDS.join(', ')}. Move "${piece.text}" outside.`,
      piece.from,
      Math.max(piece.to, piece.from + 1),
    )
  }
  const type = FINDING_FIELD_TYPES[name]
  const test: Test<FindingField> = { kind: 'test', field: name, values: values(reader, type, name, operator) }
  return operator === '!=' ? { kind: 'not', part: test } : test
}

const found = (reader: Reader, opened: number): Leaf => {
  const where = logic<Test<FindingField>>(reader, () => findingTest(reader))
  close(reader.scanner, opened)
  return { kind: 'found', where }
}

/** `meta.FIELD`, whose name may be quoted: `meta."unit price"`. Null when the word is something else. */
const metaPath = (scanner: Scanner, piece: Piece): string | null => {
  if (piece.quoted || !/^meta\./i.test(piece.text)) return null
  const rest = piece.text.slice('meta.'.length)
  const path = rest === '' && !piece.star && scanner.peek() === '"' ? scanner.value().text : rest
  if (path !== '') return path
  throw new SyntaxProblem(
    'A metadata field needs its name: meta.aisle:4 or meta."unit price">10.',
    piece.from,
    piece.to,
  )
}

const negated = (operator: Operator, leaf: Leaf): Logic<Leaf> =>
  operator === '!=' ? { kind: 'not', part: leaf } : leaf

const leafOf = (reader: Reader): Logic<Leaf> => {
  const { scanner } = reader
  refuseStart(scanner)
  const piece = scanner.word()
  const group = piece.quoted ? '' : piece.text.toLowerCase()
  if (group === 'any' && scanner.takeDirectly('(')) return any(reader, piece.to)
  if (group === 'found' && scanner.takeDirectly('(')) return found(reader, piece.to)
  const path = metaPath(scanner, piece)
  const operator = scanner.operator()
  if (path !== null) {
    if (operator === null)
      throw new SyntaxProblem(`Say what meta.${path} should be: meta.${path}:value.`, piece.from, piece.to)
    return negated(operator, { kind: 'meta', path, values: values(reader, { kind: 'meta' }, `meta.${path}`, operator) })
  }
  if (operator === null) return textOf(piece)
  if (piece.quoted || piece.text === '') {
    throw new SyntaxProblem(
      'A field should stand before this sign. To search for the text, put all of it in quotes.',
      piece.from,
      piece.to + 1,
    )
  }
  if (piece.text.toLowerCase() === 'text' && operator === ':') return textOf(scanner.value())
  const field = fieldOf(piece)
  return negated(operator, { kind: 'test', field, values: values(reader, FIELD_TYPES[field], field, operator) })
}

const textOf = (piece: Piece): Leaf => {
  if (/[\p{L}\p{N}]/u.test(piece.text)) return { kind: 'text', phrase: piece.text, prefix: piece.star }
  throw new SyntaxProblem(
    'There is no word to search for here. Letters or digits are needed.',
    piece.from,
    Math.max(piece.to, piece.from + 1),
  )
}

/** Reads an expression. White space alone means every case. */
export const readWhere = (source: string): ReadWhere => {
  const reader: Reader = { scanner: createScanner(source), depth: 0, parts: 0 }
  try {
    if (reader.scanner.atEnd()) return { ok: true, where: { kind: 'everything' } }
    const where = logic<Leaf>(reader, () => leafOf(reader))
    if (!reader.scanner.atEnd()) refuseStart(reader.scanner)
    return { ok: true, where }
  } catch (thrown) {
    if (thrown instanceof SyntaxProblem) return { ok: false, problem: thrown.problem }
    throw thrown
  }
}
