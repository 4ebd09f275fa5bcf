import { DeskError } from '../../../shared/contract/errors.ts'
import type { CaseId } from '../../../shared/model/ids.ts'
import type { Handlers } from '../backend.ts'
import { decideTruth, withdrawTruth } from '../store/adjudications.ts'
import { caseRowId } from '../store/cases.ts'
import type { Store } from '../store/store.ts'
import { listTruths, readTruth } from '../store/truth-list.ts'
import type { ServiceContext } from './context.ts'

type Room = 'truth.get' | 'truth.list' | 'truth.decide' | 'truth.withdraw'

const rowOf = (store: Pick<Store, 'prepare'>, caseId: CaseId): number => {
  const row = caseRowId(store, caseId)
  if (row !== null) return row
  throw new DeskError('not-found', `There is no case ${caseId} in this project. Read the queue again.`)
}

export const createTruths = (context: ServiceContext): Pick<Handlers, Room> => ({
  'truth.get': ({ caseId, ...options }) => readTruth(context.store(), rowOf(context.store(), caseId), options),
  'truth.list': (window) => {
    const { rows, next } = listTruths(context.store(), window)
    return { rows: [...rows], next }
  },
  'truth.decide': ({ caseId, reviewId, why }, { personId }) => {
    const adjudication = context
      .store()
      .write((write) => decideTruth(write, personId, { caseRow: rowOf(write, caseId), caseId, reviewId, why }))
    context.emit({ type: 'queue.changed' })
    return { adjudication }
  },
  'truth.withdraw': ({ caseId, why }, { personId }) => {
    const adjudication = context
      .store()
      .write((write) => withdrawTruth(write, personId, { caseRow: rowOf(write, caseId), caseId, why }))
    context.emit({ type: 'queue.changed' })
    return { adjudication }
  },
})
