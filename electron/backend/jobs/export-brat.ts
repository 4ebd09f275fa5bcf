import { readBrat } from '../../../shared/domain/formats/brat-read.ts'
import { bratName, bratSaid, bratText, createBratNames } from '../../../shared/domain/formats/brat-write.ts'
import { createLossTally } from '../../../shared/domain/formats/export-item.ts'
import type { ReadAnnotations } from '../../../shared/domain/formats/read-row.ts'
import { textFilesWork } from './export-texts.ts'

const TEXT_ENDING = /\.txt$/i
const annName = (name: string): string => name.replace(TEXT_ENDING, '.ann')

/** brat: a text and its file of annotations for each case, and the names that they use. */
export const brat = textFilesWork<ReadAnnotations>({
  said: (item) => bratSaid(item, createLossTally()),
  nameOf: bratName,
  ending: '.txt',
  files: (said, name, { case: { content } }) => {
    const text = content.text ?? ''
    return new Map([
      [name, text],
      [annName(name), bratText(said, text)],
    ])
  },
  read: (files, name) => {
    const reads = readBrat({ name, text: files.get(name) ?? '', ann: files.get(annName(name)) ?? null }, 'truth')
    const failure = reads.find((each) => each.is === 'failure')
    const row = reads.find((each) => each.is === 'row')
    return failure?.is === 'failure' ? failure.failure.message : row?.is === 'row' ? row.row : 'nothing was read'
  },
  expected: (said) => said,
  text: (_, { case: { content } }) => content.text ?? '',
  beside: (all) => {
    const names = createBratNames()
    for (const said of all) names.add(said)
    return new Map([['annotation.conf', names.text()]])
  },
})
