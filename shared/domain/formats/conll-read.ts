import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import { createOffsets, textRange } from '../text-offsets.ts'
import { checkString } from './json-line.ts'
import { type Read, type Role, RowProblem, readingRow } from './read-row.ts'

/** A token's tag: O, or where in an entity it stands and the entity's label. */
export const TAG = /^(?:O|([BIESLUM])-(\S(?:.*\S)?))$/
const BLANK = /^[ \t]*$/

export type ConllReader = {
  /** One line without its line end. */
  line(line: string, number: number): Read | null
  /** The last sentence, where no blank line follows it. */
  end(): Read | null
}

type Token = { readonly text: string; readonly tag: string | null }

/**
 * Sentences of one token a line, first column the token, last column its tag, separated by tabs or by spaces; blank lines
 * (tabs and spaces allowed) end a sentence. The text is the tokens joined by single spaces.
 */
export const createConllReader = (role: Role): ConllReader => {
  let tokens: Token[] = []
  let lines: string[] = []
  let startLine = 1
  const finish = (): Read | null => {
    if (tokens.length === 0) return null
    const [sentence, excerpt, line] = [tokens, lines.join('\n'), startLine]
    tokens = []
    lines = []
    return readingRow(line, excerpt, () => readSentence(sentence, line, excerpt, role))
  }
  return {
    line: (line, number) => {
      if (BLANK.test(line)) return finish()
      const columns = columnsOf(line)
      const [text, tag] = [columns[0] ?? '', columns.at(-1) ?? '']
      if (text === '-DOCSTART-' || isComment(line, tag)) return null
      if (tokens.length === 0) startLine = number
      tokens.push({ text, tag: columns.length > 1 ? tag : null })
      lines.push(line)
      return null
    },
    end: finish,
  }
}

const columnsOf = (line: string): string[] =>
  line.includes('\t') ? line.replace(/[\t ]+$/, '').split('\t') : line.trim().split(/ +/)

/** "# text = …" is a comment; "#", "#tag O" are tokens. */
const isComment = (line: string, tag: string): boolean => line.startsWith('# ') && !TAG.test(tag)

const readSentence = (tokens: readonly Token[], line: number, excerpt: string, role: Role) => {
  for (const { text, tag } of tokens) {
    checkString(text)
    if (text === '')
      throw new RowProblem('empty-token', 'A token is empty.', 'Write the token in the first column of each line.')
    if (tag === null || !TAG.test(tag))
      throw new RowProblem(
        'bad-tag',
        tag === null ? `The token “${text}” has no tag.` : `“${tag}” is not a tag.`,
        'Write O, or B-LABEL and I-LABEL (BIOES and BILOU are read too), in the last column.',
      )
  }
  const text = tokens.map((token) => token.text).join(' ')
  const ranges: [number, number][] = []
  let at = 0
  for (const token of tokens) {
    ranges.push([at, at + token.text.length])
    at += token.text.length + 1
  }
  const said = { annotations: spansOf(tokens, ranges, text), relations: [] }
  return {
    line,
    excerpt,
    case: { key: null, kind: 'text' as const, text, meta: {}, tokens: ranges },
    ...(role === 'truth' ? { truth: said } : { prediction: said }),
  }
}

/** Entities as spans. An I, E or L without its beginning begins one, as the usual scorers read it. */
const spansOf = (tokens: readonly Token[], ranges: readonly [number, number][], text: string): Annotation[] => {
  const found: { label: string; first: number; last: number }[] = []
  let open: { label: string; first: number; last: number } | null = null
  for (const [index, token] of tokens.entries()) {
    const [, place, label] = TAG.exec(token.tag ?? 'O') ?? []
    if (place === undefined || label === undefined) {
      open = null
      continue
    }
    const continues: boolean = open !== null && open.label === label && !'BSU'.includes(place)
    if (open !== null && continues) open.last = index
    else {
      open = { label, first: index, last: index }
      found.push(open)
    }
    if ('ESLU'.includes(place)) open = null
  }
  const offsets = createOffsets(text)
  return found.map(({ label, first, last }, index) => ({
    id: AnnotationId.parse(`o${index + 1}`),
    label,
    shape: { kind: 'span', ranges: [textRange(text, ranges[first]?.[0] ?? 0, ranges[last]?.[1] ?? 0, offsets)] },
    attributes: {},
  }))
}
