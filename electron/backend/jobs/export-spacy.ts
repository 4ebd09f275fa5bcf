import { createLossTally, type ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { tokensAsWritten } from '../../../shared/domain/formats/native-write.ts'
import { sameSaid } from '../../../shared/domain/formats/same-annotations.ts'
import { readSpacyLine } from '../../../shared/domain/formats/spacy-read.ts'
import { spacyDoc, spacyLine, spacySaid } from '../../../shared/domain/formats/spacy-write.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { type FormatContext, unitOf } from './export-format.ts'
import { rowWork } from './export-rows.ts'

const docOf = (item: ExportItem, context: FormatContext) => spacyDoc(item, unitOf(context), createLossTally())

/** spaCy: one text a line. */
export const spacy = rowWork({
  file: 'docs.jsonl',
  row: (item, _image, context) => {
    const doc = docOf(item, context)
    return doc === null ? null : spacyLine(item, doc, { unit: unitOf(context), batchId: context.batch.id })
  },
  read: (line, number) => [readSpacyLine(line, number, 'truth')],
  same: ({ case: read, truth }, item, _image, context) => {
    const doc = docOf(item, context)
    const { key, meta, content } = item.case
    return (
      doc !== null &&
      sameJson([read.key, read.text, read.meta], [key, content.text, meta]) &&
      sameJson(read.tokens ?? [], tokensAsWritten(item.case, unitOf(context)) ?? []) &&
      sameSaid(truth, spacySaid(doc))
    )
  },
})
