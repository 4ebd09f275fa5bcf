import { datasetActions } from '../features/datasets/actions.ts'
import { qualityActions } from '../features/quality/actions.ts'
import { queueActions } from '../features/queue/actions.ts'
import { reviewActions } from '../features/review/actions.ts'
import { taxonomyActions } from '../features/taxonomy/actions.ts'
import { type Action, actionTable } from './action.ts'
import { followKeyChoice } from './keys.ts'
import { shellActions } from './shell-actions.ts'

/** THE table: every action of every feature. Loading it fails when two actions answer one key. */
export const ACTIONS: readonly Action[] = actionTable(
  shellActions,
  queueActions,
  reviewActions,
  taxonomyActions,
  datasetActions,
  qualityActions,
)

followKeyChoice(ACTIONS)
