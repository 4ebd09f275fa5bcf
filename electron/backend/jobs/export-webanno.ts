import { createLossTally } from '../../../shared/domain/formats/export-item.ts'
import { readWebAnno } from '../../../shared/domain/formats/webanno-read.ts'
import { type WebAnnoDoc, webannoDoc, webannoName, webannoText } from '../../../shared/domain/formats/webanno-write.ts'
import { textFilesWork } from './export-texts.ts'

/** WebAnno TSV 3.3: one file a text. */
export const webanno = textFilesWork<WebAnnoDoc>({
  said: (item) => webannoDoc(item, createLossTally()),
  nameOf: webannoName,
  ending: '.tsv',
  files: (doc, name) => new Map([[name, webannoText(doc)]]),
  read: (files, name) => {
    const read = readWebAnno(files.get(name) ?? '', name, 'truth').find((each) => each.is !== 'warning')
    return read?.is === 'row' ? read.row : read?.is === 'failure' ? read.failure.message : 'nothing was read'
  },
  expected: ({ said }) => said,
  text: ({ text }) => text,
})
