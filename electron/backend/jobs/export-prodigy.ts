import { createLossTally, type ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { tokensAsWritten } from '../../../shared/domain/formats/native-write.ts'
import { readProdigyLine } from '../../../shared/domain/formats/prodigy-read.ts'
import { prodigyLine, prodigyTask } from '../../../shared/domain/formats/prodigy-write.ts'
import { sameSaid } from '../../../shared/domain/formats/same-annotations.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { type FormatContext, unitOf } from './export-format.ts'
import { rowWork } from './export-rows.ts'

const taskOf = (item: ExportItem, context: FormatContext) => prodigyTask(item, unitOf(context), createLossTally())

/** Prodigy: one task a line. */
export const prodigy = rowWork({
  file: 'tasks.jsonl',
  row: (item, image, context) => {
    const task = taskOf(item, context)
    return task === null ? null : prodigyLine(item, task, { image, unit: unitOf(context), batchId: context.batch.id })
  },
  read: (line, number) => readProdigyLine(line, number, 'prediction'),
  same: ({ case: read, prediction, excerpt }, item, image, context) => {
    const task = taskOf(item, context)
    const { key, meta, content } = item.case
    const truth = readProdigyLine(excerpt, 1, 'truth').find((each) => each.is === 'row')
    return (
      task !== null &&
      (truth?.is === 'row' && truth.row.truth !== undefined) === (task.answer === 'accept') &&
      sameJson([read.key, read.text, read.meta, read.image?.name ?? null], [key, content.text, meta, image]) &&
      sameJson(read.tokens ?? [], (image === null ? tokensAsWritten(item.case, unitOf(context)) : []) ?? []) &&
      sameSaid(prediction, task.said)
    )
  },
})
