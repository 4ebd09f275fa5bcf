import type { Input } from '../../shared/contract/table.ts'
import { DatasetPreview, DatasetVersion } from '../../shared/model/dataset.ts'
import type { Desk } from './desk.ts'

/** Freezes a version and waits for it; throws where it did not come to it. */
export const built = async (desk: Desk, options: Input<'dataset.build'>): Promise<DatasetVersion> => {
  const job = await desk.work('dataset.build', options)
  if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message}`)
  return DatasetVersion.parse(job.result)
}

/** What building would make. */
export const previewed = async (desk: Desk, options: Input<'dataset.preview'>): Promise<DatasetPreview> => {
  const job = await desk.work('dataset.preview', options)
  if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message}`)
  return DatasetPreview.parse(job.result)
}

/** All items of a version. */
export const itemsOf = async (desk: Desk, dataset: string) => {
  const rows: Awaited<ReturnType<typeof desk.call<'dataset.items'>>>['rows'] = []
  for (;;) {
    const window = await desk.call('dataset.items', { dataset, offset: rows.length, limit: 500 })
    rows.push(...window.rows)
    if (window.rows.length === 0) return rows
  }
}
