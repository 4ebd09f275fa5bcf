import type { DatasetOptions } from '../../../shared/model/dataset.ts'
import type { Caller, Handlers } from '../backend.ts'
import type { DatasetJobInput } from '../jobs/job.ts'
import { diffDatasets, listChanges } from '../store/dataset-diff.ts'
import { listDatasets, listItems, parentOf, readDataset } from '../store/datasets.ts'
import { compileWhere } from '../store/query.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'
import { placeFor } from './export-place.ts'

type Room =
  | 'dataset.preview'
  | 'dataset.build'
  | 'dataset.list'
  | 'dataset.get'
  | 'dataset.items'
  | 'dataset.diff'
  | 'dataset.changes'
  | 'dataset.verify'
  | 'dataset.export'

/** What can be known to be wrong before any work begins. */
const refuseImpossible = (store: Store, options: DatasetOptions): void => {
  compileWhere(options.where, store)
  compileWhere(options.golden, store)
  parentOf(store, options)
}

export const createDatasets = (context: ServiceContext): Pick<Handlers, Room> => {
  const start = (title: string, input: DatasetJobInput) => ({ jobId: context.jobs.start('dataset', title, input).id })
  const make = (act: 'preview' | 'build', options: DatasetOptions, { personId }: Caller) => {
    refuseImpossible(context.store(), options)
    const title = act === 'build' ? `Build ${options.name}` : `Look at what ${options.name} would be`
    return start(title, { act, personId, options })
  }
  return {
    'dataset.preview': (options, caller) => make('preview', options, caller),
    'dataset.build': (options, caller) => make('build', options, caller),
    'dataset.list': () => ({ versions: listDatasets(context.store()).map(({ version }) => version) }),
    'dataset.get': ({ dataset }) => readDataset(context.store(), dataset).version,
    'dataset.items': ({ dataset, offset, limit, ...filter }) => {
      const store = context.store()
      const { rows, total } = listItems(store, readDataset(store, dataset), filter, { offset, limit })
      return { rows: [...rows], total }
    },
    'dataset.diff': ({ from, to }) => {
      const store = context.store()
      return diffDatasets(store, readDataset(store, from), readDataset(store, to))
    },
    'dataset.changes': ({ from, to, ...window }) => {
      const store = context.store()
      return listChanges(store, readDataset(store, from), readDataset(store, to), window)
    },
    'dataset.verify': ({ dataset }) => {
      const { name, number } = readDataset(context.store(), dataset).version
      return start(`Verify ${name}@${number}`, { act: 'verify', dataset })
    },
    'dataset.export': ({ dataset, to }, caller) => {
      const store = context.store()
      const { name, number } = readDataset(store, dataset).version
      return start(`Write ${name}@${number}`, {
        act: 'export',
        personId: caller.personId,
        dataset,
        to: placeFor(store, to, caller),
      })
    },
  }
}
