import type { Action } from '../../app/action.ts'
import { t } from '../../i18n/t.ts'
import { type Part, showPart } from './datasets-state.ts'

const part = (id: string, label: string, key: string, to: Part): Action => ({
  id: `datasets.${id}`,
  label,
  group: t('Datasets'),
  scope: 'datasets',
  keys: [key],
  run: () => showPart(to),
})

export const datasetActions: readonly Action[] = [
  part('versions', t('Show the dataset versions'), 'v', 'versions'),
  part('new', t('Make a dataset version'), 'b', 'new'),
  part('disagreements', t('Show where people differ'), 'd', 'disagreements'),
  part('models', t('Show models and their training data'), 'm', 'models'),
  part('lineage', t('Show the lineage'), 'g', 'lineage'),
]
