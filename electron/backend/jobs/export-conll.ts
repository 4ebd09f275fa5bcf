import { join } from 'node:path'
import { createConllReader } from '../../../shared/domain/formats/conll-read.ts'
import { type ConllSentence, conllSentence, conllText, tagOf } from '../../../shared/domain/formats/conll-write.ts'
import { createLossTally } from '../../../shared/domain/formats/export-item.ts'
import type { ReadRow } from '../../../shared/domain/formats/read-row.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { TagScheme } from '../../../shared/model/format.ts'
import { readLines } from '../files/lines.ts'
import {
  closing,
  createComparison,
  type FormatContext,
  type FormatWork,
  type ReadBack,
  singly,
} from './export-format.ts'

const FILE = 'batch.conll'

const write: FormatWork['write'] = async ({ batch, folder, items }) => {
  const file = await folder.file(FILE)
  for (const item of items()) {
    const sentence = conllSentence(item, batch.plan.options.tags, createLossTally())
    if (sentence !== null) await file.write(conllText(sentence))
  }
  return [await file.end()]
}

async function* sentencesOf(path: string): AsyncGenerator<ReadRow | string> {
  const reader = createConllReader('truth')
  for await (const line of singly(readLines(path, { bytes: 0 }))) {
    if ('problem' in line) {
      yield `${FILE} line ${line.number}: ${line.problem}`
      continue
    }
    const read = reader.line(line.text, line.number)
    if (read?.is === 'row') yield read.row
    if (read?.is === 'failure') yield read.failure.message
  }
  const last = reader.end()
  if (last?.is === 'row') yield last.row
  if (last?.is === 'failure') yield last.failure.message
}

/** Tokens and tags as a reader understood them. */
const asWritten = (row: ReadRow, scheme: TagScheme): ConllSentence => {
  const { text = '', tokens = [] } = row.case
  const tags = tokens.map(() => 'O')
  for (const { label, shape } of row.truth?.annotations ?? []) {
    const range = shape.kind === 'span' ? shape.ranges[0] : undefined
    if (range === undefined) continue
    const first = tokens.findIndex(([start]) => start === range.startUtf16)
    const last = tokens.findLastIndex(([, end]) => end === range.endUtf16)
    for (let index = first; index <= last; index += 1) tags[index] = tagOf(label, index, first, last, scheme)
  }
  return { tokens: tokens.map(([start, end]) => text.slice(start, end)), tags }
}

const readBack = async ({ batch, folder, items }: FormatContext): Promise<ReadBack> => {
  const { same, result } = createComparison()
  const sentences = sentencesOf(join(folder.path, FILE))
  return closing([sentences], async () => {
    for (const item of items()) {
      const expected = conllSentence(item, batch.plan.options.tags, createLossTally())
      if (expected === null) continue
      const { value: row } = await sentences.next()
      if (row === undefined || typeof row === 'string')
        same(false, () => row ?? `${item.case.key}: its sentence is missing`)
      else
        same(
          sameJson(asWritten(row, batch.plan.options.tags), expected),
          () => `${item.case.key}: tokens or tags read back differently`,
        )
    }
    if ((await sentences.next()).value !== undefined) same(false, () => `${FILE} holds more sentences than the batch`)
    return result()
  })
}

/** CoNLL: one token and its tag a line, a blank line after each text. */
export const conll: FormatWork = { passes: 2, write, readBack }
