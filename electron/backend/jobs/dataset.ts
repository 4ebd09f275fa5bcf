import type { JobRun } from './job.ts'

/** All work on dataset versions; what it answers is named beside the operations in `shared/contract/datasets.ts`. */
export const run: JobRun<'dataset'> = async (context, input) => {
  switch (input.act) {
    case 'preview':
      return (await import('./dataset-build.ts')).previewDataset(context, input.options)
    case 'build':
      return (await import('./dataset-build.ts')).buildDataset(context, input.personId, input.options)
    case 'verify':
      return (await import('./dataset-check.ts')).checkDataset(context, input.dataset)
    case 'export':
      return (await import('./dataset-export.ts')).exportDataset(context, input)
  }
}
