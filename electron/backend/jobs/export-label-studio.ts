import { createLossTally, type ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { singleImage } from '../../../shared/domain/formats/image-losses.ts'
import { createLabelStudioConfig } from '../../../shared/domain/formats/label-studio-config.ts'
import { readLabelStudioTask } from '../../../shared/domain/formats/label-studio-read.ts'
import {
  labelStudioResults,
  labelStudioTask,
  labelStudioText,
} from '../../../shared/domain/formats/label-studio-write.ts'
import type { Read, ReadRow } from '../../../shared/domain/formats/read-row.ts'
import { sameSaid } from '../../../shared/domain/formats/same-annotations.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import type { FormatContext } from './export-format.ts'
import { rowWork } from './export-rows.ts'

const FRAME = { begin: '[', between: ',\n', end: ']\n' } as const

/** A row of the file as one of its own: the list's brackets and commas off. */
const withoutFrame = (line: string): string => line.replace(/^\[/, '').replace(/(?:,|\])$/, '')

/** Where the image's file stands below the folder that Label Studio serves. */
const placeOf = (item: ExportItem, image: string | null, copied: boolean): string | null =>
  image === null || singleImage(item) === null ? null : copied ? `images/${image}` : image

const noSize = (): Promise<null> => Promise.resolve(null)

const sameCase = ({ case: read }: ReadRow, { case: one }: ExportItem, image: string | null): boolean =>
  sameJson(
    [read.key, read.meta, read.text, read.turns, read.image?.name ?? null],
    [one.key, one.meta, one.content.text, one.content.turns, image],
  )

const rowsOf = (reads: readonly Read[]): readonly ReadRow[] =>
  reads.flatMap((each) => (each.is === 'row' ? [each.row] : []))

const same = async (
  row: ReadRow,
  item: ExportItem,
  image: string | null,
  { batch }: FormatContext,
): Promise<boolean> => {
  const task = labelStudioTask(item, createLossTally())
  if (task === null || !sameCase(row, item, placeOf(item, image, batch.plan.options.images === 'copy'))) return false
  if (task.said === null ? row.truth !== undefined : !sameSaid(row.truth, task.said)) return false
  const predicted = rowsOf(await readLabelStudioTask(JSON.parse(row.excerpt), 'prediction', noSize))
  return task.predictions.every(({ prediction, said }, index) => {
    const read = predicted[index]?.prediction
    return read?.model !== undefined && modelName(read.model) === modelName(prediction.model) && sameSaid(read, said)
  })
}

/** Label Studio: a list of tasks, one a line. */
export const labelStudio = rowWork({
  file: 'tasks.json',
  frame: FRAME,
  row: (item: ExportItem, image: string | null, { batch }: FormatContext) => {
    const task = labelStudioTask(item, createLossTally())
    return task === null
      ? null
      : labelStudioText(item, task, {
          image: placeOf(item, image, batch.plan.options.images === 'copy'),
          batchId: batch.id,
        })
  },
  beside: ({ items }) => {
    const config = createLabelStudioConfig()
    for (const item of items()) {
      const task = labelStudioTask(item, createLossTally())
      if (task !== null) config.add(labelStudioResults(item, task))
    }
    return { name: 'label_config.xml', text: config.text() }
  },
  read: async (line) => {
    const text = withoutFrame(line)
    return text === '' ? [] : readLabelStudioTask(JSON.parse(text), 'truth', noSize)
  },
  same,
})
