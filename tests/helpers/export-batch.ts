import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBatchFolder } from '../../electron/backend/jobs/export-folder.ts'
import type { FormatContext, FormatWork, ReadBack } from '../../electron/backend/jobs/export-format.ts'
import { ExportOptions } from '../../shared/contract/exports.ts'
import type { ExportItem } from '../../shared/domain/formats/export-item.ts'
import { createSurvey } from '../../shared/domain/formats/export-survey.ts'
import { BatchId } from '../../shared/model/ids.ts'

/** What an export job knows when it writes these items. */
export const batchContext = (
  options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>,
  items: readonly ExportItem[],
  folder: FormatContext['folder'],
): FormatContext => {
  const all = ExportOptions.parse(options)
  const survey = createSurvey(all)
  for (const item of items) survey.add(item)
  return {
    batch: {
      id: BatchId.parse('01900000-0000-7000-8000-000000000000'),
      at: '2026-06-02T10:11:12.000Z',
      personId: 'ada',
      deskId: '',
      logSequence: 0,
      state: 'writing',
      plan: {
        ...{ options: all, since: null, taxonomyVersion: null, mappings: [] },
        ...{ undecided: 0, skipped: 0, broken: 0, brokenRows: [] },
      },
      report: null,
    },
    folder,
    survey,
    taxonomy: null,
    labels: [],
    items: () => items,
    imagePath: () => Promise.reject(new Error('no image is copied here')),
  }
}

/** Writes items as a batch, lets `look` see the folder, and answers what reading it back says. */
export const writtenBatch = async (
  options: Parameters<typeof batchContext>[0],
  work: FormatWork,
  items: readonly ExportItem[],
  look: (folder: string) => void | Promise<void> = () => {},
): Promise<ReadBack> => {
  const parent = mkdtempSync(join(tmpdir(), 'second-look-batch-'))
  const folder = createBatchFolder(join(parent, 'batch'), 'test')
  try {
    const context = batchContext(options, items, folder)
    await work.write(context)
    await look(folder.path)
    return await work.readBack(context)
  } finally {
    await folder.discard()
    rmSync(parent, { recursive: true })
  }
}
